package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"creneau/api/store"
)

// The variables by which a test starts itself as one of several processes.
const (
	childFolder = "CRENEAU_STORE_CHILD"
	childName   = "CRENEAU_STORE_NAME"
	killRounds  = "CRENEAU_STORE_KILLS" // rounds, where more are wanted than every run makes
)

// killBudget is more than the processes of a round can spend.
const killBudget = 1 << 20

func TestMain(m *testing.M) {
	if folder := os.Getenv(childFolder); folder != "" {
		err := child(folder, os.Getenv(childName))
		fmt.Println("failed", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// child appends until it is killed, under a claim of its own, and says what it
// knows to be kept: a draft that closes and the intent that it became, together.
// Every fourth intent is for what the others want as well.
func child(folder, name string) error {
	ctx := context.Background()
	s, err := Open(ctx, options(folder, time.Now))
	if err != nil {
		return err
	}
	c, err := s.Claim(ctx, "desk/"+name, name, time.Minute)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		in := booking(0)
		in.Subject, in.Alone = fmt.Sprintf("tui-%s-%d", name, i), fmt.Sprintf("16 11:00 %s %d", name, i)
		if i%4 == 0 {
			in.Alone = fmt.Sprint("everybody's ", time.Now().UnixMilli()/8)
		}
		d := booking(0)
		d.Kind, d.Subject, d.Alone, d.Closed = store.Draft, in.Subject, "", true
		_, err := s.Append(ctx, []store.Claim{c}, d, in)
		var taken *store.Taken
		if errors.As(err, &taken) {
			continue
		}
		if err != nil {
			return err
		}
		fmt.Println("kept", in.Subject)
		if _, err := s.Spend(ctx, store.Budget{Name: "key", Limit: killBudget, Window: 24 * time.Hour}, 1, 0); err != nil {
			return err
		}
		fmt.Println("spent", 1)
	}
}

// A crew is what the processes of all rounds said.
type crew struct {
	mu     sync.Mutex
	kept   map[string]bool
	spent  int
	failed []string
}

func (c *crew) hear(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "kept":
		c.kept[rest] = true
	case "spent":
		c.spent++
	default:
		c.failed = append(c.failed, line)
	}
}

// round starts three processes and kills each at a moment of its own.
func (c *crew) round(t *testing.T, folder string, round int) {
	var wg sync.WaitGroup
	for i := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFolder+"="+folder, childName+"="+fmt.Sprintf("%d-%d", round, i))
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			lines := bufio.NewScanner(out)
			for first := true; lines.Scan(); first = false {
				c.hear(lines.Text())
				if first {
					time.AfterFunc(time.Duration(rand.IntN(120_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
				}
			}
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		})
	}
	wg.Wait()
}

// TestKilledAtAnyMoment kills three processes that share a store, over and over:
// what one of them knew to be kept is there, once, nothing is there in part, and
// no two are open for the same.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 15
	if n, err := strconv.Atoi(os.Getenv(killRounds)); err == nil {
		rounds = n
	}
	folder := filled(t, 0)
	c := &crew{kept: map[string]bool{}}
	for round := range rounds {
		c.round(t, folder, round)
	}
	for _, line := range c.failed {
		t.Errorf("a process failed: %s", line)
	}
	s := opened(t, options(folder, time.Now))
	r, err := s.Check(t.Context())
	if err != nil || r.Unopened != 0 {
		t.Errorf("%d payloads do not open, %v", r.Unopened, err)
	}
	all, err := s.Since(t.Context(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[store.Kind]map[string]int{store.Intent: {}, store.Draft: {}}
	for _, f := range all {
		seen[f.Kind][f.Subject]++
	}
	lost, doubled, torn := 0, 0, 0
	for subject := range c.kept {
		if seen[store.Intent][subject] == 0 {
			lost++
		}
	}
	for subject, n := range seen[store.Intent] {
		if n > 1 {
			doubled++
		}
		if seen[store.Draft][subject] != n {
			torn++
		}
	}
	torn += max(0, len(seen[store.Draft])-len(seen[store.Intent]))
	var twice int
	if err := s.read.QueryRow("SELECT count(*) FROM (SELECT alone FROM subjects WHERE closed = 0 AND alone IS NOT NULL GROUP BY alone HAVING count(*) > 1)").Scan(&twice); err != nil {
		t.Fatal(err)
	}
	if lost+doubled+torn+twice > 0 || len(c.kept) < 3*rounds {
		t.Errorf("of %d bookings that were known to be kept %d are lost, %d are there twice, %d in part, %d are open for the same", len(c.kept), lost, doubled, torn, twice)
	}
	left, err := s.Spend(t.Context(), store.Budget{Name: "key", Limit: killBudget, Window: 24 * time.Hour}, 0, 0)
	if spent := killBudget - left.Left; err != nil || spent < c.spent || spent > c.spent+3*rounds {
		t.Errorf("%d were spent, the processes know of %d (%v)", spent, c.spent, err)
	}
	t.Logf("%d rounds, %d bookings known to be kept, %d there", rounds, len(c.kept), len(seen[store.Intent]))
}
