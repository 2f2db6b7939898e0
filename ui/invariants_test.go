package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/proof/yardstick"
	"creneau/ui/widget"
)

// sizes are those at which frames are looked at.
var sizes = [][2]int{{80, 24}, {100, 30}, {160, 50}, {59, 15}, {40, 10}}

// dresses are how a desk may have to show itself.
var dresses = []dress{
	{lang: "en", profile: colorprofile.ANSI256}, {lang: "fr", profile: colorprofile.ANSI256},
	{lang: "en", profile: colorprofile.ANSI}, {lang: "fr", profile: colorprofile.ASCII},
	{lang: "en", profile: colorprofile.ASCII, ascii: true}, {lang: "fr", profile: colorprofile.ANSI256, ascii: true},
	{lang: "fr", profile: colorprofile.ANSI256, twelve: true},
}

func (d dress) String() string {
	return fmt.Sprintf("%s %s ascii=%v twelve=%v", d.lang, d.profile, d.ascii, d.twelve)
}

// fitsWindow checks what holds of every frame of every size: exactly as many
// lines as the window, none wider than it however widths are counted, and a
// cursor inside.
func fitsWindow(t *testing.T, what string, v tea.View, w, h int) {
	t.Helper()
	widths{}.fit(t, what, v, w, h)
}

// widths are those of lines that were measured: many come again in another window.
type widths map[string]int

func (m widths) of(line string) int {
	n, ok := m[line]
	if !ok {
		n = max(ansi.StringWidth(line), ansi.StringWidthWc(line))
		m[line] = n
	}
	return n
}

func (m widths) fit(t *testing.T, what string, v tea.View, w, h int) {
	t.Helper()
	lines := strings.Split(v.Content, "\n")
	if len(lines) != h {
		t.Errorf("%s: %d lines at %dx%d", what, len(lines), w, h)
	}
	for y, line := range lines {
		if got := m.of(line); got > w {
			t.Errorf("%s at %dx%d: line %d is %d wide: %q", what, w, h, y, got, ansi.Strip(line))
		}
	}
	if c := v.Cursor; c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
		t.Errorf("%s at %dx%d: the cursor is at %d, %d", what, w, h, c.X, c.Y)
	}
}

// aKey is a key of a sentence that stands where its text should.
var aKey = regexp.MustCompile(`\b(note|act|code|key|ago|day|slots|find|desk|book|alt|buy|dup|ticket|quit|help|palette|sheet|status|head|person|card|calendar)\.[a-z_]{2,}`)

func TestScenes(t *testing.T) {
	for _, d := range dresses {
		for _, s := range someScenes(t) {
			r := s.stage(t, d)
			for _, size := range sizes {
				w, h := size[0], size[1]
				r.resizeTo(w, h)
				v := r.View()
				what := fmt.Sprintf("%s (%s) at %dx%d", s.name, d, w, h)
				fitsWindow(t, what, v, w, h)
				frame := yardstick.Parse(v.Content, w, h)
				saysItInWords(t, what, r, frame)
				showsFocus(t, what, s, v, frame)
				if s.overlay {
					showsWaysOut(t, what, r, frame)
				}
				if d.ascii {
					isASCIIOnly(t, what, v.Content)
				}
			}
		}
	}
}

// saysItInWords fails for a key without its sentence, and for a field without
// its value.
func saysItInWords(t *testing.T, what string, r *rig, frame yardstick.Frame) {
	t.Helper()
	text := strings.Join(frame.Text(), "\n")
	text = strings.ReplaceAll(text, "clinic.example", "")
	for _, bad := range append(aKey.FindAllString(text, -1), "<no value>", "{{", "%!") {
		if strings.Contains(text, bad) {
			t.Errorf("%s shows %q", what, bad)
		}
	}
	if top := frame.Line(0); !strings.Contains(top, "MONCRENEAU") {
		t.Errorf("%s has another first line: %q", what, top)
	}
}

// showsFocus fails when one cannot see without colour what has the focus: the
// selection by a mark and in reverse, a field by the cursor, an overlay by its
// title.
func showsFocus(t *testing.T, what string, s scene, v tea.View, frame yardstick.Frame) {
	t.Helper()
	marked := false
	for y := range frame.H {
		for x := 1; x < frame.W; x++ {
			// The mark is in reverse with its row, or stands before its cell.
			if frame.At(x, y).Style.Attr&yardstick.Reverse != 0 && (frame.At(x-1, y).Text == ">" || frame.At(x, y).Text == ">") {
				marked = true
			}
		}
	}
	if s.list && !marked {
		t.Errorf("%s shows no selection:\n%s", what, strings.Join(frame.Text(), "\n"))
	}
	if !s.list && !s.overlay && v.Cursor == nil && s.name != "day_empty" && !s.bare {
		t.Errorf("%s shows neither a selection nor a cursor", what)
	}
}

// showsWaysOut fails when the footer of an overlay does not name its primary
// key and one that leads back.
func showsWaysOut(t *testing.T, what string, r *rig, frame yardstick.Frame) {
	t.Helper()
	footer := frame.Line(frame.H - 1)
	primary, retreat := "", ""
	for _, a := range r.front().Actions() {
		if !a.Hint || !a.Can() {
			continue
		}
		name := r.look.KeyName(a.Help().Key) + " " + r.look.T(a.Name)
		if primary == "" {
			primary = name
			if frame.W < 60 { // the end of its name may give way to the way back
				primary = widget.Cut(name, 13, "")
			}
		}
		for _, k := range a.Keys() {
			if k == "esc" && retreat == "" {
				retreat = name
			}
		}
	}
	for _, name := range []string{primary, retreat} {
		if name != "" && !strings.Contains(plainText(r, footer), plainText(r, name)) {
			t.Errorf("%s: %q is not in the footer %q", what, name, footer)
		}
	}
}

// TestEveryOverlayLeadsOut: Esc leads out of each overlay, and the footer may say so.
func TestEveryOverlayLeadsOut(t *testing.T) {
	for _, s := range someScenes(t) {
		if !s.overlay {
			continue
		}
		r := s.stage(t, plain())
		if !slices.ContainsFunc(r.front().Actions(), func(a pane.Action) bool { return a.Hint && a.Can() && slices.Contains(a.Keys(), "esc") }) {
			t.Errorf("%s: no hinted Esc leads out of %T", s.name, r.front())
		}
	}
}

// plainText is text as the desk's terminal shows it.
func plainText(r *rig, s string) string {
	if r.look.ASCII {
		return draw.ASCIIOnly(s)
	}
	return s
}

func isASCIIOnly(t *testing.T, what, content string) {
	t.Helper()
	for _, c := range content {
		if c > '~' {
			t.Errorf("%s shows %q on a terminal for ASCII", what, c)
			return
		}
	}
}

// TestColourTellsNothing compares what a colour terminal shows with what one
// without colour shows: the same text, and the same cells in reverse.
func TestColourTellsNothing(t *testing.T) {
	for _, s := range someScenes(t) {
		frame := func(p colorprofile.Profile) yardstick.Frame {
			r := s.stage(t, dress{lang: "fr", profile: p})
			return yardstick.Parse(r.View().Content, 80, 24)
		}
		many, none := frame(colorprofile.ANSI256), frame(colorprofile.ASCII)
		for i, c := range none.Cells {
			if c.Style.FG != 0 || c.Style.BG != 0 {
				t.Fatalf("%s: a colour without colours", s.name)
			}
			qr := many.Cells[i].Style.BG != 0 // a code is black on white, or reverse
			if c.Text != many.Cells[i].Text || !qr && (c.Style.Attr^many.Cells[i].Style.Attr)&yardstick.Reverse != 0 {
				t.Errorf("%s, line %d column %d: %q %v in colour, %q %v without", s.name, i/80, i%80,
					many.Cells[i].Text, many.Cells[i].Style, c.Text, c.Style)
				break
			}
		}
	}
}

// TestStatusesAreWords finds a glyph and a word for every status.
func TestStatusesAreWords(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"= done", "* arrived", "! absent", "x cancelled", "o booked", "$ to pay"},
		"fr": {"= terminé", "* arrivé", "! absent", "x annulé", "o prévu", "$ à payer"},
	} {
		r := newRig(t, newClinic(), dress{lang: lang, profile: colorprofile.ASCII})
		r.press("down", "a")
		text := strings.Join(r.lines(), "\n")
		for _, word := range want {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q in\n%s", lang, word, text)
			}
		}
	}
}

// TestAlternativesAreAllInView looks for the rows that a key may pick, down to
// the smallest window.
func TestAlternativesAreAllInView(t *testing.T) {
	i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == "alternatives" })
	r := scenes[i].stage(t, dress{lang: "fr", profile: plain().profile})
	for h := minHeight; h <= 30; h++ {
		for _, w := range []int{minWidth, 59, 80} {
			r.resizeTo(w, h)
			text := strings.Join(yardstick.Parse(r.View().Content, w, h).Text(), "\n")
			for row := range r.st.Alternatives.Rows {
				if !strings.Contains(text, fmt.Sprintf(" %d  ", row+1)) {
					t.Errorf("row %d is not in view at %dx%d:\n%s", row+1, w, h, text)
				}
			}
		}
	}
}

// TestResizeKeepsSelectionAndDraft goes through sizes and back.
func TestResizeKeepsSelectionAndDraft(t *testing.T) {
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		before := r.View().Content
		for _, size := range [][2]int{{200, 60}, {59, 15}, {1, 1}, {39, 9}, {160, 50}, {40, 10}, {80, 24}} {
			r.resizeTo(size[0], size[1])
			r.View()
		}
		if after := r.View().Content; after != before {
			a, b := yardstick.Parse(before, 80, 24), yardstick.Parse(after, 80, 24)
			if len(r.stack) > 0 || a.Line(0) != b.Line(0) || !sameSelection(a, b) {
				t.Errorf("%s changes through resizing:\n%s", s.name, a.Diff(b))
			}
		}
	}
}

// sameSelection says whether two frames have the same row in reverse, wherever
// it stands: a list may have been scrolled.
func sameSelection(a, b yardstick.Frame) bool {
	row := func(f yardstick.Frame) string {
		for y := range f.H {
			for x := range f.W {
				if f.At(x, y).Style.Attr&yardstick.Reverse != 0 {
					return f.Line(y)
				}
			}
		}
		return ""
	}
	return row(a) == row(b)
}

// TestDemoIsSaidOnEveryScreen looks for the mark that a demo clinic has.
func TestDemoIsSaidOnEveryScreen(t *testing.T) {
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		r.config.Demo = true
		for _, size := range append(sizes, [2]int{40, 10}) {
			r.resizeTo(size[0], size[1])
			frame := yardstick.Parse(r.View().Content, size[0], size[1])
			at := strings.Index(frame.Line(0), "DEMO, not real")
			if at < 0 || frame.At(at, 0).Style.Attr&yardstick.Reverse == 0 {
				t.Errorf("%s at %dx%d does not say that it is a demo: %q", s.name, size[0], size[1], frame.Line(0))
			}
		}
	}
}
