package processes

import (
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

// The size of the terminals.
const width, height = 80, 24

// A terminal is a desk's process and the screen that it writes to.
type terminal struct {
	keys *os.File
	cmd  *exec.Cmd
	desk int // the process; 0 where that does not matter

	mu     sync.Mutex
	screen *yardstick.Screen
}

// openTerminal starts a program at a pseudo-terminal of its own, until the test
// ends.
func openTerminal(t *testing.T, program string, env []string, args ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	number := ownSide(t, master)
	side, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	p := &terminal{keys: master, cmd: exec.Command(program, args...), screen: yardstick.NewScreen(width, height)}
	p.cmd.Env, p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = env, side, side, side
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.show()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		_ = p.cmd.Wait()
		master.Close()
	})
	return p
}

// ownSide lets the program's side of a terminal be opened, and says which it is.
func ownSide(t *testing.T, master *os.File) (number uint32) {
	t.Helper()
	conn, err := master.SyscallConn() // a read of it must end when it is closed
	if err != nil {
		t.Fatal(err)
	}
	asked := conn.Control(func(file uintptr) {
		fd := int(file)
		if err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
			return
		}
		if number, err = unix.IoctlGetUint32(fd, unix.TIOCGPTN); err != nil {
			return
		}
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: height, Col: width})
	})
	if asked != nil || err != nil {
		t.Fatal(asked, err)
	}
	return number
}

// show takes in what the program writes, until it ends.
func (p *terminal) show() {
	buffer := make([]byte, 16<<10)
	for {
		n, err := p.keys.Read(buffer)
		if err != nil {
			return
		}
		p.mu.Lock()
		_, _ = p.screen.Write(buffer[:n])
		p.mu.Unlock()
	}
}

func (p *terminal) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.screen.Text(), "\n")
}

// press types keys at the pace of a hand.
func (p *terminal) press(keys ...string) {
	for _, key := range keys {
		_, _ = p.keys.WriteString(key)
		time.Sleep(80 * time.Millisecond)
	}
}

// waits until the screen shows one of the texts, and says which; "" where none
// came.
func (p *terminal) waits(most time.Duration, texts ...string) string {
	for end := time.Now().Add(most); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		shown := p.text()
		for _, text := range texts {
			if strings.Contains(shown, text) {
				return text
			}
		}
	}
	return ""
}
