package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"creneau/ui/proof/yardstick"
)

// TestCase18 stops a desk that is a process of its own, as a shell does: asked, and
// without being asked. When it goes on it takes the terminal again, paints itself,
// and obeys keys.
func TestCase18(t *testing.T) {
	const child = "CRENEAU_TEST_JOBS"
	if os.Getenv(child) != "" {
		os.Exit(Run(context.Background(), []string{"demo", "--lang", "en"}, os.Environ(), Terminal{
			In: os.Stdin, Out: os.Stdout, Err: os.Stderr, IsTTY: true, OutIsTTY: true, Jobs: JobControl(),
		}))
	}
	for _, signal := range []syscall.Signal{syscall.SIGTSTP, syscall.SIGSTOP} {
		t.Run(signal.String(), func(t *testing.T) {
			d := openJob(t, child+"=1")
			d.waits("Cardiologie")
			d.signal(signal)
			d.stopped()
			cooked := d.modes()
			cooked.Lflag |= unix.ICANON | unix.ECHO
			if err := unix.IoctlSetTermios(int(d.side.Fd()), unix.TCSETS, cooked); err != nil {
				t.Fatal(err)
			}
			d.mu.Lock()
			shown := len(d.written)
			d.mu.Unlock()
			d.signal(syscall.SIGCONT)
			d.waitsBehind(shown, "Cardiologie")
			if d.modes().Lflag&(unix.ICANON|unix.ECHO) != 0 {
				t.Error("the terminal is left in line mode")
			}
			d.keys("?")
			d.waits("QUICK ENTRY")
		})
	}
}

// A job is a desk's process, and the terminal that it has.
type job struct {
	t      *testing.T
	master *os.File
	side   *os.File
	cmd    *exec.Cmd

	mu      sync.Mutex
	written []byte
	screen  *yardstick.Screen
}

func openJob(t *testing.T, child string) *job {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here: ", err)
	}
	fd := int(master.Fd())
	number, err := unix.IoctlGetUint32(fd, unix.TIOCGPTN)
	for _, err := range []error{
		err, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0),
		unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	side, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := &job{t: t, master: master, side: side, cmd: exec.Command(os.Args[0], "-test.run=^TestCase18$"), screen: yardstick.NewScreen(80, 24)}
	d.cmd.Env = []string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + t.TempDir(), child}
	d.cmd.Stdin, d.cmd.Stdout, d.cmd.Stderr = side, side, side
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go d.show()
	t.Cleanup(func() {
		_ = d.cmd.Process.Kill()
		_ = d.cmd.Wait()
		side.Close()
		master.Close()
	})
	return d
}

// show takes in what the desk writes.
func (d *job) show() {
	buffer := make([]byte, 16<<10)
	for {
		n, err := d.master.Read(buffer)
		if err != nil {
			return
		}
		d.mu.Lock()
		d.written = append(d.written, buffer[:n]...)
		_, _ = d.screen.Write(buffer[:n])
		d.mu.Unlock()
	}
}

func (d *job) keys(text string) { _, _ = d.master.WriteString(text) }

func (d *job) signal(s syscall.Signal) {
	if err := d.cmd.Process.Signal(s); err != nil {
		d.t.Fatal(err)
	}
}

func (d *job) modes() *unix.Termios {
	modes, err := unix.IoctlGetTermios(int(d.side.Fd()), unix.TCGETS)
	if err != nil {
		d.t.Fatal(err)
	}
	return modes
}

// until fails unless something holds within a time.
func (d *job) until(what string, holds func() bool) {
	d.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.t.Logf("%q", d.written[max(0, len(d.written)-2500):])
	d.t.Fatalf("%s; the screen shows\n%s", what, strings.Join(d.screen.Text(), "\n"))
}

func (d *job) waits(text string) { d.t.Helper(); d.waitsBehind(0, text) }

// waitsBehind waits until a text is on the screen, and was written behind so many
// bytes.
func (d *job) waitsBehind(bytes int, text string) {
	d.t.Helper()
	d.until(text+" is not shown", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return strings.Contains(string(d.written[bytes:]), text) && strings.Contains(strings.Join(d.screen.Text(), "\n"), text)
	})
}

// stopped waits until the process is.
func (d *job) stopped() {
	d.t.Helper()
	d.until("it is not stopped", func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", d.cmd.Process.Pid))
		_, fields, _ := strings.Cut(string(stat), ") ")
		return err == nil && strings.HasPrefix(fields, "T")
	})
}
