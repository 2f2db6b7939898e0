package screenshots

import (
	"crypto/sha256"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/ui/cli"
	"creneau/ui/proof/journey"
	"creneau/ui/story"
)

// The moving picture shows three beats of the story, with what leads to them, as
// somebody at the desk plays them. Beside it lies the sum of what each scene ends
// with.
const (
	storyName  = "story"
	storyMost  = 3_000_000 // bytes
	storyLasts = 20 * time.Second
	storyStill = 3 * time.Second // nothing stands still for longer
	sample     = 120 * time.Millisecond
)

// shown are the beats that it shows.
var shown = []int{2, 4, 5, 6, 7}

func TestMovingPicture(t *testing.T) {
	journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
		film := &film{d: d}
		film.play()
		if *update {
			drawn, err := GIF(film.shots, Options{Title: "creneau demo", Dark: true})
			if err != nil {
				t.Fatal(err)
			}
			write(t, storyName+".gif", drawn)
			write(t, storyName+".sum", []byte(film.sum()))
		}
		kept, err := os.ReadFile(storyName + ".sum")
		if err != nil {
			t.Fatal(err)
		}
		if string(kept) != film.sum() {
			t.Errorf("the moving picture is out of date: go generate ./screenshots\n%swas drawn, and %sis shown", kept, film.sum())
		}
		if file, err := os.Stat(storyName + ".gif"); err != nil || file.Size() > storyMost {
			t.Errorf("the moving picture: %v, %v", file, err)
		}
		all := time.Duration(0)
		for _, s := range film.shots {
			if all += s.For; s.For > storyStill {
				t.Errorf("after %v it stands still for %v", all-s.For, s.For)
			}
		}
		if all > storyLasts {
			t.Errorf("it lasts %v", all)
		}
		t.Logf("it lasts %v, in %d pictures", all, len(film.shots))
	})
}

// A film is what is seen of a desk while somebody plays at it.
type film struct {
	d     *journey.Desk
	shots []Shot
	ends  []string // what the scenes end with
}

// play plays the scenes of the beats that are shown.
func (f *film) play() {
	f.hold(6 * sample)
	for _, s := range story.Scenes() {
		if !slices.Contains(shown, s.Beat) {
			continue
		}
		if s.Opens && s.Beat > shown[0] {
			f.press("esc")
		}
		for _, text := range s.Press {
			switch {
			case text == "enter":
				f.press(text)
				f.hold(8 * sample)
			case journey.Named(text):
				f.press(text)
			default:
				for _, r := range text {
					f.press(string(r))
				}
				f.hold(2 * sample)
			}
		}
		f.hold(min(max(s.Wait, 4*sample), 20*sample))
		f.ends = append(f.ends, requests.ReplaceAllString(strings.Join(f.d.Frame().Text(), "\n"), ""))
	}
	f.hold(6 * sample)
}

// press presses a key; the next picture is what comes of it.
func (f *film) press(key string) {
	f.d.Press(key)
	f.take(journey.PerKey)
}

// hold lets time pass.
func (f *film) hold(of time.Duration) {
	for gone := time.Duration(0); gone < of; gone += sample {
		f.d.Rest(sample)
		f.take(sample)
	}
}

// take adds what stands on the screen, which stood for so long.
func (f *film) take(of time.Duration) {
	frame := f.d.Frame()
	if n := len(f.shots); n > 0 && f.shots[n-1].Frame.Diff(frame) == "" {
		f.shots[n-1].For += of
		return
	}
	f.shots = append(f.shots, Shot{frame, of})
}

// requests differ from one run to the next: how many were made meanwhile.
var requests = regexp.MustCompile(`\d+/1000`)

// sum is the sum of what the scenes end with.
func (f *film) sum() string {
	sum := sha256.New()
	for _, end := range f.ends {
		fmt.Fprintln(sum, end)
	}
	return fmt.Sprintf("%d scenes %x\n", len(f.ends), sum.Sum(nil))
}
