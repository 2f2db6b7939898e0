package desk

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/sqlite"
)

// folderEnv has the test binary be a desk of a folder's store: it records a booking,
// says so, and stays until it is killed.
const folderEnv = "CRENEAU_TEST_DESK"

func TestMain(m *testing.M) {
	if folder := os.Getenv(folderEnv); folder != "" {
		stay(folder)
	}
	os.Exit(m.Run())
}

func stay(folder string) {
	s, err := sqlite.Open(context.Background(), storeIn(folder, time.Now))
	if err != nil {
		os.Exit(1)
	}
	d, err := Open(context.Background(), s, realSeat(folder))
	if err == nil {
		_, err = d.Record(context.Background(), intent("tui-1", "confirmed"))
	}
	if err != nil {
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString("recorded\n")
	time.Sleep(time.Minute)
	_ = d.Close(context.Background()) // the lock is held until here
	os.Exit(0)
}

func realSeat(folder string) Seat {
	began := time.Now()
	return Seat{Clock: Clock{Now: time.Now, Mono: func() time.Duration { return time.Since(began) }}, Signer: NewSigner(folder, 0o600)}
}

// TestKilledDeskIsGoneAtOnce: what a desk left whose process was killed is taken over
// at once; while it runs or is stopped it is not, and neither is that of a desk of
// another system or of one that did not sign.
func TestKilledDeskIsGoneAtOnce(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder, time.Now)
	defer s.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), folderEnv+"="+folder)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "recorded\n" {
		t.Fatalf("%q, %v", line, err)
	}
	next, err := Open(t.Context(), s, realSeat(folder))
	if err != nil {
		t.Fatal(err)
	}
	adopts := func(when string, want int) {
		t.Helper()
		facts, err := next.Adopt(t.Context(), all, store.Intent)
		if err != nil || len(facts) != want {
			t.Errorf("%s: %d are taken over, %v", when, len(facts), err)
		}
	}
	adopts("it runs", 0)
	for _, signal := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
		adopts(signal.String(), 0)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()

	open, _, err := s.Open(t.Context(), store.Intent)
	if err != nil || len(open) != 1 {
		t.Fatalf("open are %+v, %v", open, err)
	}
	dead := open[0].Desk
	_, err = s.Claim(t.Context(), dead, "somebody", lasts)
	var held *store.Held
	if !errors.As(err, &held) {
		t.Fatal(err)
	}
	for name, by := range map[string]string{
		"another start of a system": dead + mark + "00000000-0000-0000-0000-000000000000/1",
		"no mark":                   dead,
		"taken over":                next.Name() + held.By[strings.Index(held.By, mark):],
	} {
		if realSeat(folder).Signer.gone(&store.Held{By: by}, dead) {
			t.Errorf("%s: it is told to be gone", name)
		}
	}
	path := filepath.Join(folder, SignFile)
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	adopts("another file is there", 0)
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	adopts("it was killed", 1)
}

// TestClosedDeskSignsNoMore: two desks of one process sign for themselves, and one that
// lost its claim leaves no lock.
func TestClosedDeskSignsNoMore(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder, time.Now)
	defer s.Close()
	seat := realSeat(folder)
	var desks [2]*Desk
	for i := range desks {
		var err error
		if desks[i], err = Open(t.Context(), s, seat); err != nil {
			t.Fatal(err)
		}
	}
	gone := func(d *Desk) bool { return seat.Signer.gone(&store.Held{By: d.held().By}, d.Name()) }
	if gone(desks[0]) || gone(desks[1]) {
		t.Error("a desk that is there is told to be gone")
	}
	if err := desks[0].Close(t.Context()); err != nil {
		t.Error(err)
	}
	if !gone(desks[0]) || gone(desks[1]) {
		t.Error("of two desks the one that closed is to be gone")
	}
}

// TestSeats: login and place of a desk are read from its name, whatever they are.
func TestSeats(t *testing.T) {
	for _, c := range []struct{ login, place, wantLogin, wantPlace string }{
		{"amina", "pts/3", "amina", "pts/3"}, {"", "", "", ""}, {"", "pts/3", "", "pts/3"}, {"a b", "c d", "a-b", "c-d"}, {"é\x1b", "", "--", ""},
	} {
		name := Seat{Login: c.login, Place: c.place}.prefix() + store.NewULID(time.Now()).String()
		if login, place := SeatOf(name); login != c.wantLogin || place != c.wantPlace {
			t.Errorf("%q is read as %q, %q", name, login, place)
		}
	}
}
