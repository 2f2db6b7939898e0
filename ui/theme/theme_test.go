package theme

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"creneau/ui/proof/yardstick"
)

// styleOf is the style that an ink gives to a letter.
func styleOf(t *Theme, r Role) yardstick.Style {
	ink := t.Ink(r)
	return yardstick.Parse(ink.On+"x"+ink.Off, 1, 1).At(0, 0).Style
}

func TestContrast(t *testing.T) {
	black, grey, white := [3]float64{}, [3]float64{0x1e, 0x1e, 0x1e}, [3]float64{255, 255, 255}
	for _, terminal := range []struct {
		kind                   Kind
		foreground, background [3]float64
	}{
		{Dark, white, black}, {Dark, white, grey}, {Light, black, white}, {Either, white, black}, {Either, black, white},
	} {
		theme := New(terminal.kind, colorprofile.ANSI256)
		for r := range roleCount {
			if r == Rule {
				continue // a line is no text
			}
			style := styleOf(theme, r)
			fg, bg := rgb(style.FG, terminal.foreground), rgb(style.BG, terminal.background)
			least := 7.0
			if terminal.kind == Either {
				least = 4.0 // no colour has more on both, by far
			}
			if got := contrast(fg, bg); got < least {
				t.Errorf("kind %d, background %v, role %d: contrast %.2f, want %.1f", terminal.kind, terminal.background, r, got, least)
			}
		}
	}
}

// rgb is an xterm colour from 16 on, or the terminal's own.
func rgb(c yardstick.Color, own [3]float64) [3]float64 {
	n, ok := c.Index()
	if !ok {
		return own
	}
	if n >= 232 {
		grey := 8 + 10*float64(n-232)
		return [3]float64{grey, grey, grey}
	}
	levels := [6]float64{0, 95, 135, 175, 215, 255}
	n -= 16
	return [3]float64{levels[n/36], levels[n/6%6], levels[n%6]}
}

// contrast is the ratio that WCAG 2 defines.
func contrast(a, b [3]float64) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c [3]float64) float64 {
	sum := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func TestDepths(t *testing.T) {
	for _, kind := range []Kind{Dark, Light, Either} {
		for _, profile := range []colorprofile.Profile{
			colorprofile.Unknown, colorprofile.NoTTY, colorprofile.ASCII,
			colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor,
		} {
			theme := New(kind, profile)
			for r := range roleCount {
				style := styleOf(theme, r)
				name := fmt.Sprintf("kind %d, %s, role %d", kind, profile, r)
				for _, c := range []yardstick.Color{style.FG, style.BG} {
					n, indexed := c.Index()
					switch {
					case profile < colorprofile.ANSI && c != 0:
						t.Errorf("%s: a colour where there is none: %#x", name, c)
					case profile == colorprofile.ANSI && c != 0 && (!indexed || n > 15):
						t.Errorf("%s: %#x is not among the first 16", name, c)
					case profile > colorprofile.ANSI && indexed && n < 16:
						t.Errorf("%s: colour %d differs from terminal to terminal", name, n)
					}
				}
				if ink := theme.Ink(r); (ink.On == "") != (ink.Off == "") {
					t.Errorf("%s: ink %q is not closed by %q", name, ink.On, ink.Off)
				}
			}
		}
	}
}

func TestSelectionIsSeenWithoutColour(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.ANSI, colorprofile.ANSI256} {
		for _, kind := range []Kind{Dark, Light, Either} {
			theme := New(kind, profile)
			for _, r := range []Role{Focus, Demo} {
				if got := styleOf(theme, r).Attr; got&yardstick.Reverse == 0 || r == Focus && got&yardstick.Bold != 0 { // bold and reverse together is grey on grey in PuTTY
					t.Errorf("%s kind %d role %d: attributes %b", profile, kind, r, got)
				}
				if !theme.Ink(r).Solid {
					t.Errorf("role %d leaves its padding plain", r)
				}
			}
		}
	}
}

func TestQRInkIsBlackOnWhite(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		profile colorprofile.Profile
		want    string
	}{
		{Dark, colorprofile.TrueColor, "\x1b[38;5;16;48;5;231m"},
		{Light, colorprofile.ANSI256, "\x1b[38;5;16;48;5;231m"},
		{Dark, colorprofile.ANSI, "\x1b[30;107m"},
		{Dark, colorprofile.ASCII, "\x1b[7m"},
		{Light, colorprofile.ASCII, ""},
	} {
		if got := New(c.kind, c.profile).Ink(QRInk).On; got != c.want {
			t.Errorf("kind %d %s: %q, want %q", c.kind, c.profile, got, c.want)
		}
	}
}

func TestUnknownRoleIsPlain(t *testing.T) {
	theme := New(Dark, colorprofile.TrueColor)
	for _, r := range []Role{-1, roleCount, Text} {
		if ink := theme.Ink(r); ink.On != "" {
			t.Errorf("role %d: %q", r, ink.On)
		}
	}
	if theme.Kind() != Dark || New(Light, 0).Kind() != Light {
		t.Error("the kind is lost")
	}
}

func TestStatusesDiffer(t *testing.T) {
	theme := New(Dark, colorprofile.ANSI256)
	seen := map[string]Role{}
	for _, r := range []Role{StatusPlanned, StatusArrived, StatusDone, StatusAbsent, StatusToPay} {
		on := theme.Ink(r).On
		if before, ok := seen[on]; ok {
			t.Errorf("roles %d and %d are set alike: %s", before, r, strings.TrimPrefix(on, "\x1b"))
		}
		seen[on] = r
	}
}
