package screenshots

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"github.com/go-fonts/dejavu/dejavusansmonoboldoblique"
	"github.com/go-fonts/dejavu/dejavusansmonooblique"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	"creneau/ui/proof/yardstick"
)

// titleSize is the size of the type in the title bar.
const titleSize = 24

// typeface is DejaVu Sans Mono in its four styles, and the one of the title bar.
type typeface struct {
	regular, bold, italic, boldItalic, small font.Face
}

func newTypeface() (*typeface, error) {
	t := &typeface{}
	for _, f := range []struct {
		into *font.Face
		ttf  []byte
		size float64
	}{
		{&t.regular, dejavusansmono.TTF, fontSize},
		{&t.bold, dejavusansmonobold.TTF, fontSize},
		{&t.italic, dejavusansmonooblique.TTF, fontSize},
		{&t.boldItalic, dejavusansmonoboldoblique.TTF, fontSize},
		{&t.small, dejavusansmono.TTF, titleSize},
	} {
		parsed, err := opentype.Parse(f.ttf)
		if err != nil {
			return nil, fmt.Errorf("read the font: %w", err)
		}
		*f.into, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: f.size, DPI: 72})
		if err != nil {
			return nil, fmt.Errorf("open the font: %w", err)
		}
	}
	return t, nil
}

func (t *typeface) face(attr yardstick.Attr) font.Face {
	switch attr & (yardstick.Bold | yardstick.Italic) {
	case yardstick.Bold:
		return t.bold
	case yardstick.Italic:
		return t.italic
	case yardstick.Bold | yardstick.Italic:
		return t.boldItalic
	}
	return t.regular
}

// draw sets the text of one cell with its baseline at y.
func (t *typeface) draw(picture draw.Image, text string, attr yardstick.Attr, x, y int, fill color.RGBA) {
	set(picture, t.face(attr), norm.NFC.String(text), x, y, fill)
}

func (t *typeface) drawTitle(picture draw.Image, text string, x, y int, fill color.RGBA) {
	set(picture, t.small, text, x, y, fill)
}

// title is the width of text in the title bar, in pixels.
func (t *typeface) title(text string) int { return font.MeasureString(t.small, text).Ceil() }

// fit is as much of a title as room has place for.
func (t *typeface) fit(text string, room int) string {
	runes := []rune(text)
	for len(runes) > 0 && t.title(string(runes)) > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes)
}

func set(picture draw.Image, face font.Face, text string, x, y int, fill color.RGBA) {
	d := font.Drawer{Dst: picture, Src: image.NewUniform(fill), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}
