package screenshots

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// paletteSize is how many colours a picture file keeps: as many as one byte
// tells apart. The smooth edges of glyphs come in more shades than anybody can
// see, and without the rarest a file is less than half the size.
const paletteSize = 256

// mostOf are the most frequent of the colours, the first first.
func mostOf(counts map[color.RGBA]int, most int) []color.RGBA {
	ranked := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		ranked = append(ranked, c)
	}
	slices.SortFunc(ranked, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(packed(a), packed(b)))
	})
	return ranked[:min(len(ranked), most)]
}

// paletted is the picture in its most frequent colours, transparency among them
// however small the corners are; the others become the nearest of those.
func paletted(picture *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	pixels(picture, func(_ int, c color.RGBA) { counts[c]++ })
	counts[color.RGBA{}] += len(picture.Pix)
	kept := mostOf(counts, paletteSize)
	index := make(map[color.RGBA]uint8, len(counts))
	for c := range counts {
		index[c] = nearest(kept, c)
	}
	out := image.NewPaletted(picture.Bounds(), nil)
	for _, c := range kept {
		out.Palette = append(out.Palette, c)
	}
	pixels(picture, func(i int, c color.RGBA) { out.Pix[i] = index[c] })
	return out
}

// pixels calls do with the number and the colour of every pixel.
func pixels(picture *image.RGBA, do func(i int, c color.RGBA)) {
	for i := 0; i < len(picture.Pix); i += 4 {
		p := picture.Pix[i : i+4 : i+4]
		do(i/4, color.RGBA{R: p[0], G: p[1], B: p[2], A: p[3]})
	}
}

func packed(c color.RGBA) uint32 {
	return uint32(c.A)<<24 | uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
}

// nearest is the place of the colour that is least far from c.
func nearest(kept []color.RGBA, c color.RGBA) uint8 {
	best, least := 0, 1<<30
	for i, k := range kept {
		dr, dg, db, da := int(k.R)-int(c.R), int(k.G)-int(c.G), int(k.B)-int(c.B), int(k.A)-int(c.A)
		if d := dr*dr + dg*dg + db*db + da*da; d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}
