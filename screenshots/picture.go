// Package screenshots draws what a terminal shows as a picture: the cells of a
// frame in a window, without a browser. The same frame gives the same picture
// on every machine.
package screenshots

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/vector"

	"creneau/ui/proof/yardstick"
)

// Options are how a picture looks.
type Options struct {
	Title  string // in the title bar
	Dark   bool   // a dark terminal, else a light one
	Cursor bool   // draw the cursor where the frame shows one
}

// Measures of a picture in pixels, for a screen of two pixels per point. The
// height of a line is 1.2 times the size of the type.
const (
	fontSize   = 30
	cellWidth  = 18 // the advance of DejaVu Sans Mono at that size, in whole pixels
	cellHeight = 36
	baseline   = 27 // from the top of a cell

	marginX   = 28
	marginTop = 20
	marginEnd = 26
	titleBar  = 60
	edge      = 2
	radius    = 20
	dotRadius = 9
	dotPitch  = 30
)

// PNG is the picture of a frame as a PNG file.
func PNG(f yardstick.Frame, o Options) ([]byte, error) {
	picture, err := Draw(f, o)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&file, paletted(picture)); err != nil {
		return nil, fmt.Errorf("encode the picture: %w", err)
	}
	return file.Bytes(), nil
}

// Draw is the picture of a frame. What is outside the window is transparent.
func Draw(f yardstick.Frame, o Options) (*image.RGBA, error) {
	letters, err := newTypeface()
	if err != nil {
		return nil, err
	}
	w := f.W*cellWidth + 2*marginX
	h := titleBar + marginTop + f.H*cellHeight + marginEnd
	c := &canvas{
		picture: image.NewRGBA(image.Rect(0, 0, w, h)),
		colours: coloursOf(o.Dark),
		letters: letters,
	}
	c.window(o.Title)
	for y := range f.H {
		c.line(f, y)
	}
	if o.Cursor && f.CursorShown {
		c.cursor(f)
	}
	return c.picture, nil
}

// canvas is a picture that is being drawn.
type canvas struct {
	picture *image.RGBA
	colours colours
	letters *typeface
}

// window draws the window: edge, title bar with its three dots, background.
func (c *canvas) window(title string) {
	size := c.picture.Bounds().Size()
	w, h := float32(size.X), float32(size.Y)
	c.fillPath(roundedRect(0, 0, w, h, radius), c.colours.edge)
	c.fillPath(roundedRect(edge, edge, w-edge, h-edge, radius-edge), c.colours.titleBar)
	c.fillPath(roundedFoot(edge, titleBar, w-edge, h-edge, radius-edge), c.colours.background)
	c.fillRect(image.Rect(edge, titleBar-edge, size.X-edge, titleBar), c.colours.edge)
	for i := range 3 {
		c.fillPath(circle(float32(marginX+dotRadius+i*dotPitch), (titleBar-edge)/2, dotRadius), c.colours.dot)
	}
	room := size.X - 2*(marginX+3*dotPitch)
	title = c.letters.fit(title, room)
	x := (size.X - c.letters.title(title)) / 2
	c.letters.drawTitle(c.picture, title, x, titleBar/2+8, c.colours.titleText)
}

// line draws one line of the frame: backgrounds first, so that no glyph is cut
// by its neighbour.
func (c *canvas) line(f yardstick.Frame, y int) {
	for x := range f.W {
		_, background := c.colours.of(f.At(x, y).Style)
		if background != c.colours.background {
			c.fillRect(cellRect(x, y), background)
		}
	}
	for x := range f.W {
		cell := f.At(x, y)
		foreground, background := c.colours.of(cell.Style)
		c.glyph(cell, cellRect(x, y), foreground, background)
	}
}

// glyph draws a cell's character and its lines.
func (c *canvas) glyph(cell yardstick.Cell, r image.Rectangle, foreground, background color.RGBA) {
	if cell.Text == "" {
		return
	}
	if cell.Style.Attr&yardstick.Underline != 0 {
		c.fillRect(image.Rect(r.Min.X, r.Min.Y+baseline+4, r.Max.X, r.Min.Y+baseline+6), foreground)
	}
	if cell.Style.Attr&yardstick.Strike != 0 {
		c.fillRect(image.Rect(r.Min.X, r.Min.Y+baseline-9, r.Max.X, r.Min.Y+baseline-7), foreground)
	}
	if cell.Text == " " || cell.Style.Attr&yardstick.Conceal != 0 {
		return
	}
	if c.shape([]rune(cell.Text)[0], r, foreground, background) {
		return
	}
	c.letters.draw(c.picture, cell.Text, cell.Style.Attr, r.Min.X, r.Min.Y+baseline, foreground)
}

// cursor draws the cursor as a block, with its character in reverse.
func (c *canvas) cursor(f yardstick.Frame) {
	cell := f.At(f.CursorX, f.CursorY)
	foreground, background := c.colours.of(cell.Style)
	r := cellRect(f.CursorX, f.CursorY)
	c.fillRect(r, foreground)
	c.glyph(cell, r, background, foreground)
}

// cellRect is the place of a cell in the picture.
func cellRect(x, y int) image.Rectangle {
	left, top := marginX+x*cellWidth, titleBar+marginTop+y*cellHeight
	return image.Rect(left, top, left+cellWidth, top+cellHeight)
}

func (c *canvas) fillRect(r image.Rectangle, fill color.RGBA) {
	draw.Draw(c.picture, r, image.NewUniform(fill), image.Point{}, draw.Src)
}

// fillPath fills what a path encloses, with smooth edges.
func (c *canvas) fillPath(path func(*vector.Rasterizer), fill color.RGBA) {
	size := c.picture.Bounds().Size()
	r := vector.NewRasterizer(size.X, size.Y)
	path(r)
	r.Draw(c.picture, c.picture.Bounds(), image.NewUniform(fill), image.Point{})
}
