package processes

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/ui/locale"
)

// build builds the program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "creneau")
	if out, err := exec.Command("go", "build", "-o", program, "creneau").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// kill ends a desk as a power cut does.
func (p *terminal) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	_ = p.cmd.Wait()
}

// opens starts a desk and waits until it has read the day.
func opens(t *testing.T, program string, env []string) *terminal {
	t.Helper()
	p := openTerminal(t, program, env)
	if p.waits(20*time.Second, locale.Load("en").T("head.online")) == "" {
		t.Fatalf("the desk does not open:\n%s", p.text())
	}
	return p
}

// What is typed at a desk that is killed, half a second after the last key and on, is
// there when it opens again; and when it was left in peace, without a question.
func TestKilledDeskHasItsDrafts(t *testing.T) {
	t.Parallel()
	program := build(t)
	clinic := serveClinic(t, program)
	home := t.TempDir()
	env := clinic.environment(home)
	words := locale.Load("en")
	drafts := words.T("head.drafts") + " "

	p := opens(t, program, env)
	p.press("n")
	p.press(strings.Split("Zowo Martine", "")...)
	time.Sleep(time.Second)
	p.kill()

	p = opens(t, program, env)
	if p.waits(5*time.Second, drafts+"1") == "" {
		t.Fatalf("the draft is gone:\n%s", p.text())
	}
	p.press("n")
	p.press(strings.Split("Zowo Paul", "")...)
	p.press("\x1b")
	time.Sleep(300 * time.Millisecond)
	p.press("\x03")
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatalf("it asks, or does not end:\n%s", p.text())
	}

	p = opens(t, program, env)
	if p.waits(5*time.Second, drafts+"2") == "" {
		t.Fatalf("a draft is gone:\n%s", p.text())
	}
}

// A loss is what becomes of a booking whose answer never comes.
type loss int

const (
	answered loss = iota
	before        // it does not arrive
	after         // it is made
)

// lose has a booking or a cancel not be answered, where that is its turn.
func (s *served) lose(clinic http.Handler, r *http.Request) bool {
	s.mu.Lock()
	lost := s.lost
	s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return true
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if lost == after {
		clinic.ServeHTTP(httptest.NewRecorder(), r)
	}
	return lost != answered
}

func (s *served) loses(l loss) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = l
}

func (s *served) made() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.booked
}

// fixes types a booking and presses Enter until its sentence stands.
func (p *terminal) fixes(t *testing.T, line string) {
	t.Helper()
	if !p.fixed(line) {
		t.Fatalf("no sentence:\n%s", p.text())
	}
}

// fixed does so, takes the first where the department asks with whom, and says whether
// it came to a sentence.
func (p *terminal) fixed(line string) bool {
	p.press("n")
	p.press(strings.Split(line, "")...)
	time.Sleep(500 * time.Millisecond)
	for range 6 {
		p.press("\r")
		switch p.waits(2*time.Second, "Enter books", "with whom? A digit") {
		case "Enter books":
			time.Sleep(1500 * time.Millisecond) // it warns that the patient is new, and stands until that can be read
			return true
		case "with whom? A digit":
			p.press("1")
			time.Sleep(500 * time.Millisecond)
		}
	}
	return false
}

// A desk that is killed between the Enter that books and the answer says, when it is
// opened again, what became of the booking: it is found where it was made, and looked
// for where it was not, and no second request leaves.
func TestKilledBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	program := build(t)
	clinic := serveClinic(t, program)
	words := locale.Load("en")
	for _, lost := range []loss{after, before} {
		home := t.TempDir()
		env := clinic.environment(home)
		p := opens(t, program, env)
		p.fixes(t, "Zowo Martine car")
		clinic.loses(lost)
		p.press("\r")
		time.Sleep(time.Second)
		p.kill()
		clinic.loses(answered)
		made := clinic.made()

		p = opens(t, program, env)
		late := "Booked after all"
		pending := words.T("head.intents") + " 1"
		switch got := p.waits(8*time.Second, late); {
		case lost == after && got == "":
			t.Errorf("a booking that was made is not found:\n%s", p.text())
		case lost == before && (got != "" || !strings.Contains(p.text(), pending)):
			t.Errorf("a booking that was not made is not looked for:\n%s", p.text())
		}
		if clinic.made() != made {
			t.Errorf("it was sent again")
		}
		p.kill()
	}
}

// roundsEnv says how often TestKilledAroundTheEnter kills a desk, once else.
const roundsEnv = "CRENEAU_DESK_KILLS"

// A desk that is killed at any moment around the Enter that books has the booking as a
// draft, as one that is looked for, or as one that stands; never twice.
func TestKilledAroundTheEnter(t *testing.T) {
	t.Parallel()
	program := build(t)
	words := locale.Load("en")
	rounds, _ := strconv.Atoi(os.Getenv(roundsEnv)) // 0 where nobody says
	draft, pending := words.T("head.drafts")+" 1", words.T("head.intents")+" 1"
	late := "Booked after all"
	for range max(1, rounds) {
		clinic := serveClinic(t, program) // with books of its own: one round says nothing of the next
		home := t.TempDir()
		env := clinic.environment(home)
		p := opens(t, program, env)
		p.fixes(t, "Zowo Martine car")
		made := clinic.made()
		wait := time.Duration(rand.IntN(60)) * time.Millisecond
		_, _ = p.keys.WriteString("\r")
		time.Sleep(wait)
		p.kill()
		time.Sleep(300 * time.Millisecond)
		books := clinic.made() - made

		p = opens(t, program, env)
		got := p.waits(8*time.Second, late, draft, pending)
		if books == 1 && got == pending {
			got = p.waits(8*time.Second, late)
		}
		t.Logf("killed after %v: %d made, then %q", wait, books, got)
		if clinic.made()-made != books || books > 1 {
			t.Errorf("killed after %v: sent again, or twice", wait)
		}
		if books == 0 && got != draft && got != pending {
			t.Errorf("killed after %v: the booking is forgotten:\n%s", wait, p.text())
		}
		p.kill()
	}
}

// A desk whose store does not open says so with the reason, reads the day, and sends no
// booking; the typing is kept on the screen.
func TestStoreThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	program := build(t)
	clinic := serveClinic(t, program)
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".local", "state", "creneau"), 0o755); err != nil {
		t.Fatal(err)
	}
	p := opens(t, program, clinic.environment(home))
	if p.waits(5*time.Second, "Nothing can be kept") == "" {
		t.Errorf("nothing is said:\n%s", p.text())
	}
	p.fixes(t, "Zowo Martine car")
	p.press("\r")
	if p.waits(5*time.Second, "could not be put on the") == "" || !strings.Contains(p.text(), "Zowo Martine") {
		t.Errorf("the refusal is not told, or the typing is gone:\n%s", p.text())
	}
	if clinic.made() != 0 {
		t.Error("it was booked")
	}
}

// Two desks of one store see within a second and a half what the other has in its
// sentence and what it has booked; of two who confirm the same at one moment, one books
// and the other says at which desk it is, or that the time is taken. A desk that is stopped is not taken to be gone.
func TestTwoDesksOfOneStore(t *testing.T) {
	program := build(t)
	clinic := serveClinic(t, program)
	env := clinic.environment(t.TempDir())
	one, two := opens(t, program, env), opens(t, program, env)
	one.fixes(t, "Zowo Martine car")
	two.press("b")
	if two.waits(1500*time.Millisecond, "AT OTHER DESKS") == "" {
		t.Errorf("what is being typed at the other desk is not seen:\n%s", two.text())
	}
	two.press("a")
	two.fixes(t, "Zowo Martine car")
	if !strings.Contains(two.text(), "in use at") {
		t.Errorf("the slot is not shown to be in use:\n%s", two.text())
	}
	made := clinic.made()
	_, _ = one.keys.WriteString("\r")
	_, _ = two.keys.WriteString("\r")
	time.Sleep(3 * time.Second)
	if n := clinic.made() - made; n != 1 {
		t.Errorf("%d are booked:\n%s\n%s", n, one.text(), two.text())
	}
	words := locale.Load("en")
	booked := words.T("ticket.title_booked")
	first, second := one, two
	if strings.Contains(two.text(), booked) {
		first, second = two, one
	}
	if !strings.Contains(first.text(), booked) || strings.Contains(second.text(), booked) {
		t.Errorf("not one of them says that it is booked:\n%s\n%s", one.text(), two.text())
	}
	if second.waits(time.Second, "being booked at", "no longer free", words.T("alternatives.title"), "already") == "" {
		t.Errorf("the other does not say why not:\n%s", second.text())
	}
}

// A desk that is stopped is not gone: what it has open stays its own, and is there when
// it goes on.
func TestStoppedDeskIsNotGone(t *testing.T) {
	program := build(t)
	clinic := serveClinic(t, program)
	env := clinic.environment(t.TempDir())
	one := opens(t, program, env)
	one.press("n")
	one.press(strings.Split("Zowo Martine", "")...)
	time.Sleep(time.Second)
	_ = one.cmd.Process.Signal(syscall.SIGSTOP)
	drafts := locale.Load("en").T("head.drafts") + " 1"
	two := opens(t, program, env)
	if two.waits(6*time.Second, drafts) != "" {
		t.Errorf("a desk that is stopped is taken over:\n%s", two.text())
	}
	one.kill() // stopped as it is
	if two.waits(6*time.Second, drafts) == "" {
		t.Errorf("a desk that was killed is not taken over:\n%s", two.text())
	}
}
