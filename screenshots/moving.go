package screenshots

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"time"

	"golang.org/x/image/draw"

	"creneau/ui/proof/yardstick"
)

// A Shot is a frame of a moving picture, and how long it stands.
type Shot struct {
	Frame yardstick.Frame
	For   time.Duration
}

// Measures of a moving picture.
const (
	shrink   = 2   // drawn at twice the size, so that it is crisp when it is made small
	movingIn = 256 // colours
	sampled  = 7   // every so many shots tell which colours are kept
)

// GIF is a moving picture that begins again when it is over.
func GIF(shots []Shot, o Options) ([]byte, error) {
	pictures := make([]*image.RGBA, len(shots))
	for i, s := range shots {
		drawn, err := Draw(s.Frame, o)
		if err != nil {
			return nil, err
		}
		pictures[i] = shrunk(drawn)
	}
	colours := newColourTable(pictures)
	moving := &gif.GIF{}
	var before *image.Paletted
	for i, s := range shots {
		now := colours.paletted(pictures[i])
		changed := now.Bounds()
		if before != nil {
			changed = difference(before, now)
		}
		moving.Image = append(moving.Image, now.SubImage(changed).(*image.Paletted))
		moving.Delay = append(moving.Delay, max(2, int(s.For/(10*time.Millisecond))))
		moving.Disposal = append(moving.Disposal, gif.DisposalNone)
		before = now
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, moving); err != nil {
		return nil, fmt.Errorf("encode the moving picture: %w", err)
	}
	return file.Bytes(), nil
}

// shrunk is a picture at half its size, on white where it is transparent: a GIF
// has no smooth edges.
func shrunk(p *image.RGBA) *image.RGBA {
	size := p.Bounds().Size()
	out := image.NewRGBA(image.Rect(0, 0, size.X/shrink, size.Y/shrink))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), p, p.Bounds(), draw.Over, nil)
	return out
}

// A colourTable is the colours that a moving picture keeps, and the nearest of
// them to each other one.
type colourTable struct {
	palette color.Palette
	index   map[color.RGBA]uint8
}

func newColourTable(pictures []*image.RGBA) *colourTable {
	counts := map[color.RGBA]int{}
	for i := 0; i < len(pictures); i += sampled {
		pixels(pictures[i], func(_ int, c color.RGBA) { counts[c]++ })
	}
	t := &colourTable{index: map[color.RGBA]uint8{}}
	for _, c := range mostOf(counts, movingIn) {
		t.palette = append(t.palette, c)
	}
	return t
}

// paletted is a picture in the table's colours.
func (t *colourTable) paletted(p *image.RGBA) *image.Paletted {
	out := image.NewPaletted(p.Bounds(), t.palette)
	pixels(p, func(i int, c color.RGBA) {
		n, known := t.index[c]
		if !known {
			n = uint8(t.palette.Index(c))
			t.index[c] = n
		}
		out.Pix[i] = n
	})
	return out
}

// difference is the smallest rectangle in which two pictures differ; one pixel
// where they do not.
func difference(a, b *image.Paletted) image.Rectangle {
	r := image.Rectangle{}
	for i := range a.Pix {
		if a.Pix[i] != b.Pix[i] {
			x, y := i%a.Stride, i/a.Stride
			r = r.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	if r.Empty() {
		return image.Rect(0, 0, 1, 1)
	}
	return r
}
