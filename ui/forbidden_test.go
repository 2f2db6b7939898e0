package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"creneau/state"
)

// TestForbiddenActionSaysSoBeforeItIsTyped: whatever would begin a booking, or
// cancel, is refused with its reason on every screen, before anything is typed.
func TestForbiddenActionSaysSoBeforeItIsTyped(t *testing.T) {
	begins := map[string]func(*rig){
		"day":    func(*rig) {},
		"free":   func(r *rig) { r.press("home"); freeRow(r) },
		"slots":  func(r *rig) { r.press("d") },
		"find":   func(r *rig) { r.press("f"); r.write("dia fa"); r.press("enter") },
		"ticket": func(r *rig) { r.press("down", "enter") },
	}
	for _, forbidden := range []struct {
		doing state.Effect
		why   string
		keys  map[string][]string
	}{
		{state.Post{}, "no_right_book", map[string][]string{"day": {"n", "r", "f2"}, "free": {"enter"}, "slots": {"enter", "n"}, "find": {"r", "f2"}, "ticket": {"n", "r"}}},
		{state.Cancel{}, "no_right_cancel", map[string][]string{"day": {"x", "r"}, "find": {"x", "r"}, "ticket": {"x", "r"}}},
	} {
		for name, keys := range forbidden.keys {
			for _, key := range keys {
				c := newClinic()
				c.silent = true
				r := newRig(t, c, plain())
				refuseRight(r, forbidden.doing)
				begins[name](r)
				r.press(key)
				if r.status.notice.Key != forbidden.why || r.st.Draft != nil || len(r.st.Cancels) > 0 {
					t.Errorf("%s on %s: said %q, a draft %v", key, name, r.status.notice.Key, r.st.Draft != nil)
				}
			}
		}
	}
}

// TestWhoMayOnlyReadChangesNothing: to who may only read, whatever changes something is
// shown, cannot be done on any screen, and says why; another access key gives no right.
func TestWhoMayOnlyReadChangesNothing(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for name, keys := range map[string][]string{
			"": {"n", "f2", "r", "f6", "x", "a", "f7", "e"}, "d": {"n", "f2"}, "enter": {"n", "r", "x", "a"}, "b": {"n", "x", "c", "enter"},
		} {
			for _, key := range keys {
				r := readsOnly(t, lang)
				r.press("down")
				if name != "" {
					r.press(name)
				}
				r.press(key)
				said := r.status.notice.Key
				r.pass(2 * state.Grace)
				if said != "read_only" || r.st.Draft != nil || len(r.st.Cancels)+len(r.st.Waiting)+len(r.st.Arrived) > 0 {
					t.Errorf("%s behind %q: said %q, a draft %v", key, name, said, r.st.Draft != nil)
				}
			}
		}
		r := readsOnly(t, lang)
		r.press("down")
		shown := strings.Join(strings.Fields(ansi.Strip(r.View().Content)), " ")
		for _, see := range []string{"(n " + r.look.T("act.new") + ")", "(x " + r.look.T("act.cancel") + ")", r.look.Words.F("status.read_only", map[string]any{"Age": ""})} {
			if !strings.Contains(shown, see) {
				t.Errorf("%q is not in sight:\n%s", see, shown)
			}
		}
	}
}

// readsOnly is the desk of somebody who may only read, with another key than it began
// with.
func readsOnly(t *testing.T, lang string) *rig {
	d := plain()
	d.lang = lang
	r := newRig(t, newClinic(), d)
	r.st.ReadOnly = true
	r.run(r.apply(state.KeyGiven{}))
	r.status = status{}
	return r
}

// TestDeniedDepartmentSaysSoBeforeItIsTyped: a free slot of a department that was
// refused says so itself, is not opened, and why stands below; a booking that is
// typed for it says why before Enter, and another department is still booked.
func TestDeniedDepartmentSaysSoBeforeItIsTyped(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		deny := func() *rig {
			c := newClinic()
			c.silent = true
			d := plain()
			d.lang = lang
			r := newRig(t, c, d)
			send(r)
			r.refuse(state.Failure{Code: state.DepartmentAccessDenied, Status: 403, Coded: true})
			r.closeAll()
			r.run(r.apply(state.DraftClosed{}))
			r.status = status{}
			return r
		}
		for screen, keys := range map[string][]string{"day": {"home"}, "slots": {"d"}} {
			r := deny()
			why := r.look.ReasonOf(state.Why{Code: state.DepartmentAccessDenied, Where: r.st.DepartmentName(r.st.Selected)})
			r.press(keys...)
			if screen == "day" {
				for range 40 {
					if strings.Contains(selectedLine(r), r.look.T("day.barred")) {
						break
					}
					r.press("down")
				}
			}
			shown := ansi.Strip(r.View().Content)
			if !strings.Contains(strings.Join(strings.Fields(shown), " "), why) {
				t.Errorf("%s in %s does not say %q:\n%s", screen, lang, why, shown)
			}
			if strings.Contains(shown, ". "+r.look.T("slots.free")) {
				t.Errorf("%s in %s shows a slot as bookable:\n%s", screen, lang, shown)
			}
			r.press("enter")
			if r.status.notice.Key != "no_access" || r.st.Draft != nil {
				t.Errorf("Enter on %s: said %q, a draft %v", screen, r.status.notice.Key, r.st.Draft != nil)
			}
		}
		r := deny()
		r.press("n")
		r.write("bah car")
		why := r.look.ReasonOf(state.Why{Code: state.DepartmentAccessDenied, Where: r.st.DepartmentName(r.st.Draft.Plan.Department)})
		if lines, _ := r.top().View(80, 20); !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), why) {
			t.Errorf("it is not said while it is typed: %q", lines)
		}
		r.press("enter")
		if r.status.notice.Key != "forbidden" || r.st.Draft.Stage == state.Fixed {
			t.Errorf("Enter says %q, stage %v", r.status.notice.Key, r.st.Draft.Stage)
		}
		r.write(" ped")
		r.press("enter")
		if r.st.Draft.Stage != state.Fixed {
			t.Errorf("another department: stage %v", r.st.Draft.Stage)
		}
	}
}

// TestForbiddenActionStaysInSight: what needs a right that was refused stays in the
// footer as something that cannot be done, and the status area says which right.
func TestForbiddenActionStaysInSight(t *testing.T) {
	for doing, see := range map[state.Effect][2]string{state.Post{}: {"(n new booking)", "booking (appointments:create)"}, state.Cancel{}: {"(x cancel)", "cancelling (appointments:cancel)"}} {
		c := newClinic()
		c.silent = true
		r := newRig(t, c, plain())
		refuseRight(r, doing)
		r.status = status{}
		r.press("home")
		shown := ansi.Strip(r.View().Content)
		for _, text := range see {
			if !strings.Contains(strings.Join(strings.Fields(shown), " "), text) {
				t.Errorf("%T: %q is not in sight:\n%s", doing, text, shown)
			}
		}
	}
}

// refuseRight has the API refuse the right that an effect needs.
func refuseRight(r *rig, doing state.Effect) {
	f := state.Failure{Code: state.InsufficientScope, Status: 403, Coded: true}
	if _, post := doing.(state.Post); post {
		send(r)
		r.refuse(f)
		r.closeAll()
		r.run(r.apply(state.DraftClosed{}))
		return
	}
	r.press("down", "x")
	r.pass(state.Grace)
	r.happen(state.Failed{Doing: state.Cancel{ID: r.st.Cancels[0].Visit.ID}, Failure: f})
	r.press("up")
}

// freeRow selects a free slot of the day.
func freeRow(r *rig) {
	for range 40 {
		if l := selectedLine(r); len(l) > 0 && strings.Contains(l, ". free") {
			return
		}
		r.press("down")
	}
}
