package ui

import (
	"regexp"
	"strings"
	"testing"

	"creneau/ui/locale"
	"creneau/ui/overlay"
	"creneau/ui/proof/yardstick"
)

// shownAt is the text of what a desk shows in a window of this size.
func shownAt(r *rig, w, h int) []string {
	r.resizeTo(w, h)
	return yardstick.Parse(r.View().Content, w, h).Text()
}

// TestTheMarkOfACellTouchesNothing selects every day of the week grid in every width:
// before the mark is a blank.
func TestTheMarkOfACellTouchesNothing(t *testing.T) {
	glued := regexp.MustCompile(`[^ │]>[^ ]|[^ │]> `)
	for _, twelve := range []bool{false, true} {
		d := plain()
		d.twelve = twelve
		r := newRig(t, newClinic(), d)
		r.press("d")
		for range 7 {
			r.press("right")
			for w := minWidth; w <= 200; w += 3 {
				for _, line := range shownAt(r, w, 30)[1:] {
					if glued.MatchString(line) {
						t.Fatalf("%d columns: %q", w, line)
					}
				}
			}
		}
	}
}

// TestOnlyATicketThatIsExpectedIsScanned opens every appointment: the ticket is to be
// scanned where its patient is still to come, and nowhere else.
func TestOnlyATicketThatIsExpectedIsScanned(t *testing.T) {
	told := map[bool]int{}
	for _, lang := range locale.Languages() {
		r := newRig(t, newClinic(), dress{lang: lang, profile: plain().profile})
		r.press("down", "a")
		for _, v := range r.clinic.visits {
			held, ok := r.st.Visit(v.ID)
			if !ok || held.QR == "" {
				continue
			}
			r.closeAll()
			r.push(overlay.NewTicket(desk{r.Model}, v.ID))
			_, here := r.st.Arrived[v.ID]
			want := held.Status.Open() && !here
			told[want]++
			if got := strings.Contains(strings.Join(shownAt(r, 120, 40), "\n"), r.look.T("ticket.scan")); got != want {
				t.Errorf("%s, %s, here %v: to be scanned: %v", lang, held.Status, here, got)
			}
		}
	}
	if told[true] == 0 || told[false] == 0 {
		t.Errorf("tickets: %v", told)
	}
}

// TestNoSceneCountsToOne looks for a count that says nothing, and for what the quit
// question says twice.
func TestNoSceneCountsToOne(t *testing.T) {
	for _, lang := range locale.Languages() {
		one := wordsOf[lang].F("book.one_of", locale.Args{"I": 1, "N": 1})
		for _, s := range scenes {
			r := s.stage(t, dress{lang: lang, profile: plain().profile})
			for _, size := range sizes {
				text := strings.Join(shownAt(r, size[0], size[1]), "\n")
				if found := regexp.MustCompile(regexp.QuoteMeta(one) + `\b`).FindString(text); found != "" {
					t.Errorf("%s, %s, %v: %q", s.name, lang, size, found)
				}
				if n := strings.Count(text, r.look.T("quit.yes")); n > 1 {
					t.Errorf("%s, %s, %v: the way out is named %d times", s.name, lang, size, n)
				}
			}
		}
	}
}

// TestHelpBeginsWithTheQuickEntry opens the help of every screen in every width: it
// begins with the quick entry, and below 80 columns has one action a line.
func TestHelpBeginsWithTheQuickEntry(t *testing.T) {
	for _, lang := range locale.Languages() {
		for _, screen := range []string{"t", "d", "b"} {
			r := newRig(t, newClinic(), dress{lang: lang, profile: plain().profile})
			r.press(screen, "?")
			quit := r.look.T("act.quit")
			for w := minWidth; w <= 120; w += 4 {
				lines := shownAt(r, w, 60)
				first := -1
				for i, line := range lines {
					if strings.Contains(line, "┌─ "+r.look.T("help.title")) {
						first = i + 1
						break
					}
				}
				begin, _, _ := strings.Cut(r.look.T("help.express"), ":")
				if first < 0 || !strings.Contains(strings.ReplaceAll(lines[first], "\u00a0", " "), strings.TrimSpace(begin)) {
					t.Fatalf("%s, %s, %d columns: the help begins with %q", lang, screen, w, lines[max(first, 0)])
				}
				for _, line := range lines {
					if _, beside, found := strings.Cut(line, quit+" "); w < 80 && found && strings.Trim(beside, " │┌─┐") != "" {
						t.Errorf("%s, %s, %d columns: two actions in %q", lang, screen, w, line)
					}
				}
			}
		}
	}
}
