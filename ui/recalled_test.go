package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/state/clinic"
)

// A desk that opens without a connection says on every screen, in every size and
// language, from when what it shows is, with the day where that is not today; where it
// has nothing it says that.
func TestRecalledDayHasItsAge(t *testing.T) {
	for lang, want := range map[string]map[clinic.Wall]string{
		"en": {0: "Nothing was loaded yet", clinic.Hour: "Data from 08:40", 20 * clinic.Hour: "Data from Mon 2 Feb, 13:40"},
		"fr": {0: "Rien n'a encore été chargé", clinic.Hour: "Données de 8 h 40", 20 * clinic.Hour: "Données du lun. 2 févr., 13 h 40"},
	} {
		for age, text := range want {
			for _, size := range [][2]int{{160, 40}, {80, 24}} {
				c := newClinic()
				c.mute = true
				r := newRig(t, c, dress{lang: lang, profile: plain().profile})
				r.resizeTo(size[0], size[1])
				r.st = state.New(r.config.State)
				r.happen(state.Started{})
				r.happen(state.Failed{Doing: state.LoadDepartments{}, Failure: state.Failure{Code: state.NotSent, Cause: state.CauseRefused}, Jitter: 1})
				if age > 0 {
					today := begins().Day()
					r.happen(state.Recalled{Departments: c.departments, Days: []clinic.DayRead{{
						Day: today, At: begins() - age, List: clinic.VisitList{Appointments: c.visits[:9]},
					}}})
				}
				r.status = status{}
				for _, key := range []string{"", "d"} { // nothing is asked for meanwhile
					if key != "" {
						r.press(key)
					}
					r.status = status{}
					shown := strings.Join(strings.Fields(ansi.Strip(strings.Join(r.lines(), " "))), " ")
					flat := strings.Join(strings.Fields(text), " ")
					if !strings.Contains(shown, flat) {
						t.Errorf("%s %v %q, %v old: %q is not said:\n%s", lang, size, key, age, text, strings.Join(r.lines(), "\n"))
					}
					if strings.Contains(shown, ". "+r.look.T("day.free")) || strings.Contains(shown, r.look.T("head.online")) {
						t.Errorf("%s %v %q: it is shown as if it were read:\n%s", lang, size, key, strings.Join(r.lines(), "\n"))
					}
				}
			}
		}
	}
}
