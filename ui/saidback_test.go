package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// linePieces are of what random lines are made.
var linePieces = []string{
	"dia", "diallo", "condé", "bah", "fatou", "dialo", "car", "péd", "pediatrie", "dent", "mar", "mar 10", "ven 13", "jeu 7", "demain", "+3", "+2 sem", "10/2",
	"15/1/2027", "10 fév", "mar prochain", "semaine prochaine", "10h", "14 h 30", "3pm", "midi", "mat", "apr", "soir", "à 9", "le 10", "vers", "32", "620 12 34 56",
	"mercerdi", "pedaitrie", "avec", "zowo",
}

// TestAReadingSaidBackIsReadTheSame types random lines, and then what stands behind
// "Understood", as it is painted: the same is meant.
func TestAReadingSaidBackIsReadTheSame(tt *testing.T) {
	read := 0
	rapid.Check(tt, func(t *rapid.T) {
		d := plain()
		d.lang = rapid.SampledFrom([]string{"en", "fr"}).Draw(t, "language")
		r := newRig(tt, newClinic(), d)
		line := strings.Join(rapid.SliceOfN(rapid.SampledFrom(linePieces), 1, 4).Draw(t, "line"), " ")
		r.press("n")
		r.write(line)
		was := *r.st.Draft
		first := was.Said()
		if was.Row.Key == "" || was.Row.New() || len(was.Unread()) > 0 || first.Day != first.Until || first.Worker != "" {
			return // of a new person, a week and a worker more is said than is read
		}
		back := r.understood()
		if strings.Contains(back, "…") || !first.HourSaid && first.To-first.From == clinic.Hour {
			return // cut, or the hour that an afternoon and an evening share: it is said as evening
		}
		r.press("esc", "n")
		r.write(back)
		is := *r.st.Draft
		again := is.Said()
		if first.Or = 0; first.HourSaid {
			first.From, first.To, again.From, again.To = 0, 0, 0, 0 // the hour is said alone
		}
		first.DepartmentSaid, again.Or = again.DepartmentSaid, 0
		if first.To == 24*clinic.Hour && first.From == 12*clinic.Hour {
			first.To = again.To // pm is said as afternoon
		}
		if is.Row.Key != was.Row.Key && is.Plan.Name != was.Plan.Name || again != first || len(is.Unread()) > 0 {
			t.Errorf("%q says %q, read as\n%+v of %q, not understood %q; it was\n%+v of %q", line, back, again, is.Plan.Name, is.Unread(), first, was.Plan.Name)
		}
		read++
	})
	if read < 20 {
		tt.Errorf("only %d lines were read", read)
	}
}

// understood is what the booking has behind "Understood", without what is in brackets.
func (r *rig) understood() string {
	lines := strings.Split(ansi.Strip(r.View().Content), "\n")
	label := r.look.Words.T("book.reads")
	for i, line := range lines {
		if !strings.Contains(line, label) {
			continue
		}
		who, _, _ := strings.Cut(strings.TrimSpace(strings.Trim(line, "│| ")), " (")
		where := strings.Trim(lines[i+1], "│| ")
		if before, after, ok := strings.Cut(where, " ("); ok {
			_, after, _ = strings.Cut(after, ")")
			where = before + after
		}
		where, _, _ = strings.Cut(where, " / "+strings.Split(r.look.Words.F("book.phone", map[string]any{"Number": "#"}), "#")[0])
		return strings.TrimSpace(strings.TrimPrefix(who, label)) + " " + strings.ReplaceAll(where, " / ", " ")
	}
	return ""
}
