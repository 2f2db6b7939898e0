package clinic

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	tests := map[string]struct {
		in, want string
		max      int
	}{
		"plain":                    {in: "Diallo Fatoumata", want: "Diallo Fatoumata"},
		"empty":                    {},
		"plain, cut":               {in: "Diallo", max: 3, want: "Dia"},
		"default length":           {in: strings.Repeat("é", 200), want: strings.Repeat("é", 120)},
		"line ends":                {in: "a\rb\nc\td\u2028e\u2029f", want: "a b c d e f"},
		"controls":                 {in: "a\x00b\x07c\x1b[2Jd\x7fe", want: "a·b·c·[2Jd·e"},
		"clipboard sequence":       {in: "\x1b]52;c;aGk=\x07Bah", want: "·]52;c;aGk=·Bah"},
		"C1 in UTF-8":              {in: "a\u009b31mb\u009dc\u009cd\u0085e", want: "a·31mb·c·d·e"},
		"raw C1 byte":              {in: "a\x9bb", want: "a\ufffdb"},
		"invalid bytes":            {in: "a\xff\xfeb", want: "a\ufffdb"},
		"bidi":                     {in: "a\u202eb\u2066c\u2069d\u061ce\u200ff", want: "abcdef"},
		"zero width":               {in: "a\u200bb\ufeffc\u2060d\u00ade\u034ff", want: "abcdef"},
		"fillers":                  {in: "a\u115fb\u1160c\u3164d\uffa0e\ufff9f", want: "abcdef"},
		"tags":                     {in: "a\U000e0041\U000e007fb\U000e0100c", want: "abc"},
		"private use":              {in: "a\ue000b\U000f0000c", want: "abc"},
		"noncharacters":            {in: "a\ufffeb\ufdd0c\U0001ffffd", want: "abcd"},
		"NFC":                      {in: "Ai\u0308ssatou", want: "Aïssatou"},
		"hooked letters":           {in: "Ɓoiro Ŋaly", want: "Ɓoiro Ŋaly"},
		"N'Ko":                     {in: "ߞߊ߲ߞߊ߲", want: "ߞߊ߲ߞߊ߲"},
		"Adlam":                    {in: "𞤀𞤣𞤤𞤢𞤥", want: "𞤀𞤣𞤤𞤢𞤥"},
		"joiner in Arabic":         {in: "می\u200cخواهم", want: "می\u200cخواهم"},
		"joiner after a mark":      {in: "بَ\u200cب", want: "بَ\u200cب"},
		"joiner in Latin":          {in: "Con\u200cdé Ba\u200dh", want: "Condé Bah"},
		"joiner at the end":        {in: "می\u200c", want: "می"},
		"joiner cut bare":          {in: "می\u200cخ", max: 3, want: "می"},
		"emoji cluster":            {in: "👩\u200d👧 ❤\ufe0f", want: "👩👧 ❤"},
		"marks":                    {in: "o" + strings.Repeat("\u0323", 200) + "k", want: "ọ" + strings.Repeat("\u0323", 3) + "k"},
		"marks without a base":     {in: "\u0301\u0302abc", want: "abc"},
		"mark behind a joiner":     {in: "e\u200d\u0301", want: "é"},
		"base split when composed": {in: "\u0958\u0323\u0323\u0323\u0323", want: "\u0915\u093c\u0323\u0323\u0323"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Clean(tt.in, tt.max); got != tt.want {
				t.Errorf("Clean(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
		})
	}
}

func TestMask(t *testing.T) {
	tests := map[string]string{
		"nothing to hide":                   "nothing to hide",
		"key mk_live_4f9a2b refused":        "key mk_… refused",
		"mk_a,mk_b":                         "mk_…,mk_…",
		"Authorization: Bearer mk_test_abc": "Authorization: Bearer …",
		`{"a":"bearer eyJ.x-y"}`:            `{"a":"bearer …"}`,
		"whsec_0123456789":                  "whsec_…",
		"MK_LIVE_X":                         "MK_…",
	}
	for in, want := range tests {
		got := Mask(in)
		if got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
		if again := Mask(got); again != got {
			t.Errorf("Mask twice: %q then %q", got, again)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"Diallo", "Ai\u0308ssatou", "\x1b]0;x", "a\u009b\u202e\u200d\ufe0f", "می\u200cخواهم", "\u1100\u1161\u11a8",
		"\u0958\u0323\u0344\u0344\u0344", "\xff\xed\xa0\x80", strings.Repeat("o\u0323\u0301", 40), "\u09c7\u09be\u200d",
	} {
		f.Add(s, 0)
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, max int) {
		max %= 300
		got := Clean(s, max)
		if again := Clean(got, max); again != got {
			t.Fatalf("not idempotent: %+q then %+q", got, again)
		}
		bound := max
		if bound <= 0 {
			bound = MaxText
		}
		if n := utf8.RuneCountInString(got); n > bound {
			t.Fatalf("%d runes kept, %d allowed", n, bound)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Fatalf("not NFC: %+q", got)
		}
		marks := maxMarks // so that none may come first
		for _, r := range got {
			switch {
			case unicode.Is(unicode.M, r):
				if marks++; marks > maxMarks {
					t.Fatalf("too many marks, or one without a base: %+q", got)
				}
			case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) && r != zwj && r != zwnj:
				t.Fatalf("%U left in %+q", r, got)
			default:
				marks = 0
			}
		}
	})
}

func BenchmarkCleanASCII(b *testing.B) {
	for b.Loop() {
		Clean("Diallo Fatoumata", 0)
	}
}

func BenchmarkCleanAccents(b *testing.B) {
	for b.Loop() {
		Clean("Sylla Aïssatou", 0)
	}
}
