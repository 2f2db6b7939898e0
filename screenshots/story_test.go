package screenshots

import (
	"crypto/sha256"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"creneau/ui/cli"
	"creneau/ui/proof/journey"
)

// The moving picture of the story is made from what the program shows while the
// story plays by itself. Beside it lies the sum of what its beats end with.
const (
	storyName  = "story"
	storyMost  = 3_000_000 // bytes
	storyLasts = 210 * time.Second
	sample     = 200 * time.Millisecond
)

func TestMovingPicture(t *testing.T) {
	journey.Watch(t, cli.Run, "en", 80, 24, func(d *journey.Desk) {
		shots := record(d)
		sum := sumOf(shots)
		if *update {
			drawn, err := GIF(shots, Options{Title: "creneau demo --play", Dark: true})
			if err != nil {
				t.Fatal(err)
			}
			write(t, storyName+".gif", drawn)
			write(t, storyName+".sum", []byte(sum))
		}
		kept, err := os.ReadFile(storyName + ".sum")
		if err != nil {
			t.Fatal(err)
		}
		if string(kept) != sum {
			t.Errorf("the moving picture is out of date: go generate ./screenshots\n%swas drawn, and %sis shown", kept, sum)
		}
		if file, err := os.Stat(storyName + ".gif"); err != nil || file.Size() > storyMost {
			t.Errorf("the moving picture: %v, %v", file, err)
		}
	})
}

// record watches the story to its end.
func record(d *journey.Desk) []Shot {
	var shots []Shot
	for gone := time.Duration(0); gone < storyLasts; gone += sample {
		frame := d.Frame()
		if n := len(shots); n > 0 && shots[n-1].Frame.Diff(frame) == "" {
			shots[n-1].For += sample
		} else {
			shots = append(shots, Shot{frame, sample})
		}
		if d.Shows(d.Words.T("note.play_over")) {
			break
		}
		d.Rest(sample)
	}
	return shots
}

// What differs from one run to the next: how many requests were made meanwhile.
var (
	requests = regexp.MustCompile(`\d+/1000`)
	beat     = regexp.MustCompile(`^ (\d+)/\d+ `)
)

// sumOf is the sum of what each beat of the story ends with.
func sumOf(shots []Shot) string {
	last := map[string]string{}
	var order []string
	for _, s := range shots {
		m := beat.FindStringSubmatch(s.Frame.Line(s.Frame.H - 1))
		if m == nil {
			continue
		}
		if _, known := last[m[1]]; !known {
			order = append(order, m[1])
		}
		last[m[1]] = requests.ReplaceAllString(strings.Join(s.Frame.Text(), "\n"), "")
	}
	sum := sha256.New()
	for _, n := range order {
		fmt.Fprintln(sum, last[n])
	}
	return fmt.Sprintf("%d beats %x\n", len(order), sum.Sum(nil))
}
