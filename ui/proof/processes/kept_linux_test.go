package processes

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"creneau/api/store/audit"
	"creneau/ui/locale"
)

// noted are the entries of a login's audit.
func noted(t *testing.T, home string) (all []audit.Entry, text string) {
	t.Helper()
	folder := filepath.Join(home, ".local", "state", "creneau")
	files, err := audit.Names(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		text += string(content)
	}
	for line := range strings.Lines(text) {
		var e audit.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, e)
	}
	return all, text
}

// Who did what at a desk is in the audit, in order, by references, with the login and
// without a name; “creneau audit verify” finds it whole, and not when it was changed.
func TestAuditOfADesk(t *testing.T) {
	t.Parallel()
	program := build(t)
	clinic := serveClinic(t, program)
	home := t.TempDir()
	env := clinic.environment(home)
	words := locale.Load("en")
	p := opens(t, program, env)
	p.fixes(t, "Zowo Martine car")
	p.press("\r")
	if p.waits(10*time.Second, words.T("ticket.title_booked")) == "" {
		t.Fatalf("it is not booked:\n%s", p.text())
	}
	p.press("\x1b")
	time.Sleep(time.Second)
	p.findsZowo(t)
	p.press("a", "x") // the patient is here, and then the appointment is cancelled
	if p.waits(20*time.Second, "x cancelled") == "" {
		t.Errorf("it is not cancelled:\n%s", p.text())
	}
	time.Sleep(time.Second)
	p.press("\x03")
	p.ends(t)

	all, text := noted(t, home)
	var acts []string
	ref := regexp.MustCompile(`^(tui-[0-9A-Z]{26}|[0-9]+)?$`)
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		acts = append(acts, strings.TrimSpace(e.Act+" "+e.Outcome))
		if !ref.MatchString(e.Ref) || e.By != me.Username || !strings.HasPrefix(e.Desk, "desk/") {
			t.Errorf("an entry is %+v", e)
		}
	}
	got := regexp.MustCompile(`made:\d+`).ReplaceAllString(strings.Join(acts, ", "), "made")
	if want := "open, book sending, answer made, book booked, arrive, cancel grace, cancel sending, answer cancelled, cancel cancelled, close"; got != want {
		t.Errorf("noted is %s\nwant %s", got, want)
	}
	if strings.Contains(text, "Zowo") || strings.Contains(text, "Martine") {
		t.Errorf("a name is noted:\n%s", text)
	}
	verify := func() (string, error) {
		cmd := exec.Command(program, "audit", "verify")
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := verify(); err != nil || !strings.Contains(out, "whole: ") {
		t.Errorf("%v: %s", err, out)
	}
	files, _ := filepath.Glob(filepath.Join(home, ".local", "state", "creneau", "audit-*.jsonl"))
	if err := os.WriteFile(files[0], bytes.Replace([]byte(text), []byte("arrive"), []byte("ar1ive"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := verify(); err == nil {
		t.Errorf("it was changed, and is whole: %s", out)
	}
}

// ends waits until the desk has ended.
func (p *terminal) ends(t *testing.T) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatalf("it does not end:\n%s", p.text())
	}
}

// A desk that opens without a network shows the day as it was last read, says when that
// was, and offers no free slot; nothing of it lies readable on the disk. With the network
// it is read anew.
func TestDayWithoutNetwork(t *testing.T) {
	t.Parallel()
	program := build(t)
	clinic := serveClinic(t, program)
	home := t.TempDir()
	words := locale.Load("en")
	p := opens(t, program, clinic.environment(home))
	if p.waits(10*time.Second, "[Cardiologie ") == "" || p.waits(10*time.Second, "Updated at") == "" {
		t.Fatalf("the day is not read:\n%s", p.text())
	}
	row := regexp.MustCompile(`(?m)^ *>? *\d\d:\d\d +(\pL[\pL' -]+\pL) +\S`)
	shown, on := row.FindStringSubmatch(p.text()), 0
	for ; shown == nil && on < 4; on++ { // nobody on this day
		p.press("+")
		p.waits(5*time.Second, "Updated at")
		shown = row.FindStringSubmatch(p.text())
	}
	if shown == nil {
		t.Fatalf("nobody on five days:\n%s", p.text())
	}
	time.Sleep(4 * time.Second) // until it is on the disk
	p.kill()
	clinic.cut(true)

	p = openTerminal(t, program, clinic.environment(home))
	if p.waits(20*time.Second, "Data from") == "" {
		t.Fatalf("nothing is recalled:\n%s", p.text())
	}
	for range on {
		p.press("+")
	}
	if p.waits(5*time.Second, shown[1]) == "" {
		t.Fatalf("%s is not shown:\n%s", shown[1], p.text())
	}
	text := p.text()
	for _, wrong := range []string{words.T("head.online"), words.T("day.free"), "Updated at"} {
		if strings.Contains(text, wrong) {
			t.Errorf("it says %q:\n%s", wrong, text)
		}
	}
	t.Logf("without a network:\n%s", text)
	family := strings.Fields(shown[1])[0]
	files, _ := filepath.Glob(filepath.Join(home, ".local", "state", "creneau", "*"))
	for _, path := range files {
		if text, err := os.ReadFile(path); err != nil || bytes.Contains(text, []byte(family)) {
			t.Errorf("%s holds %q, %v", path, family, err)
		}
	}
	clinic.cut(false)
	p.press("t")
	if p.waits(30*time.Second, words.T("head.online")) == "" || p.waits(30*time.Second, "Updated at") == "" {
		t.Errorf("it is not read anew:\n%s", p.text())
	}
}

// residentEnv has TestResidentMemory be done, which reads for two minutes.
const residentEnv = "CRENEAU_RESIDENT"

// A desk that has read of 2,000 people and more holds at most 36 MiB of memory, its
// store and the pages of the program with it.
func TestResidentMemory(t *testing.T) {
	if os.Getenv(residentEnv) == "" {
		t.Skip(residentEnv + "=1 reads for two minutes")
	}
	program := build(t)
	clinic := serveClinic(t, program, "--large", "--limit", "100000")
	p := opens(t, program, clinic.environment(t.TempDir()))
	known := regexp.MustCompile(`Patients known [^:]*: (\d+)`)
	people := 0
	p.press("f", "z", "z", "o")
	for end := time.Now().Add(2 * time.Minute); people < 2000 && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if found := known.FindStringSubmatch(p.text()); found != nil {
			people, _ = strconv.Atoi(found[1])
		}
	}
	time.Sleep(5 * time.Second) // until the copy of it is written
	status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		t.Fatal(err)
	}
	resident := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	kB, _ := strconv.Atoi(string(resident[1]))
	t.Logf("%d people: %.1f MiB; %s", people, float64(kB)/1024, regexp.MustCompile(`RssAnon:\s+\d+ kB`).Find(status))
	if people < 2000 || kB > 36<<10 {
		t.Errorf("%d people, %d kB\n%s", people, kB, p.text())
	}
}
