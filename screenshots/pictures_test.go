package screenshots

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"creneau/ui/cli"
	"creneau/ui/journey"
	"creneau/ui/yardstick"
)

var update = flag.Bool("update", false, "draw the pictures anew")

// A picture is a journey and the name of its picture.
type picture struct {
	name  string
	lang  string
	w, h  int
	keys  []string
	after time.Duration // before the keys: what the desk reads by itself
}

var pictures = []picture{
	{name: "day", lang: "en", w: 100, h: 30, keys: []string{"down", "down"}, after: 40 * time.Second},
}

// Each picture shows what the program shows today: its cells are compared, not
// its pixels.
func TestPictures(t *testing.T) {
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) {
			journey.Play(t, cli.Run, p.lang, func(d *journey.Desk) { p.draw(t, d) })
		})
	}
}

// draw plays a picture's journey to its end and draws it anew, or compares its
// cells.
func (p picture) draw(t *testing.T, d *journey.Desk) {
	d.Resize(p.w, p.h)
	d.Rest(p.after)
	d.Press(p.keys...)
	frame := d.Frame()
	cells := yardstick.Ideal(yardstick.Parse("", p.w, p.h), frame)
	if *update {
		drawn, err := PNG(frame, Options{Title: "creneau", Dark: true})
		if err != nil {
			t.Fatal(err)
		}
		write(t, p.name+".png", drawn)
		write(t, p.name+".ans", cells)
		return
	}
	kept, err := os.ReadFile(p.name + ".ans")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, cells) {
		t.Errorf("the picture %s is out of date: go generate ./screenshots\n%s", p.name, strings.Join(frame.Text(), "\n"))
	}
	if _, err := os.Stat(p.name + ".png"); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
