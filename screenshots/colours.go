package screenshots

import (
	"image/color"

	"creneau/ui/proof/yardstick"
)

// colours are those of a terminal and of the window around it.
type colours struct {
	foreground, background         color.RGBA
	titleBar, titleText, dot, edge color.RGBA
	basic                          [16]color.RGBA
}

func hex(rgb uint32) color.RGBA {
	return color.RGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

func coloursOf(dark bool) colours {
	c := colours{basic: [16]color.RGBA{
		hex(0x000000), hex(0xcd3131), hex(0x0dbc79), hex(0xe5e510),
		hex(0x2472c8), hex(0xbc3fbc), hex(0x11a8cd), hex(0xe5e5e5),
		hex(0x666666), hex(0xf14c4c), hex(0x23d18b), hex(0xf5f543),
		hex(0x3b8eea), hex(0xd670d6), hex(0x29b8db), hex(0xffffff),
	}}
	if dark {
		c.foreground, c.background = hex(0xd6dbe0), hex(0x15181c)
		c.titleBar, c.titleText, c.dot, c.edge = hex(0x23272d), hex(0xa3abb3), hex(0x4b525a), hex(0x343a41)
		return c
	}
	c.foreground, c.background = hex(0x1d2125), hex(0xffffff)
	c.titleBar, c.titleText, c.dot, c.edge = hex(0xeef0f2), hex(0x555c63), hex(0xc3c8cd), hex(0xd3d7db)
	return c
}

// of is what a style's text and ground look like.
func (c colours) of(s yardstick.Style) (foreground, background color.RGBA) {
	foreground, background = c.colour(s.FG, c.foreground), c.colour(s.BG, c.background)
	if s.Attr&yardstick.Faint != 0 {
		foreground = blend(foreground, background, 0.6)
	}
	if s.Attr&yardstick.Reverse != 0 {
		foreground, background = background, foreground
	}
	return foreground, background
}

func (c colours) colour(of yardstick.Color, own color.RGBA) color.RGBA {
	if r, g, b, ok := of.RGB(); ok {
		return color.RGBA{R: r, G: g, B: b, A: 0xff}
	}
	n, ok := of.Index()
	switch {
	case !ok:
		return own
	case n < 16:
		return c.basic[n]
	}
	return cube(n)
}

// cube is colour n of the 256, from 16 on: the cube and the greys.
func cube(n uint8) color.RGBA {
	if n >= 232 {
		grey := 8 + 10*(n-232)
		return color.RGBA{R: grey, G: grey, B: grey, A: 0xff}
	}
	level := func(i uint8) uint8 {
		if i == 0 {
			return 0
		}
		return 55 + 40*i
	}
	n -= 16
	return color.RGBA{R: level(n / 36), G: level(n / 6 % 6), B: level(n % 6), A: 0xff}
}

// blend is a mixture with so much of a.
func blend(a, b color.RGBA, share float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(float64(x)*share + float64(y)*(1-share) + 0.5) }
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 0xff}
}
