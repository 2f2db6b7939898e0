package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/overlay"
)

// cancelled lets three cancels leave and be answered at once.
func threeCancelled(r *rig) []string {
	var names []string
	var done []state.Event
	for _, v := range r.clinic.visits {
		if v.At.Day() == begins().Day() && v.Status == clinic.Scheduled && v.At > begins() && len(done) < 3 {
			r.run(r.apply(state.CancelAsked{ID: v.ID}))
			names, done = append(names, v.Name), append(done, state.CancelDone{ID: v.ID})
		}
	}
	r.pass(state.Grace)
	r.pass(12 * time.Second) // what was said of their beginning is gone
	r.happen(done...)
	return names
}

// TestOutcomesThatArriveTogether: each stands until it was read, or 6 s, and how
// many wait is said, in any size.
func TestOutcomesThatArriveTogether(t *testing.T) {
	for _, size := range [][2]int{{160, 40}, {80, 24}, {59, 15}, {40, 10}} {
		for _, key := range []bool{false, true} {
			c := newClinic()
			c.silent = true
			r := newRig(t, c, plain())
			r.resizeTo(size[0], size[1])
			names := threeCancelled(r)
			if len(names) != 3 {
				t.Fatalf("%q", names)
			}
			for i, name := range names {
				for at := time.Duration(0); at < noticeRead; at += time.Second {
					below := strings.Join(r.lines()[len(r.lines())-5:], "\n")
					if !strings.Contains(below, "Cancelled: "+name[:5]) {
						t.Fatalf("%v: outcome %d is not told after %v:\n%s", size, i, at, below)
					}
					if more := fmt.Sprintf("(and\u00a0%d\u00a0more:\u00a0b)", 2-i); i < 2 && !strings.Contains(below, more) {
						t.Errorf("%v: %q is not said:\n%s", size, more, below)
					}
					r.pass(time.Second)
				}
				if key {
					r.give(keyOf(t, "down"))
					continue
				}
				r.pass(outcomeStands - noticeRead)
			}
			if len(r.status.queue) > 0 {
				t.Errorf("%v: %d wait still", size, len(r.status.queue))
			}
		}
	}
}

// TestAnswerToAKeyComesAtOnce: and the outcomes that wait come after it.
func TestAnswerToAKeyComesAtOnce(t *testing.T) {
	c := newClinic()
	c.silent = true
	r := newRig(t, c, plain())
	names := threeCancelled(r)
	r.give(keyOf(t, "p"))
	if r.status.notice.Key != "printed" {
		t.Fatalf("said %q", r.status.notice.Key)
	}
	for _, name := range names { // the first was not seen
		r.pass(outcomeStands)
		if now := r.status.notice; now.Key != "cancelled" || now.Who != name {
			t.Errorf("after it %+v, want that of %s", now, name)
		}
	}
}

// TestEveryOutcomeIsPainted lets outcomes arrive at random distances while text is
// typed: each is on screen for a while.
func TestEveryOutcomeIsPainted(t *testing.T) {
	for seed := range 40 {
		var s status
		now := clinic.Instant{Mono: time.Hour}
		shown := map[string]time.Duration{}
		var said []string
		for step := range 200 {
			s.expire(now)
			switch n := (seed*7919 + step*104729) % 13; {
			case n == 0:
				name := fmt.Sprint(step)
				said = append(said, name)
				s.arriving = true
				s.say(state.Notice{Key: "booked", Who: name}, true, now)
			case n == 3:
				s.say(state.Notice{Key: "read_failed"}, false, now)
			case n == 4:
				s.key(now, true)
			}
			if s.notice.Key == "booked" {
				shown[s.notice.Who] += time.Second
			}
			now = now.Add(time.Second)
		}
		for range 2000 {
			s.expire(now)
			if s.notice.Key == "booked" {
				shown[s.notice.Who] += time.Second
			}
			now = now.Add(time.Second)
		}
		if i := slices.IndexFunc(said, func(name string) bool { return shown[name] < noticeSeen }); i >= 0 {
			t.Errorf("seed %d: %q stood %v", seed, said[i], shown[said[i]])
		}
	}
}

// TestABookingOnItsWayStaysInFront has another booking wait for a decision while one
// is sent and becomes uncertain: what is shown is the one that was just confirmed.
func TestABookingOnItsWayStaysInFront(t *testing.T) {
	i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == "book_absent" })
	r := scenes[i].stage(t, plain())
	r.press("esc", "n")
	r.write("dia car jeu")
	r.press("enter")
	r.pass(time.Second)
	r.press("enter")
	if len(r.st.Intents) != 2 {
		t.Fatalf("%d bookings are open:\n%s", len(r.st.Intents), r.View().Content)
	}
	b := r.sent()
	r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
	for range 2 {
		r.pass(2 * time.Second)
		shown, _, ok := find[*overlay.Book](r.Model)
		in, on := r.st.IntentOf(shown.Serial())
		if !ok || !on || in.Ref != b.Ref {
			t.Errorf("in front stands %+v, not %s", in, b.Ref)
		}
	}
	r.happen(state.Booked{Asked: b, Visit: clinic.Appointment{ID: "1998", Name: b.Name, Department: b.Department, At: b.At}, Late: true})
	if _, front, ok := find[*overlay.Ticket](r.Model); !ok || !front {
		t.Error("the ticket is not shown")
	}
}

// TestNothingIsSaidTwice: what an overlay tells the status area does not tell beside
// it, nor what it told before and is no longer so.
func TestNothingIsSaidTwice(t *testing.T) {
	twice := map[string][]string{
		"en": {"still free", "looked for", "Checking", "NOT BOOKED", "UNCERTAIN", "Booked after all"},
		"fr": {"encore libre", "recherché", "Vérification", "PAS RÉSERVÉ", "INCERTAINE", "réservé finalement"},
	}
	for lang, heads := range twice {
		for _, s := range someScenes(t) {
			if !s.overlay {
				continue
			}
			r := s.stage(t, dress{lang: lang, profile: plain().profile})
			r.resizeTo(80, 24)
			text, _ := r.notice()
			front, _ := r.front().View(78, 20)
			shown := ansi.Strip(strings.Join(front, " "))
			for _, head := range heads {
				if strings.Contains(shown, head) && strings.Contains(text, head) {
					t.Errorf("%s, %s: %q stands in front and in %q", s.name, lang, head, text)
				}
			}
			if free := heads[0]; strings.Contains(shown+text, free) && strings.Contains(shown+text, heads[2]+" that") {
				t.Errorf("%s, %s: it is free and being looked at: %q", s.name, lang, text)
			}
		}
	}
}
