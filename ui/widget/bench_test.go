package widget

import "testing"

func BenchmarkRow(b *testing.B) {
	row, ink := NewRow(120), bracket(false)
	b.ReportAllocs()
	for b.Loop() {
		_ = row.Reset(120).Put(Ink{}, "  ").Cell(Ink{}, "14:15", 7).Cell(Ink{}, "Sylla Aïssatou", 40).
			Cell(ink, "* arrivé (poste)", 30).RightCell(ink, "1042", 8).String()
	}
}

func BenchmarkSplice(b *testing.B) {
	row := NewRow(120)
	var back, body []string
	for range 40 {
		back = append(back, row.Reset(120).Cell(bracket(true), "14:15", 7).Cell(bracket(false), "Sylla Aïssatou", 113).Padded())
	}
	for range 14 {
		body = append(body, "mar. 10 févr. 10:15  même heure, autre jour")
	}
	front := Box(UTF8Border(), bracket(false), bracket(true), "Autres créneaux", body, 70)
	b.ReportAllocs()
	for b.Loop() {
		_ = Splice(back, front, 25, 10)
	}
}
