package ui

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"
	"testing"

	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
)

// TestEveryTimeIsToldByTheLanguage finds who writes a time of the day without asking
// the language, which knows on which clock the desk tells it.
func TestEveryTimeIsToldByTheLanguage(t *testing.T) {
	rooms, _ := checked(t, append(paneRooms, ".", "widget")...)
	for _, r := range rooms {
		for _, f := range r.files {
			ast.Inspect(f, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && (strings.Contains(text.Value, "15:04") || strings.Contains(text.Value, "03:04")) && r.folder != "overlay" {
					t.Errorf("%s writes a time by itself", r.fset.Position(text.Pos()))
				}
				sel, ok := n.(*ast.SelectorExpr)
				if !ok || r.info.Selections[sel] == nil {
					return true
				}
				if types.TypeString(r.info.Selections[sel].Recv(), nil) == "creneau/state/clinic.Wall" && sel.Sel.Name == "Clock" {
					t.Errorf("%s writes a time by itself", r.fset.Position(sel.Pos()))
				}
				return true
			})
		}
	}
}

// onTwentyFour is a time as a clock of twenty-four hours tells it: of an hour beyond
// twelve, or without its half of the day.
var onTwentyFour = regexp.MustCompile(`\b(1[3-9]|2[0-3]|0\d?)(:| h )[0-5]\d\b|\b\d{1,2}(:| h )[0-5]\d\b($|[^0-9\x{00a0} ]|[\x{00a0} ]+($|[^ap\x{00a0} ]|[ap][^m]))`)

// TestTwentyFourIsFound makes sure that the test below could fail.
func TestTwentyFourIsFound(t *testing.T) {
	for _, text := range []string{"14:20", "09:40", "at 0:30", "14 h 20", "9 h 40 ", "9:40, then", "(9:40)", "9:40 pas"} {
		if !onTwentyFour.MatchString(text) {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{"2:20 pm", "9:40 am, then", "9 h 40 am", "12:30 pm", "2 h 20  pm", "12 min 05 s", "3 pm"} {
		if found := onTwentyFour.FindString(text); found != "" {
			t.Errorf("%q holds %q", text, found)
		}
	}
}

// TestOnTwelveNoTimeIsToldOnTwentyFour shows every scene of a desk whose clock is one
// of twelve hours. What is typed, and its examples, may be either.
func TestOnTwelveNoTimeIsToldOnTwentyFour(t *testing.T) {
	cut := regexp.MustCompile(`\d{1,2}(:| h )\d\d ?[ap]?…`)
	told := regexp.MustCompile(`\b\d{1,2}:[0-5]\d [ap]m\b`)
	for _, lang := range locale.Languages() {
		example := wordsOf[lang].T("book.example_hour")
		for _, s := range someScenes(t) {
			d := plain()
			d.lang, d.twelve = lang, true
			r := s.stage(t, d)
			for _, size := range sizes {
				r.resizeTo(size[0], size[1])
				lines := yardstick.Parse(r.View().Content, size[0], size[1]).Text()
				for _, line := range lines {
					line = cut.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(line, "\u00a0", " "), example, ""), "")
					for _, typed := range r.typed {
						line = strings.ReplaceAll(line, typed, "")
					}
					if found := onTwentyFour.FindString(line); found != "" {
						t.Errorf("%s, %s, %dx%d: %q in %q", s.name, lang, size[0], size[1], found, line)
					}
				}
				if size[0] >= 80 && !told.MatchString(strings.ReplaceAll(strings.Join(lines, "\n"), "\u00a0", " ")) {
					t.Errorf("%s, %s: no time is told", s.name, lang)
				}
			}
		}
	}
}

// TestBothClocksAreRead types each time of the day as each desk writes it, in tables
// and in sentences, on both clocks: the quick entry reads that hour.
func TestBothClocksAreRead(t *testing.T) {
	now := clinic.At(2026, 2, 3, 0, 0)
	for _, lang := range locale.Languages() {
		for _, twelve := range []bool{false, true} {
			w := locale.Load(lang).OnTwelve(twelve)
			context := clinic.Context{Now: now, Lexicon: w.Lexicon()}
			for minute := clinic.Wall(0); minute < 24*60; minute++ {
				at := now.Day().At(minute * clinic.Minute)
				for _, text := range []string{w.Clock(at), w.Said(at)} {
					text = strings.ReplaceAll(text, "\u00a0", " ")
					if n := len([]rune(w.Clock(at))); n > w.ClockCells() {
						t.Fatalf("%q takes %d cells of %d", w.Clock(at), n, w.ClockCells())
					}
					if r := clinic.Read("dia "+text, context); !r.HourSaid || r.Hour != at.OfDay() || len(r.Unknown) > 1 {
						t.Errorf("%s: %q is read as %v (%v), not understood: %q", lang, text, r.Hour, r.HourSaid, r.Unknown)
					}
				}
			}
		}
	}
}
