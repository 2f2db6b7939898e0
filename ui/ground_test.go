package ui

import (
	"image/color"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"creneau/ui/theme"
)

// TestTheGround lets a terminal answer, or not, which ground it has: without an answer
// nothing is shown that is read on one ground only, and an answer counts whenever it
// comes.
func TestTheGround(t *testing.T) {
	of := func(kind theme.Kind) *theme.Theme { return theme.New(kind, colorprofile.ANSI256) }
	dark, light, either := of(theme.Dark), of(theme.Light), of(theme.Either)
	says := map[string]tea.Msg{
		"dark": tea.BackgroundColorMsg{Color: color.Black}, "light": tea.BackgroundColorMsg{Color: color.White},
	}
	for _, c := range []struct {
		answer string
		after  time.Duration
		asked  bool
		want   *theme.Theme
	}{
		{"", time.Second, true, dark},
		{"", groundAnswer, true, either},
		{"", groundAnswer, false, dark},
		{"dark", time.Second, true, dark},
		{"light", time.Second, true, light},
		{"dark", time.Minute, true, dark},
		{"light", time.Minute, true, light},
		{"light", time.Second, false, dark},
	} {
		r := bareRig(t, newClinic(), plain())
		r.config.Terminal.Ground = Ground{Asked: c.asked, Light: light, Unknown: either}
		r.Init()
		r.pass(c.after)
		r.give(tea.FocusMsg{})
		if m := says[c.answer]; m != nil {
			r.give(m)
		}
		if got := r.look.Ink(theme.Accent); got != c.want.Ink(theme.Accent) {
			t.Errorf("%+v: the accent is %q", c, got.On)
		}
	}
}
