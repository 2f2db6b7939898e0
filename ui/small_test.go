package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/state/quota"
	"creneau/ui/locale"
	"creneau/ui/overlay"
	"creneau/ui/proof/yardstick"
)

// TestTheSmallestWindowSaysWhomItIsFor shows every booking whose sentence stands, or
// that is on its way, in the smallest window: for whom, where and when, whatever there
// is to warn of; what Enter does; and the footer with its keys.
func TestTheSmallestWindowSaysWhomItIsFor(t *testing.T) {
	found := 0
	for _, lang := range locale.Languages() {
		for _, s := range scenes {
			r := s.stage(t, dress{lang: lang, profile: plain().profile})
			b, ok := r.front().(*overlay.Book)
			if !ok {
				continue
			}
			var who, where string
			var at clinic.Wall
			if d := r.st.Draft; d != nil && d.Stage == state.Fixed {
				who, where, at = d.Plan.Name, r.st.DepartmentName(d.Plan.Department), d.Plan.Slot.At
				if d.Moves.ID != "" {
					who = d.Moves.Name
				}
			} else if in, ok := r.st.IntentOf(b.Serial()); ok {
				who, where, at = in.Name, r.st.DepartmentName(in.Department), in.At
			} else {
				continue
			}
			found++
			r.resizeTo(minWidth, minHeight)
			lines := yardstick.Parse(r.View().Content, minWidth, minHeight).Text()
			text := strings.Join(strings.FieldsFunc(strings.Join(lines, " "), func(c rune) bool { return c == ' ' || c == '│' }), " ")
			for _, want := range []string{who, where, r.look.Words.Said(at)} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, %s: %q is not shown:\n%s", s.name, lang, want, strings.Join(lines, "\n"))
				}
			}
			if footer := lines[len(lines)-1]; !strings.Contains(footer, r.look.KeyName("esc")) && !strings.Contains(footer, r.look.KeyName("enter")) {
				t.Errorf("%s, %s: the footer is %q", s.name, lang, footer)
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d bookings were shown", found)
	}
}

// silentClinic answers no write: the test does.
func silentClinic() *fakeClinic {
	c := newClinic()
	c.silent = true
	return c
}

// TestRefusedAgainIsKeptOnce has the same booking refused three times, for each reason,
// and left each time: one draft is kept.
func TestRefusedAgainIsKeptOnce(t *testing.T) {
	kept := 0
	for _, code := range state.Documented() {
		for _, line := range []string{"bah car mer 10", "bah", "dia car", "Soumah Rose, ped"} {
			r := newRig(t, silentClinic(), plain())
			for range 3 {
				r.press("n")
				r.write(line)
				r.press("enter", "enter")
				if len(r.st.Intents) == 0 {
					continue
				}
				r.refuse(state.Failure{Code: code, Status: 422, Coded: true})
				for range 5 {
					if r.press("esc"); r.top() == nil {
						break
					}
				}
			}
			kept += len(r.st.Parked)
			if len(r.st.Parked) > 1 {
				t.Errorf("%s, %q: %d drafts are kept", code, line, len(r.st.Parked))
			}
		}
	}
	if kept < 20 {
		t.Errorf("only %d drafts were kept", kept)
	}
}

// TestAFastEnterClosesNoTicket presses Enter once too often while a booking is sent,
// and when its ticket has just appeared: the ticket stays until it can have been read.
func TestAFastEnterClosesNoTicket(t *testing.T) {
	stands := func(r *rig) bool { _, is := r.front().(*overlay.Ticket); return is }
	enter := func(r *rig, ms int) {
		r.pass(time.Duration(ms) * time.Millisecond)
		r.View()
		r.give(keyOf(t, "enter"))
	}
	for _, before := range []bool{false, true} {
		r := newRig(t, silentClinic(), plain())
		r.press("n")
		r.write("dia car")
		enter(r, 500)
		enter(r, 200)
		if before { // the answer comes behind the third one
			enter(r, 150)
		}
		r.happen(state.Booked{Asked: r.sent(), Visit: booked(r.sent())})
		if !before {
			enter(r, 150)
		}
		if !stands(r) {
			t.Fatalf("before %v: %T is in front", before, r.front())
		}
		enter(r, 500)
		if stands(r) {
			t.Errorf("before %v: the ticket stays for ever", before)
		}
	}
}

// TestTheHeaderKeepsWhatNeedsAPerson has everything stand in the header at once, in
// every width that has one: what waits for a person is whole, and so is what is there.
func TestTheHeaderKeepsWhatNeedsAPerson(t *testing.T) {
	for _, lang := range locale.Languages() {
		i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == "desk_without" })
		r := scenes[i].stage(t, dress{lang: lang, profile: plain().profile})
		for range 12 {
			r.st.Parked = append(r.st.Parked, r.st.Parked[0])
			r.st.Waiting = append(r.st.Waiting, state.Wait{})
		}
		r.st.Intents = append(r.st.Intents, state.Intent{}, state.Intent{})
		r.st.Credits = quota.Credits{Known: true, Count: 112}
		for w := 60; w <= 200; w++ {
			r.resizeTo(w, 24)
			line := yardstick.Parse(r.View().Content, w, 24).Line(1)
			for _, want := range []string{r.look.T("head.without") + " ", r.look.T("head.intents") + " 2"} {
				if !strings.Contains(line, want) {
					t.Errorf("%s, %d columns: %q is not in %q", lang, w, want, line)
				}
			}
			if strings.Contains(line, r.look.Border.Tail) {
				t.Errorf("%s, %d columns: cut: %q", lang, w, line)
			}
			if all := r.look.T("head.quota"); w >= 110 && !strings.Contains(line, all) {
				t.Errorf("%s, %d columns: %q is left out of %q", lang, w, all, line)
			}
		}
	}
}
