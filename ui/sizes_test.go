package ui

import "testing"

// TestEverySize shows every scene in windows of every width and of every height
// from 1 to 200, in every one from 1x1 to 20x20, and in the widest and highest:
// nothing breaks, and every frame fits.
func TestEverySize(t *testing.T) {
	all := [][2]int{{maxWidth, maxHeight}, {maxWidth, minHeight}, {minWidth, maxHeight}}
	for n := 1; n <= 200; n++ {
		all = append(all, [2]int{n, 24}, [2]int{80, n})
	}
	for w := 1; w <= 20; w++ {
		for h := 1; h <= 20; h++ {
			all = append(all, [2]int{w, h})
		}
	}
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := s.stage(t, dress{lang: "fr", profile: plain().profile})
			measured := widths{}
			for _, size := range all {
				r.resizeTo(size[0], size[1])
				measured.fit(t, s.name, r.View(), size[0], size[1])
			}
		})
	}
}

// TestSizesNobodyHas are clamped by the filter, and by the desk itself.
func TestSizesNobodyHas(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	for _, size := range [][2]int{{0, 0}, {-1, -5}, {maxWidth + 1, maxHeight + 1}, {4096, 256}, {100_000, 100_000}} {
		r.resizeTo(size[0], size[1])
		w, h := min(max(size[0], 1), maxWidth), min(max(size[1], 1), maxHeight)
		fitsWindow(t, "day", r.View(), w, h)
	}
}
