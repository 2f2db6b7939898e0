package screenshots

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"creneau/ui/proof/yardstick"
	"creneau/ui/widget"
)

// desk is a full screen of text in many styles.
func desk() yardstick.Frame {
	inks := []string{"\x1b[m", "\x1b[38;5;114m", "\x1b[1;38;5;80m", "\x1b[38;5;246m", "\x1b[1;7m", "\x1b[38;5;221m"}
	names := []string{"Diallo", "Fatoumata", "Condé", "Aïssatou", "14:30", "févr.", "libre", "Cardiologie"}
	var b strings.Builder
	for i := range 30 * 12 {
		if i%12 == 0 && i > 0 {
			b.WriteString("\x1b[m\n")
		}
		b.WriteString(inks[i*7%len(inks)] + names[i*5%len(names)] + " ")
	}
	return yardstick.Parse(b.String(), 100, 30)
}

func drawn(t *testing.T, view string, w, h int, o Options) *image.RGBA {
	t.Helper()
	picture, err := Draw(yardstick.Parse(view, w, h), o)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestPNG(t *testing.T) {
	f := desk()
	file, err := PNG(f, Options{Title: "creneau", Dark: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(file) > 300_000 {
		t.Errorf("%d bytes", len(file))
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := image.Pt(100*cellWidth+2*marginX, 30*cellHeight+titleBar+marginTop+marginEnd)
	if got := picture.Bounds().Size(); got != want {
		t.Errorf("size %v, want %v", got, want)
	}
	if _, _, _, a := picture.At(0, 0).RGBA(); a != 0 {
		t.Error("the corner is not transparent")
	}
	again, err := Draw(f, Options{Title: "creneau", Dark: true})
	if err != nil {
		t.Fatal(err)
	}
	if second := paletted(again); !bytes.Equal(second.Pix, picture.(*image.Paletted).Pix) {
		t.Error("the same frame gives another picture")
	}
}

// TestFewColoursAreKeptExactly: the table of colours changes edges of glyphs,
// never what a style asks for.
func TestFewColoursAreKeptExactly(t *testing.T) {
	f := desk()
	picture, err := Draw(f, Options{Dark: true})
	if err != nil {
		t.Fatal(err)
	}
	small := paletted(picture)
	for y := range f.H {
		for x := range f.W {
			at := cellRect(x, y).Min
			if got, want := color.RGBAModel.Convert(small.At(at.X, at.Y)), picture.At(at.X, at.Y); got != want {
				t.Fatalf("cell %d, %d: %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestStylesAreDrawn(t *testing.T) {
	dark, light := coloursOf(true), coloursOf(false)
	red := color.RGBA{R: 255, A: 255}
	for _, c := range []struct {
		name, view string
		dark       bool
		want       color.RGBA // of the upper left corner
	}{
		{"ground", "x", true, dark.background},
		{"light ground", "x", false, light.background},
		{"reverse", "\x1b[7mx", true, dark.foreground},
		{"background", "\x1b[48;5;196mx", true, red},
		{"reverse foreground", "\x1b[7;38;5;196mx", false, red},
		{"true colour", "\x1b[48;2;255;0;0mx", true, red},
		{"one of 16", "\x1b[107mx", true, color.RGBA{R: 255, G: 255, B: 255, A: 255}},
		{"grey", "\x1b[48;5;232mx", true, color.RGBA{R: 8, G: 8, B: 8, A: 255}},
		{"full block", "█", true, dark.foreground},
		{"upper half", "▀", true, dark.foreground},
		{"lower half", "▄", true, dark.background},
		{"right half", "▐", true, dark.background},
		{"left eighths", "▍", true, dark.foreground},
		{"shade", "▒", true, blend(dark.foreground, dark.background, 0.5)},
	} {
		picture := drawn(t, c.view, 1, 1, Options{Dark: c.dark})
		at := cellRect(0, 0).Min
		if got := picture.RGBAAt(at.X, at.Y); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// ink counts the pixels of a cell that are not its ground.
func ink(picture *image.RGBA, x, y int) int {
	n, r := 0, cellRect(x, y)
	ground := picture.RGBAAt(r.Min.X, r.Min.Y)
	for py := r.Min.Y; py < r.Max.Y; py++ {
		for px := r.Min.X; px < r.Max.X; px++ {
			if picture.RGBAAt(px, py) != ground {
				n++
			}
		}
	}
	return n
}

func TestGlyphsAreDrawn(t *testing.T) {
	for _, s := range []string{"é", "œ", "Ÿ", "ç", "…", "’", "«", "–", "€", "e\u0301"} {
		if ink(drawn(t, s, 1, 1, Options{}), 0, 0) == 0 {
			t.Errorf("%q is not drawn", s)
		}
	}
	if composed, single := drawn(t, "e\u0301", 1, 1, Options{}), drawn(t, "é", 1, 1, Options{}); !bytes.Equal(composed.Pix, single.Pix) {
		t.Error("a combined letter is drawn in another way")
	}
	regular, bold := drawn(t, "m", 1, 1, Options{}), drawn(t, "\x1b[1mm", 1, 1, Options{})
	if ink(bold, 0, 0) <= ink(regular, 0, 0) {
		t.Error("bold is not bolder")
	}
	under, struck := drawn(t, "\x1b[4m ", 1, 1, Options{}), drawn(t, "\x1b[9m ", 1, 1, Options{})
	if ink(under, 0, 0) != 2*cellWidth || ink(struck, 0, 0) != 2*cellWidth {
		t.Errorf("lines of %d and %d pixels", ink(under, 0, 0), ink(struck, 0, 0))
	}
	if ink(drawn(t, " \x1b[8mx", 2, 1, Options{}), 1, 0) != 0 {
		t.Error("concealed text shows")
	}
}

// TestLinesJoin follows the edge of a box around.
func TestLinesJoin(t *testing.T) {
	picture := drawn(t, "┌─┬┐\n├─┼┤\n└─┴┘", 4, 3, Options{Dark: true})
	want := coloursOf(true).foreground
	first, last := cellRect(0, 0), cellRect(3, 2)
	x0, y0 := first.Min.X+cellWidth/2, first.Min.Y+cellHeight/2
	x1, y1 := last.Min.X+cellWidth/2, last.Min.Y+cellHeight/2
	for x := x0; x <= x1; x++ {
		if picture.RGBAAt(x, y0) != want || picture.RGBAAt(x, y1) != want {
			t.Fatalf("a gap at %d", x)
		}
	}
	for y := y0; y <= y1; y++ {
		if picture.RGBAAt(x0, y) != want || picture.RGBAAt(x1, y) != want {
			t.Fatalf("a gap at line %d", y)
		}
	}
}

func TestCursor(t *testing.T) {
	f := yardstick.Parse("ab", 3, 1)
	f.CursorX, f.CursorY, f.CursorShown = 1, 0, true
	at := cellRect(1, 0).Min
	c := coloursOf(true)
	for _, draw := range []bool{true, false} {
		picture, err := Draw(f, Options{Dark: true, Cursor: draw})
		if err != nil {
			t.Fatal(err)
		}
		want := c.background
		if draw {
			want = c.foreground
		}
		if got := picture.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("cursor %v: %v", draw, got)
		}
	}
}

func TestLongTitleStaysInTheBar(t *testing.T) {
	picture := drawn(t, "", 20, 1, Options{Title: strings.Repeat("creneau ", 50), Dark: true})
	c := coloursOf(true)
	for y := edge; y < titleBar-edge; y++ {
		if got := picture.RGBAAt(marginX+3*dotPitch-4, y); got != c.titleBar {
			t.Fatalf("the title covers the dots: %v", got)
		}
	}
}

func TestQRCanBeReadFromThePicture(t *testing.T) {
	const address = "https://moncreneau.example/credits"
	lines, w, err := widget.QR(address, widget.Ink{On: "\x1b[38;5;16;48;5;231m", Off: "\x1b[m"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := PNG(yardstick.Parse(strings.Join(lines, "\n"), w, len(lines)), Options{Dark: true})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	if result.GetText() != address {
		t.Errorf("read %q", result.GetText())
	}
}
