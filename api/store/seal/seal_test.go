package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"creneau/api/settings"
	"creneau/api/store"
)

// Two data keys of nobody's.
const (
	first  = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
	second = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=\n"
)

func ring(t testing.TB, text string) *Ring {
	t.Helper()
	r, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSealed: what is sealed opens with a ring that has its key beside what it
// belongs to, and not with another, beside another, or changed in any byte.
func TestSealed(t *testing.T) {
	one, both, other := ring(t, first), ring(t, second+"\n"+first), ring(t, second)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		about := rapid.SliceOf(rapid.Byte()).Draw(t, "about")
		sealed := one.Seal(text, about)
		if len(text) > 3 && bytes.Contains(sealed, text) {
			t.Fatalf("%q stands in it", text)
		}
		for _, r := range []*Ring{one, both} {
			if got, err := r.Open(sealed, about); err != nil || !bytes.Equal(got, text) {
				t.Fatalf("opens as %q, %v", got, err)
			}
		}
		if _, err := other.Open(sealed, about); !errors.Is(err, ErrKey) {
			t.Fatalf("with another key: %v", err)
		}
		if _, err := one.Open(sealed, append([]byte("x"), about...)); !errors.Is(err, ErrBroken) {
			t.Fatalf("beside another: %v", err)
		}
		spoilt := bytes.Clone(sealed)
		spoilt[rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if got, err := one.Open(spoilt, about); err == nil {
			t.Fatalf("changed, it opens as %q", got)
		}
		if got, err := one.Open(sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")], about); err == nil {
			t.Fatalf("cut, it opens as %q", got)
		}
		if bytes.Equal(one.Seal(text, about), sealed) {
			t.Fatal("the same text is sealed the same way twice")
		}
	})
}

func TestParse(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "blank": " \n\n", "short": "AAEC\n", "long": strings.Repeat("AAAA", 11) + "\n", "no base64": "a key with blanks\n",
		"one of two": first + "AAEC\n",
	} {
		if r, err := Parse(text); err == nil {
			t.Errorf("%s is %s", name, r)
		} else if strings.Contains(err.Error(), strings.TrimSpace(text)) && strings.TrimSpace(text) != "" {
			t.Errorf("%s: the error repeats it: %v", name, err)
		}
	}
	r := ring(t, "\n  "+second+first)
	if r.ID() != ring(t, second).ID() || r.ID() == ring(t, first).ID() {
		t.Error("the first does not seal")
	}
}

// TestKeysAreNotPrinted prints a ring in every way.
func TestKeysAreNotPrinted(t *testing.T) {
	r := ring(t, first)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{r, *r, struct{ R *Ring }{r}, r.keys} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, first[:20]) || strings.Contains(got, "0 1 2 3 4 5") || strings.Contains(got, "000102030405") {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	}
}

func TestMarks(t *testing.T) {
	m, other := NewMarker([]byte("one secret")), NewMarker([]byte("another"))
	a := m.Mark("Barry Aissatou")
	if !bytes.Equal(a, m.Mark("Barry Aissatou")) || bytes.Equal(a, m.Mark("Barry Aissata")) || bytes.Equal(a, other.Mark("Barry Aissatou")) || m.Mark("") != nil {
		t.Error("marks do not tell texts apart")
	}
}

// TestFile makes a key, changes it and lets go of the old one.
func TestFile(t *testing.T) {
	f := File{Path: filepath.Join(t.TempDir(), "creneau", "data.key")}
	if _, err := f.Read(); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("it is not there: %v", err)
	}
	made, err := f.Make()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.Make(); err != nil || again.ID() != made.ID() {
		t.Errorf("made twice, it is another key: %v", err)
	}
	if err := f.Add(); err != nil {
		t.Fatal(err)
	}
	both, err := f.Read()
	if err != nil || both.ID() == made.ID() || !both.Has(made.ID()) {
		t.Errorf("added: %v, %v", both, err)
	}
	if had, err := f.Retire(); err != nil || !had {
		t.Errorf("let go: %v, %v", had, err)
	}
	if had, err := f.Retire(); err != nil || had {
		t.Errorf("let go twice: %v, %v", had, err)
	}
	if now, err := f.Read(); err != nil || now.ID() != both.ID() || now.Has(made.ID()) {
		t.Errorf("left are %v, %v", now, err)
	}
	info, err := os.Stat(f.Path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if old, err := f.Old().Read(); err != nil || old.ID() != made.ID() || old.Len() != 1 {
		t.Errorf("put aside are %v, %v", old, err)
	}
	if err := f.Add(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Retire(); err != nil {
		t.Fatal(err)
	}
	if old, err := f.Old().Read(); err != nil || old.ID() != both.ID() || !old.Has(made.ID()) {
		t.Errorf("put aside are then %v, %v", old, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(f.Path)); len(entries) != 2 {
		t.Errorf("beside it lies something: %v", entries)
	}
}

// TestReadWhileItIsReplaced reads a file over and over while its key is changed.
func TestReadWhileItIsReplaced(t *testing.T) {
	f := File{Path: filepath.Join(t.TempDir(), "data.key")}
	if _, err := f.Make(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < 60 && err == nil; i++ {
			if err = f.Add(); err == nil {
				_, err = f.Retire()
			}
		}
		done <- err
	}()
	for {
		if _, err := f.Read(); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
	}
}

// TestUnfitFiles: the rule is that of the API's key file.
func TestUnfitFiles(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string, mode fs.FileMode) File {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return File{Path: path}
	}
	var p settings.Problem
	if _, err := write("open", first, 0o644).Read(); !errors.As(err, &p) || p.Kind != settings.KeyFileOpen {
		t.Errorf("read by everybody: %v", err)
	}
	var s store.Problem
	if _, err := write("malformed", "a diary", 0o600).Read(); !errors.As(err, &s) || s.Trouble != store.KeyMalformed {
		t.Errorf("malformed: %v", err)
	}
	credential := write("credential", first, 0o444)
	credential.Credential = true
	if _, err := credential.Read(); err != nil {
		t.Errorf("a credential: %v", err)
	}
	if err := credential.Add(); !errors.As(err, &s) || s.Trouble != store.KeyFixed {
		t.Errorf("a credential was changed: %v", err)
	}
}

// FuzzOpen: nothing that was not sealed opens.
func FuzzOpen(f *testing.F) {
	r := ring(f, first)
	f.Add([]byte{})
	f.Add(r.Seal([]byte("a text"), nil)[:40])
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if text, err := r.Open(sealed, []byte("what nothing was sealed for")); err == nil {
			t.Fatalf("%q opens as %q", sealed, text)
		}
	})
}

// FuzzParse: no text of a key file is repeated in an error, and what is read is
// written back as it was meant.
func FuzzParse(f *testing.F) {
	f.Add(first)
	f.Add("\n " + second + "\r\n" + first)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(r.text()); err != nil || again.text() != r.text() || again.Len() != r.Len() {
			t.Fatalf("%q is written as %q, %v", text, r.text(), err)
		}
	})
}
