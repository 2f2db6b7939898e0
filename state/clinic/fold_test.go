package clinic

import (
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"diallo", "diallo"},
		{"DIALLO Fatoumata", "diallo fatoumata"},
		{"Aïssatou", "aissatou"},
		{"Ai\u0308ssatou", "aissatou"},
		{"Condé-Sylla", "conde sylla"},
		{"N'Diaye", "n diaye"},
		{"N’Diaye", "n diaye"},
		{"Nʼ Diaye", "n diaye"},
		{"  Bah \t  Mamadou\u00a0", "bah mamadou"},
		{"Sœur Lætitia Weiß", "soeur laetitia weiss"},
		{"Ɓaa Ɗiallo Ŋaari Ƴero Ɲaxuru", "baa diallo naari yero naxuru"},
		{"Ǽ", "ae"},
		{"İstanbul", "istanbul"},
		{"a–b—c", "a b c"},
		{"ba\u200dh", "bah"},
		{"10h30", "10h30"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
		if got := FoldMap(c.in).Text; got != c.want {
			t.Errorf("FoldMap(%q).Text = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFoldTwiceIsFoldOnceForEveryRune(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		for _, s := range []string{string(r), "a" + string(r) + "b"} {
			once := Fold(s)
			if twice := Fold(once); twice != once {
				t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
			}
		}
	}
}

func TestFoldedSpan(t *testing.T) {
	for _, c := range []struct {
		in         string
		start, end int
		want       string
	}{
		{"Aïssatou Bah", 0, 3, "Aïs"},
		{"Ai\u0308ssatou", 0, 2, "Ai\u0308"},
		{"Sœur", 0, 2, "Sœ"},
		{"Sœur", 0, 3, "Sœ"},
		{"  Diallo  Fatou ", 0, 6, "Diallo"},
		{"  Diallo  Fatou ", 7, 12, "Fatou"},
		{"Condé-Sylla", 6, 9, "Syl"},
	} {
		s := FoldMap(c.in).Span(c.start, c.end)
		if got := c.in[s[0]:s[1]]; got != c.want {
			t.Errorf("%q: Span(%d, %d) is %q, want %q", c.in, c.start, c.end, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Diallo Fatoumata", "Nʼ Diaye–œ", "\xff\u0301 a", "e\u0301\u200d "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		m := FoldMap(s)
		if m.Text != once {
			t.Errorf("FoldMap(%q).Text = %q, Fold %q", s, m.Text, once)
		}
		for i := range m.Text {
			span := m.Span(i, i+1)
			if span[0] < 0 || span[0] > span[1] || span[1] > len(s) {
				t.Errorf("%q: Span(%d, %d) = %v", s, i, i+1, span)
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for _, s := range []string{"diallo fatoumata", "Diallo Fatoumata", "Condé Aïssatou"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
