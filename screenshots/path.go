package screenshots

import "golang.org/x/image/vector"

// bend is how far the control points of a Bézier curve stand from its ends, in
// radii, to draw a quarter of a circle.
const bend = 0.5522847

// roundedRect is a rectangle with four round corners of radius r.
func roundedRect(x0, y0, x1, y1, r float32) func(*vector.Rasterizer) {
	return func(z *vector.Rasterizer) {
		k := r * (1 - bend)
		z.MoveTo(x0+r, y0)
		z.LineTo(x1-r, y0)
		z.CubeTo(x1-k, y0, x1, y0+k, x1, y0+r)
		z.LineTo(x1, y1-r)
		z.CubeTo(x1, y1-k, x1-k, y1, x1-r, y1)
		z.LineTo(x0+r, y1)
		z.CubeTo(x0+k, y1, x0, y1-k, x0, y1-r)
		z.LineTo(x0, y0+r)
		z.CubeTo(x0, y0+k, x0+k, y0, x0+r, y0)
		z.ClosePath()
	}
}

// roundedFoot is a rectangle with two round corners at its foot.
func roundedFoot(x0, y0, x1, y1, r float32) func(*vector.Rasterizer) {
	return func(z *vector.Rasterizer) {
		k := r * (1 - bend)
		z.MoveTo(x0, y0)
		z.LineTo(x1, y0)
		z.LineTo(x1, y1-r)
		z.CubeTo(x1, y1-k, x1-k, y1, x1-r, y1)
		z.LineTo(x0+r, y1)
		z.CubeTo(x0+k, y1, x0, y1-k, x0, y1-r)
		z.ClosePath()
	}
}

// circle is a circle of radius r.
func circle(x, y, r float32) func(*vector.Rasterizer) {
	return roundedRect(x-r, y-r, x+r, y+r, r)
}
