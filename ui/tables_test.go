package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/pane"
	"creneau/ui/proof/yardstick"
)

// neverBound are keys that terminals, multiplexers or the line discipline keep
// for themselves, or cannot tell from others.
var neverBound = []string{"ctrl+s", "ctrl+q", "ctrl+z", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "shift+enter", "ctrl+enter"}

// needsAltGr are characters that a French keyboard has only with AltGr, and
// digits, which it has only with Shift.
const needsAltGr = "[]{}#@~|\\0123456789"

func TestKeys(t *testing.T) {
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		owner := map[string]string{}
		for _, a := range r.actionsOf(r.front()) {
			hard := 0
			for _, k := range a.Keys() {
				if other, twice := owner[k]; twice {
					t.Errorf("%s: %q is %s and %s", s.name, k, other, a.Name)
				}
				owner[k] = a.Name
				if slices.Contains(neverBound, k) || strings.HasPrefix(k, "alt+") && utf8.RuneCountInString(k) == len("alt+x") {
					t.Errorf("%s: %q is bound to %s", s.name, k, a.Name)
				}
				if strings.Contains(needsAltGr, k) {
					hard++
				}
			}
			if hard > 0 && hard == len(a.Keys()) {
				t.Errorf("%s: %s has no key without AltGr or Shift: %q", s.name, a.Name, a.Keys())
			}
			if a.Do == nil {
				t.Errorf("%s: %s does nothing", s.name, a.Name)
			}
		}
	}
}

func TestNamesOfActions(t *testing.T) {
	for _, lang := range locale.Languages() {
		words := wordsOf[lang]
		for _, s := range someScenes(t) {
			r := s.stage(t, dress{lang: lang, profile: plain().profile})
			named := slices.Concat(r.actionsOf(r.front()), r.global(), r.everywhere())
			for _, a := range named {
				if !words.Has(a.Name) {
					t.Errorf("%s: %s has no name in %s", s.name, a.Name, lang)
				}
				if why := a.Reason(); why != "" && !words.Has("note."+why) {
					t.Errorf("%s: %s: the reason %q has no sentence in %s", s.name, a.Name, why, lang)
				}
			}
			if !words.Has(r.front().Title()) {
				t.Errorf("%s has no title in %s", s.name, lang)
			}
		}
	}
}

func TestEveryReactionIsPresented(t *testing.T) {
	for _, reaction := range state.Reactions() {
		if _, ok := presentations[reaction]; !ok {
			t.Errorf("reaction %d has no presentation", reaction)
		}
	}
	if len(presentations) != len(state.Reactions()) {
		t.Errorf("%d presentations for %d reactions", len(presentations), len(state.Reactions()))
	}
}

// TestScreensSayWhatTheyShow: nothing around a screen goes by a name that a new one
// does not have.
func TestScreensSayWhatTheyShow(t *testing.T) {
	for _, row := range screenTable {
		if row.shows == showsUnknown {
			t.Errorf("%s does not say in screenTable what it shows", row.screen)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && regexp.MustCompile(`m\.screen [!=]= `).Match(content) {
			t.Errorf("%s asks which screen is shown: let a column of screenTable say it", name)
		}
	}
}

// TestEveryScreenIsReachedFromEvery: no key of a screen's own hides the way to
// another. While text is typed letters are text, and Esc or a function key leads on.
func TestEveryScreenIsReachedFromEvery(t *testing.T) {
	for _, s := range someScenes(t) {
		if s.overlay || s.stage(t, plain()).front().Typing() {
			continue
		}
		for _, row := range screenTable {
			r := s.stage(t, plain())
			i := slices.IndexFunc(r.actionsOf(r.front()), func(a pane.Action) bool { return a.Name == row.does })
			if i < 0 {
				t.Errorf("%s: no key leads to %s: the keys %q of its row in screenTable do something else here", s.name, row.screen, row.keys)
				continue
			}
			r.give(keyOf(t, row.keys[0]))
			if r.screen != row.screen || r.top() != nil {
				t.Errorf("%s: %q does not lead to %s", s.name, row.keys[0], row.screen)
			}
		}
	}
}

// shown is all that a window shows: its text and where its cursor is.
func shown(r *rig) string {
	v := r.View()
	if v.Cursor == nil {
		return v.Content
	}
	return fmt.Sprint(v.Content, v.Cursor.Position)
}

// TestHintedKeysDoSomething presses every key that the footer names, and every
// one that it would name if the action could be done: something changes on
// screen, a command leaves, or a notice says why not.
func TestHintedKeysDoSomething(t *testing.T) {
	for _, s := range someScenes(t) {
		first := s.stage(t, plain())
		for i, a := range first.actionsOf(first.front()) {
			k := a.Shown(first.front().Typing())
			if !a.Hint || k == "" {
				continue
			}
			r := s.stage(t, plain())
			a = r.actionsOf(r.front())[i]
			r.pass(time.Second)              // an overlay that opened by itself takes keys
			r.status.notice = state.Notice{} // the same one may be said again
			before, outs := shown(r), len(r.outs)
			r.give(keyOf(t, k))
			if shown(r) == before && len(r.outs) == outs {
				t.Errorf("%s: %q (%s) does nothing and does not say why", s.name, k, a.Name)
			}
		}
	}
}

// refusals are the answers to a key that could not be obeyed.
var refusals = []string{
	"cannot_cancel", "cannot_move", "cannot_arrive", "cancelling_already", "waits_already", "nothing_to_undo", "nothing_parked", "forbidden",
	"no_free_slot", "already_sent", "rows_changed", "row_changed",
}

// glyph is the mark of what a selected row is.
var glyph = regexp.MustCompile(`> ?(?:.*? )?([=o!x$*.]) `)

// TestNoHintIsRefused goes to each row of each screen and does everything that the
// footer names there: nothing of it is refused.
func TestNoHintIsRefused(t *testing.T) {
	for _, s := range someScenes(t) {
		if !slices.Contains([]string{"day", "day_cancelling", "slots", "find_visits", "desk"}, s.name) {
			continue // the others have the same rows
		}
		at := func(row int) *rig {
			r := s.stage(t, plain())
			r.press("home")
			for range row {
				r.press("down")
			}
			r.pass(time.Second)
			return r
		}
		before, kinds := "", map[string]bool{}
		for row := 0; ; row++ {
			r := at(row)
			now := shown(r)
			if now == before || row > 40 {
				break // the last row
			}
			before = now
			kind := fmt.Sprint(glyph.FindStringSubmatch(ansi.Strip(now)))
			if kinds[kind] {
				continue // as the row before
			}
			kinds[kind] = true
			for i, a := range r.actionsOf(r.front()) {
				k := a.Shown(r.front().Typing())
				if !a.Hint || k == "" || !a.Can() {
					continue
				}
				r := at(row)
				r.status.notice = state.Notice{}
				r.run(r.actionsOf(r.front())[i].Do())
				if key := r.status.notice.Key; slices.Contains(refusals, key) {
					t.Errorf("%s, row %d: %q (%s) is named, and answered %q", s.name, row, k, a.Name, key)
				}
			}
		}
	}
}

// TestNoKeyIsLost lets an answer change what a list holds, and a key follow
// before the next frame.
func TestNoKeyIsLost(t *testing.T) {
	for _, name := range []string{"day", "slots", "find_visits", "desk"} {
		i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == name })
		r := scenes[i].stage(t, plain())
		r.press("home")
		before := r.View().Content
		extra := clinic.Appointment{ID: "1999", Department: paediatric, At: begins() + clinic.Hour, Name: "Sow Oumou", Status: clinic.Scheduled}
		r.happen(state.Booked{Asked: clinic.Booking{Ref: "elsewhere", Department: paediatric}, Visit: extra})
		r.status.notice = state.Notice{}
		r.give(keyOf(t, "down"))
		if selection(before) == selection(r.View().Content) {
			t.Errorf("%s: the key moved nothing", name)
		}
	}
}

// selection is the lines that hold something in reverse.
func selection(content string) string {
	frame := yardstick.Parse(content, 80, 24)
	var b strings.Builder
	for i, c := range frame.Cells {
		if c.Style.Attr&yardstick.Reverse != 0 && !strings.HasSuffix(b.String(), frame.Line(i/frame.W)) {
			b.WriteString(frame.Line(i / frame.W))
		}
	}
	return b.String()
}

// TestTypedLettersAreText types every letter that is a key somewhere into each
// field: none is an action.
func TestTypedLettersAreText(t *testing.T) {
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		if !r.front().Typing() {
			continue
		}
		pane, layers := r.front(), len(r.stack)
		for c := rune('!'); c <= '~'; c++ {
			r.give(tea.KeyPressMsg{Code: c, Text: string(c)})
		}
		r.give(pasted("q x n"))
		if r.front() != pane || len(r.stack) != layers || len(r.outs) > 0 {
			t.Errorf("%s: typed text did something", s.name)
		}
	}
}

// TestKeysOfScreensInFrontOfAQuestion: while something lies in front in which nothing
// is typed, u and b do what they do on every screen, and no other key of the screens
// is swallowed: what it waits for is said. No draft is lost on the way.
func TestKeysOfScreensInFrontOfAQuestion(t *testing.T) {
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		if !s.overlay || r.front().Typing() {
			continue
		}
		own := func(k string) bool {
			return slices.ContainsFunc(r.actionsOf(r.front()), func(a pane.Action) bool { return slices.Contains(a.Keys(), k) })
		}
		front := r.front()
		for _, a := range r.global() {
			for _, k := range a.Keys() {
				if own(k) || k == "esc" {
					continue
				}
				if r.front() != front { // settled by what came meanwhile
					r = s.stage(t, plain())
					front = r.front()
				}
				r.press("f9", "f9") // what has just come by itself has been seen
				if r.press(k); r.status.notice.Key != "close_first" {
					t.Errorf("%s: %s is answered %q", s.name, k, r.status.notice.Key)
				}
			}
		}
		r = s.stage(t, plain())
		r.press("f9", "f9")
		if r.press("u"); r.status.notice.Key == "close_first" || r.status.notice.Key == "" {
			t.Errorf("%s: u is answered %q", s.name, r.status.notice.Key)
		}
		r = s.stage(t, plain())
		front = r.front()
		r.press("f9", "f9")
		draft := r.st.Draft
		r.press("b")
		parked := draft == nil || slices.ContainsFunc(r.st.Parked, func(d state.Draft) bool { return d.Serial == draft.Serial })
		if r.screen != pane.Todo || r.front() == front || !parked {
			t.Errorf("%s: b leads to %s, the draft is kept: %v", s.name, r.screen, parked)
		}
	}
}
