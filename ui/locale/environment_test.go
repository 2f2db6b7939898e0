package locale

import "testing"

// TestUTF8 holds what Macs, Linux and old systems say of a terminal's character
// set.
func TestUTF8(t *testing.T) {
	for _, c := range []struct {
		lcAll, lcCtype, lang string
		want                 bool
	}{
		{"", "", "", false},
		{"", "", "fr_FR.UTF-8", true},
		{"", "C.utf8", "", true},
		{"", "C.UTF-8", "", true},
		{"C", "fr_FR.UTF-8", "fr_FR.UTF-8", false},
		{"POSIX", "", "fr_FR.UTF-8", false},
		{"", "fr_FR.ISO-8859-1", "fr_FR.UTF-8", false},
		{"", "", "fr_FR.UTF-8@euro", true},
		{"", "", "fr_FR@euro", false},
		{"", "", "fr_FR", false},
		{"", "", "fr_GN.UTF-8", true},

		// LC_CTYPE=UTF-8 is what a Mac sends over SSH, whatever else is set.
		{"", "UTF-8", "", true},
		{"", "UTF-8", "fr_FR.UTF-8", true},
		{"", "UTF-8", "C", true},
		{"", "utf8", "", true},
		{"UTF8", "C", "C", true},
		{"", "", "utf-8", true},
		{"C", "UTF-8", "", false},
		{"", "UTF-16", "", false},
		{"", "fr_FR.UTF-8859", "", false},
		{"", "notutf8", "", false},
	} {
		if got := UTF8(c.lcAll, c.lcCtype, c.lang); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
