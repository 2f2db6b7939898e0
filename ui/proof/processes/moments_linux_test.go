package processes

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"creneau/api/store/audit"
	"creneau/ui/locale"
)

// A moment is a desk with something open that only it knows.
type moment struct {
	name  string
	come  func(t *testing.T, p *terminal, clinic *served)
	after func(t *testing.T, p *terminal, clinic *served) string // what is wrong with the next desk; "" for nothing
}

// booksZowo books an appointment and finds it: it is selected then.
func booksZowo(t *testing.T, p *terminal, _ *served) {
	t.Helper()
	p.fixes(t, "Zowo Martine car")
	p.press("\r")
	if p.waits(15*time.Second, locale.Load("en").T("ticket.title_booked")) == "" {
		t.Fatalf("it is not booked:\n%s", p.text())
	}
	p.press("\x1b")
	time.Sleep(time.Second) // what follows an Esc at once may be one key with it
	p.findsZowo(t)
}

// findsZowo looks up whom the test has booked.
func (p *terminal) findsZowo(t *testing.T) {
	t.Helper()
	p.press("f")
	time.Sleep(300 * time.Millisecond)
	p.press("z", "o", "w", "o", "\r")
	if p.waits(10*time.Second, "Appointments of Zowo") == "" {
		t.Errorf("nobody is found:\n%s", p.text())
	}
	time.Sleep(500 * time.Millisecond)
}

// shows wants texts on the screen of the next desk, all at some moment.
func shows(texts ...string) func(*testing.T, *terminal, *served) string {
	return func(_ *testing.T, p *terminal, _ *served) string {
		for _, text := range texts {
			if p.waits(20*time.Second, text) == "" {
				return fmt.Sprintf("%q is not shown", text)
			}
		}
		return ""
	}
}

// moments are those at which a desk is killed.
func moments() []moment {
	sends := func(lost loss) func(*testing.T, *terminal, *served) {
		return func(t *testing.T, p *terminal, clinic *served) {
			p.fixes(t, "Zowo Martine car")
			clinic.loses(lost)
			p.press("\r")
			time.Sleep(time.Second)
		}
	}
	cancels := func(wait time.Duration, lost loss) func(*testing.T, *terminal, *served) {
		return func(t *testing.T, p *terminal, clinic *served) {
			booksZowo(t, p, clinic)
			clinic.loses(lost)
			p.press("x")
			time.Sleep(wait)
		}
	}
	once := func(t *testing.T, p *terminal, clinic *served) string { // it is cancelled, and no second time
		for end := time.Now().Add(40 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
			if _, ended := clinic.counted(); ended == 1 {
				p.findsZowo(t)
				return shows("x cancelled")(t, p, clinic)
			}
		}
		return "it is not cancelled"
	}
	return []moment{
		{"typed", func(_ *testing.T, p *terminal, _ *served) {
			p.press(append([]string{"n"}, strings.Split("Zowo Martine", "")...)...)
			time.Sleep(time.Second)
		}, shows("Drafts 1")},
		{"put aside", func(_ *testing.T, p *terminal, _ *served) {
			p.press(append(append([]string{"n"}, strings.Split("Zowo Martine", "")...), "\x1b")...)
			time.Sleep(time.Second)
		}, shows("Drafts 1")},
		{"read out", func(t *testing.T, p *terminal, _ *served) { p.fixes(t, "Zowo Martine car") }, shows("Drafts 1")},
		{"on its way", sends(before), shows("Pending 1")},
		{"made", sends(after), shows("Booked after all")},
		{"held by the limit", func(t *testing.T, p *terminal, clinic *served) {
			p.fixes(t, "Zowo Martine car")
			clinic.order(t, `{"kind":"rate_limit","seconds":300}`)
			p.press("\r")
			if p.waits(10*time.Second, "Pending 1") == "" {
				t.Fatalf("it is not held:\n%s", p.text())
			}
		}, shows("Pending 1")},
		{"held by a dead line", func(t *testing.T, p *terminal, clinic *served) {
			p.fixes(t, "Zowo Martine car")
			_ = clinic.proxy.Listener.Close()
			clinic.proxy.CloseClientConnections()
			p.press("\r")
			if p.waits(10*time.Second, "Pending 1") == "" {
				t.Fatalf("it is not held:\n%s", p.text())
			}
		}, shows("Pending 1")},
		{"cancel in its grace", cancels(3*time.Second, answered), once},
		{"cancel on its way", cancels(10*time.Second, after), once},
		{"waiting list and arrival", func(t *testing.T, p *terminal, clinic *served) {
			booksZowo(t, p, clinic)
			p.press("a")
			time.Sleep(300 * time.Millisecond)
			p.press("e")
			if p.waits(5*time.Second, "Waiting list 1") == "" {
				t.Fatalf("she does not wait:\n%s", p.text())
			}
			time.Sleep(time.Second)
		}, func(t *testing.T, p *terminal, clinic *served) string {
			if wrong := shows("Waiting list 1")(t, p, clinic); wrong != "" {
				return wrong
			}
			p.findsZowo(t)
			return shows("* arrived")(t, p, clinic)
		}},
	}
}

func (s *served) counted() (posts, ended int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.posts, s.ended
}

// A blow ends a desk.
type blow struct {
	name   string
	strike func(t *testing.T, p *terminal, home string)
}

// signals strike with signals, one after the other.
func signals(all ...syscall.Signal) func(*testing.T, *terminal, string) {
	return func(t *testing.T, p *terminal, _ string) {
		for _, s := range all {
			_ = p.cmd.Process.Signal(s)
			time.Sleep(100 * time.Millisecond)
		}
		p.gone(t, p.desk)
	}
}

// gone waits until a desk has ended, and reaps what was started.
func (p *terminal) gone(t *testing.T, pid int) {
	t.Helper()
	reaped := make(chan error, 1)
	go func() { reaped <- p.cmd.Wait() }()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			<-reaped
			return
		}
	}
	t.Fatalf("it does not end:\n%s", p.text())
}

// parent is the blow by which the process dies that started the desk, as a login's does.
const parent = "its parent is killed"

// blows are the ways in which a desk ends.
func blows() []blow {
	return []blow{
		{"SIGKILL", signals(syscall.SIGKILL)},
		{"SIGTERM", signals(syscall.SIGTERM)},
		{"SIGHUP", signals(syscall.SIGHUP)},
		{"the terminal is closed", func(t *testing.T, p *terminal, _ string) {
			_ = p.keys.Close()
			p.gone(t, p.desk)
		}},
		{parent, signals(syscall.SIGKILL)},
		{"SIGSTOP, SIGKILL", signals(syscall.SIGSTOP, syscall.SIGKILL)},
		{"power cut", func(t *testing.T, p *terminal, home string) {
			signals(syscall.SIGKILL)(t, p, home)
			cutShort(t, home)
		}},
		{"crash", signals(syscall.SIGABRT)},
	}
}

// cutShort leaves behind what a power cut does of a write that was not synced: a part
// of it, at the end of the file.
func cutShort(t *testing.T, home string) {
	t.Helper()
	folder := filepath.Join(home, ".local", "state", "creneau")
	files, err := audit.Names(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "store.db-wal") {
		f, err := os.OpenFile(filepath.Join(folder, name), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteString(`{"n":99,"at":"2026-`)
			_ = f.Close()
		}
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	_ = os.Remove(filepath.Join(folder, "store.db-shm")) // it is memory
}

// opensUnder starts a desk below a shell, and says which process it is.
func opensUnder(t *testing.T, program string, env []string, kind string) *terminal {
	t.Helper()
	if kind != parent {
		p := opens(t, program, env)
		p.desk = p.cmd.Process.Pid
		return p
	}
	p := openTerminal(t, "/bin/sh", env, "-c", `"$0"; exit 3`, program)
	if p.waits(20*time.Second, locale.Load("en").T("head.online")) == "" {
		t.Fatalf("the desk does not open:\n%s", p.text())
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", p.cmd.Process.Pid, p.cmd.Process.Pid))
	if err == nil {
		p.desk, err = strconv.Atoi(strings.TrimSpace(string(children)))
	}
	if err != nil {
		t.Skipf("this machine does not tell whose child a process is: %v", err)
	}
	return p
}

// momentsEnv has TestTenMomentsEightKills strike each of the eighty blows; else each
// moment and each blow comes about once.
const momentsEnv = "CRENEAU_MOMENTS"

// Whatever a desk has open, and however it ends: the next one has it and says so, no
// booking is sent a second time, and the audit is whole but for what was cut off.
func TestTenMomentsEightKills(t *testing.T) {
	t.Parallel()
	program := build(t)
	var all sync.WaitGroup
	atOnce := make(chan struct{}, 5)
	for i, m := range moments() {
		for k, b := range blows() {
			if os.Getenv(momentsEnv) == "" && k != i%len(blows()) {
				continue
			}
			all.Go(func() {
				atOnce <- struct{}{}
				defer func() { <-atOnce }()
				t.Run(m.name+", "+b.name, func(t *testing.T) { struck(t, program, m, b) })
			})
		}
	}
	all.Wait()
}

func struck(t *testing.T, program string, m moment, b blow) {
	clinic := serveClinic(t, program)
	home := t.TempDir()
	env := clinic.environment(home)
	p := opensUnder(t, program, env, b.name)
	m.come(t, p, clinic)
	before := p.text()
	b.strike(t, p, home)
	clinic.loses(answered)
	p = openTerminal(t, program, env)
	if wrong := m.after(t, p, clinic); wrong != "" {
		t.Errorf("%s:\n%s\nbefore it was\n%s", wrong, p.text(), before)
	}
	if posts, ended := clinic.counted(); posts > 1 || ended > 1 {
		t.Errorf("%d bookings were sent, %d cancels done", posts, ended)
	}
	r, err := audit.Verify(filepath.Join(home, ".local", "state", "creneau"), "")
	if err != nil || r.Entries < 2 {
		t.Errorf("the audit: %+v, %v", r, err)
	}
}
