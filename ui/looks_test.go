package ui

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"creneau/ui/locale"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// TestAnotherLanguageIsTheSameDesk changes the language and the clock in every scene:
// the desk shows what one shows that was opened so, and holds what it held.
func TestAnotherLanguageIsTheSameDesk(t *testing.T) {
	for _, s := range someScenes(t) {
		if s.name == "palette" || s.name == "book_fields" {
			continue // it closes when something is chosen; what stands in a field is typed
		}
		for _, to := range []dress{{lang: "en"}, {lang: "fr", twelve: true}} {
			from := to
			from.lang, from.twelve = map[string]string{"en": "fr", "fr": "en"}[to.lang], !to.twelve
			from.profile, to.profile = plain().profile, plain().profile
			r, want := s.stage(t, from), s.stage(t, to)
			before, front, depth := r.st.Draft, r.front(), len(r.stack)
			line := ""
			if before != nil {
				line = before.Line
			}
			r.choose(want.looks)
			switch now := r.st.Draft; {
			case now != before || now != nil && now.Line != line:
				t.Errorf("%s: the draft is another", s.name)
			case r.front() != front || len(r.stack) != depth:
				t.Errorf("%s: %T is in front, not %T", s.name, r.front(), front)
			}
			for _, size := range sizes {
				r.resizeTo(size[0], size[1])
				want.resizeTo(size[0], size[1])
				if got, want := r.lines(), want.lines(); !slices.Equal(got, want) {
					t.Errorf("%s in %s at %v: %s", s.name, to.lang, size, firstDifference(strings.Join(want, "\n"), strings.Join(got, "\n")))
				}
			}
		}
	}
}

// TestLooksAreChosenFromThePalette finds each choice by its name, over every scene: it
// is what the desk keeps, the others stay, and what lay in front is in front again.
func TestLooksAreChosenFromThePalette(t *testing.T) {
	for _, s := range scenes {
		r := s.stage(t, plain())
		var kept []Looks
		r.config.Choices.Keep = func(l Looks) error { kept = append(kept, l); return nil }
		front := r.front()
		if _, is := front.(*overlay.Palette); is {
			continue
		}
		for typed, want := range map[string]Looks{"theme: light": {Theme: "light"}, "clock: 12": {Clock: "12"}, "language: english": {Lang: "en"}} {
			before := r.looks
			r.press("ctrl+k")
			r.write(typed)
			r.press("enter")
			if len(kept) == 0 || kept[len(kept)-1] != want || r.looks != before.with(want) {
				t.Fatalf("%s, %s: kept %+v, stands %+v", s.name, typed, kept, r.looks)
			}
			if r.front() != front && !pane.IsSettled(front) {
				t.Fatalf("%s, %s: %T is in front", s.name, typed, r.front())
			}
		}
		if light := theme.New(theme.Light, plain().profile); r.look.Ink(theme.Accent) != light.Ink(theme.Accent) {
			t.Errorf("%s: the theme is another", s.name)
		}
	}
}

// TestLooksThatAreNotKeptAreSaid lets the choice be refused a place: it stands for now,
// with the reason.
func TestLooksThatAreNotKeptAreSaid(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	r.config.Choices.Keep = func(Looks) error { return errors.New("the disk is full") }
	r.run(r.choose(Looks{Lang: "fr"}))
	text := strings.Join(r.lines(), "\n")
	if !strings.Contains(text, "the disk is full") || !strings.Contains(text, "PROCHAIN LIBRE") {
		t.Errorf("shown:\n%s", text)
	}
}

// TestCreditsAddress: each language has its own page about credits, and what is set
// stands for all.
func TestCreditsAddress(t *testing.T) {
	for _, lang := range locale.Languages() {
		r := newRig(t, newClinic(), dress{lang: lang, profile: plain().profile})
		if got := r.creditsURL(); got != "https://moncreneau.example/credits" {
			t.Errorf("%s: %q", lang, got)
		}
		if r.config.CreditsURL = ""; !strings.HasPrefix(r.creditsURL(), "https://") || reflect.DeepEqual(r.creditsURL(), "link.credits") {
			t.Errorf("%s: %q", lang, r.creditsURL())
		}
	}
}
