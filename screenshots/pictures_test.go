package screenshots

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/ui/cli"
	"creneau/ui/proof/journey"
	"creneau/ui/proof/yardstick"
)

var update = flag.Bool("update", false, "draw the pictures anew")

// A picture is a journey and the name of its picture.
type picture struct {
	name   string
	lang   string
	w, h   int
	script func(*journey.Desk)
}

// settled is how long the desk takes to read all weeks around today, and some seconds:
// the minute must not change while a picture is taken.
const settled = 4*time.Minute + 10*time.Second

// pictures are every screen and the reactions that matter most.
var pictures = []picture{
	{"day", "en", 100, 30, func(d *journey.Desk) { d.Press("down", "down") }},
	{"day_fr", "fr", 100, 30, func(d *journey.Desk) { d.Press("down", "down") }},
	{"slots", "en", 100, 30, func(d *journey.Desk) { d.Press("d", "+"); d.Rest(time.Second); d.Press("up", "up", "up") }},
	{"find", "en", 100, 30, func(d *journey.Desk) { d.Press("f"); d.Type("dia") }},
	{"desk", "en", 100, 30, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc", "down", "e", "n")
		d.Type("bah tomorrow pm")
		d.Press("esc", "n")
		d.Type("syl car +3")
		d.Press("esc")
		d.Order(demo.Misfortune{Kind: demo.Error, Code: state.DatabaseError, Method: http.MethodPost})
		d.Book("kei")
		d.Press("esc", "b")
		d.Rest(11 * time.Second)
	}},
	{"book", "en", 100, 30, func(d *journey.Desk) { d.Press("n"); d.Type("dia car tue 10"); d.Rest(time.Second) }},
	{"ticket", "en", 100, 30, func(d *journey.Desk) { d.Book("dia"); d.Rest(time.Second) }},
	{"alternatives", "en", 100, 30, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Book("dia car tue 10")
		d.Rest(11 * time.Second)
	}},
	{"credits", "en", 100, 30, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.NoCredits})
		d.Book("con")
		d.Rest(11 * time.Second)
	}},
	{"countdown", "en", 100, 30, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 754})
		d.Book("kei")
		d.Rest(11 * time.Second)
	}},
	{"uncertain", "en", 100, 30, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.Error, Code: state.DatabaseError, Method: http.MethodPost})
		d.Book("kei")
		d.Rest(5 * time.Second)
	}},
	{"duplicate", "en", 100, 30, func(d *journey.Desk) {
		d.Book("bah")
		d.Press("esc")
		d.Ask("bah")
		d.Rest(time.Second)
		d.Press("enter")
		d.Rest(10 * time.Second)
	}},
	{"offline", "en", 100, 30, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.Cut, Seconds: 600})
		d.Book("cam")
		d.Press("esc")
		d.Rest(11 * time.Second)
	}},
	{"help", "en", 100, 30, func(d *journey.Desk) { d.Press("?") }},
	{"palette", "en", 100, 30, func(d *journey.Desk) { d.Press("ctrl+k") }},
	{"wide", "en", 160, 45, func(d *journey.Desk) { d.Book("dia"); d.Press("esc", "down", "down"); d.Rest(11 * time.Second) }},
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
	d.Rest(settled)
	p.script(d)
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
