package store

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestULID: the text of one is read back, sorts as its time does, and is that of
// the specification's example.
func TestULID(t *testing.T) {
	id, err := ParseULID("01ARYZ6S41TSV4RRFFQ69G5FAV")
	if err != nil || id.Time().UnixMilli() != 1469918176385 || id.String() != "01ARYZ6S41TSV4RRFFQ69G5FAV" {
		t.Errorf("%v, %v, %v", id, id.Time(), err)
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) ULID {
			return ULID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name))
		}
		a, b := draw("a"), draw("b")
		if back, err := ParseULID(a.String()); err != nil || back != a {
			t.Fatalf("%s is read as %s, %v", a, back, err)
		}
		if bytes.Compare(a[:], b[:]) < 0 != (a.String() < b.String()) {
			t.Fatalf("%s and %s are in another order", a, b)
		}
	})
	for _, text := range []string{"", "01ARYZ6S41TSV4RRFFQ69G5FA", "01ARYZ6S41TSV4RRFFQ69G5FAVX", "81ARYZ6S41TSV4RRFFQ69G5FAV", "01ARYZ6S41TSV4RRFFQ69G5FAU", "01aryz6s41tsv4rrffq69g5fav"} {
		if _, err := ParseULID(text); err == nil {
			t.Errorf("%q is one", text)
		}
	}
	now := time.Now()
	if a, b := NewULID(now), NewULID(now); a == b || a.Time().UnixMilli() != now.UnixMilli() {
		t.Errorf("%s and %s of one moment", a, b)
	}
}

// TestProblemsAreCleaned: what the system says of a path drives no terminal.
func TestProblemsAreCleaned(t *testing.T) {
	p := Problem{Trouble: Failing, Path: "/a\x1b[2Jb", Detail: "no\nway"}
	for _, c := range p.Error() {
		if c < ' ' {
			t.Errorf("%q", p.Error())
		}
	}
	if got := Quoted("/srv/a folder/it's"); got != `'/srv/a folder/it'\''s'` {
		t.Errorf("typed as %s", got)
	}
}
