package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale/pseudolocale"
	"creneau/ui/proof/yardstick"
)

// fromOthers is what a desk shows that is of no language: names of the clinic's
// people and places, codes, addresses, what was typed, and MONCRENEAU itself.
func fromOthers(r *rig) []string {
	others := append([]string{"MONCRENEAU", "https://moncreneau.example/credits https://clinic.example/t/", "HTTP"}, r.typed...)
	for _, typed := range r.typed { // a field shows the end of what does not fit it
		for i := range typed {
			others = append(others, typed[i:])
		}
	}
	for _, d := range r.clinic.departments {
		others = append(others, d.Name, d.Organization)
		for _, w := range d.Workers {
			others = append(others, w.Name)
		}
	}
	for _, v := range r.clinic.visits {
		others = append(others, v.Name)
	}
	for _, code := range state.Documented() {
		others = append(others, string(code))
	}
	for _, e := range r.config.Events {
		for _, beat := range e.Beats { // they name what is typed, and keys in words
			others = append(others, slices.DeleteFunc(slices.Clone(beat.Keys), func(k string) bool { return r.look.KeyName(k) != k })...)
		}
	}
	for _, o := range r.st.Elsewhere {
		others = append(others, o.Desk, o.Name, o.Line)
	}
	if d := r.st.Draft; d != nil {
		others = append(others, d.Failure.Field, d.Failure.Message)
		for _, slip := range d.Slips() { // every language is read at every desk
			others = append(others, slip.Meant)
		}
	}
	return others
}

// TestAThirdLanguage shows every scene in a language that is a file of the folder
// and nothing else, and finds no word of another language.
func TestAThirdLanguage(t *testing.T) {
	d := plain()
	d.lang = pseudolocale.Lang
	for _, s := range someScenes(t) {
		r := s.stage(t, d)
		others := fromOthers(r)
		for _, size := range sizes {
			r.resizeTo(size[0], size[1])
			text := strings.Join(yardstick.Parse(r.View().Content, size[0], size[1]).Text(), "\n")
			if foreign := pseudolocale.Foreign(text, others...); len(foreign) > 0 {
				t.Errorf("%s at %dx%d shows %q:\n%s", s.name, size[0], size[1], foreign, text)
			}
		}
	}
}

// TestAThirdLanguageIsTyped types the quick entry in the made-up language: its
// words are read as those of the others are.
func TestAThirdLanguageIsTyped(t *testing.T) {
	d := plain()
	d.lang = pseudolocale.Lang
	for _, c := range []struct{ line, like string }{
		{"bah " + pseudolocale.Word("wed morning"), "bah mer matin"},
		{"bah " + pseudolocale.Word("tomorrow") + " 3" + pseudolocale.Word("pm"), "bah demain 15h"},
		{"bah " + pseudolocale.Word("today"), "bah auj"},
		{"bah " + pseudolocale.Word("am"), "bah mat"}, // only at a desk of its language
	} {
		reads := func(line string) string {
			r := newRig(t, newClinic(), d)
			r.press("n")
			r.write(line)
			reading := r.st.Draft.Reading
			return fmt.Sprint(reading.Day, reading.DaySaid, reading.From, reading.To, reading.Hour, reading.HourSaid, reading.Unknown)
		}
		if got, want := reads(c.line), reads(c.like); got != want {
			t.Errorf("%q reads %s, and %q reads %s", c.line, got, c.like, want)
		}
	}
}

// TestClinicNameThatIsSet stands in the header before the organisation's.
func TestClinicNameThatIsSet(t *testing.T) {
	config := configFor(newClinic(), plain())
	config.Now = func() clinic.Instant { return clinic.Instant{Wall: begins(), Mono: time.Hour} }
	config.Clinic = "Hôpital de la Corniche"
	desk := New(config)
	for _, size := range sizes {
		desk.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if top, _, _ := strings.Cut(ansi.Strip(desk.View().Content), "\n"); !strings.Contains(top, config.Clinic) && size[0] >= 59 {
			t.Errorf("at %dx%d the header is %q", size[0], size[1], top)
		}
	}
}
