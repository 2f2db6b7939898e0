package widget_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"creneau/ui/proof/yardstick"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

const address = "https://moncreneau.example/t/1043-7KQ2"

// read is what a telephone would make of a picture.
func read(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("not readable: %v", err)
	}
	return result.GetText()
}

// draw is a frame of half blocks as a picture.
func draw(f yardstick.Frame, kind theme.Kind) image.Image {
	const module = 4
	own := [2]color.Gray{{Y: 230}, {Y: 20}} // the terminal's text and ground
	if kind == theme.Light {
		own[0], own[1] = own[1], own[0]
	}
	picture := image.NewGray(image.Rect(0, 0, f.W*module, 2*f.H*module))
	for y := range 2 * f.H * module {
		for x := range f.W * module {
			cell := f.At(x/module, y/module/2)
			fg, bg := grey(cell.Style.FG, own[0]), grey(cell.Style.BG, own[1])
			if cell.Style.Attr&yardstick.Reverse != 0 {
				fg, bg = bg, fg
			}
			upper := y/module%2 == 0
			if cell.Text == "█" || cell.Text == "▀" && upper || cell.Text == "▄" && !upper {
				bg = fg
			}
			picture.SetGray(x, y, bg)
		}
	}
	return picture
}

// grey is black for colours 0 and 16, and white for the others in use.
func grey(c yardstick.Color, own color.Gray) color.Gray {
	switch n, ok := c.Index(); {
	case !ok:
		return own
	case n == 0 || n == 16:
		return color.Gray{}
	}
	return color.Gray{Y: 255}
}

// TestQRIsReadFromTheScreen draws the cells that a terminal shows, in each
// theme, and reads them back.
func TestQRIsReadFromTheScreen(t *testing.T) {
	for _, kind := range []theme.Kind{theme.Dark, theme.Light} {
		for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.ANSI, colorprofile.ANSI256} {
			lines, w, err := widget.QR(address, theme.New(kind, profile).Ink(theme.QRInk))
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range lines {
				if widget.Width(line) != w {
					t.Fatalf("%q is %d wide, not %d", line, widget.Width(line), w)
				}
			}
			frame := yardstick.Parse(strings.Join(lines, "\n"), w, len(lines))
			if got := read(t, draw(frame, kind)); got != address {
				t.Errorf("kind %d, %s: read %q", kind, profile, got)
			}
		}
	}
}

func TestASCIIQRIsRead(t *testing.T) {
	lines, w, err := widget.ASCIIQR(address, widget.Ink{})
	if err != nil {
		t.Fatal(err)
	}
	const module = 4
	picture := image.NewGray(image.Rect(0, 0, w/2*module, len(lines)*module))
	for y := range len(lines) * module {
		for x := range w / 2 * module {
			cell := lines[y/module][x/module*2]
			picture.SetGray(x, y, color.Gray{Y: 255})
			if cell == '#' {
				picture.SetGray(x, y, color.Gray{})
			}
		}
	}
	if got := read(t, picture); got != address {
		t.Errorf("read %q", got)
	}
}

func TestQRKeepsItsQuietZone(t *testing.T) {
	lines, w, err := widget.QR(address, widget.Ink{})
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range []int{0, 1, len(lines) - 2, len(lines) - 1} {
		if strings.TrimSpace(lines[y]) != "" {
			t.Errorf("line %d of the quiet zone: %q", y, lines[y])
		}
	}
	for y, line := range lines {
		runes := []rune(ansi.Strip(line))
		if strings.TrimSpace(string(runes[:4])+string(runes[w-4:])) != "" {
			t.Errorf("line %d has no margin: %q", y, line)
		}
	}
}

func TestQRTooLong(t *testing.T) {
	if _, _, err := widget.QR(strings.Repeat("x", 4000), widget.Ink{}); err == nil {
		t.Error("no error")
	}
	if _, _, err := widget.ASCIIQR(strings.Repeat("x", 4000), widget.Ink{}); err == nil {
		t.Error("no error")
	}
}
