package overlay

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/pane"
)

// heard is a desk of which only what is said is heard.
type heard struct {
	pane.Desk
	said []state.Notice
}

func (h *heard) Say(n state.Notice) { h.said = append(h.said, n) }

// TestOnlyPlainReferencesAreCopied tries every character of a byte, and some that
// are more, in the middle of a reference: letters, digits, - and _ are copied,
// and of any other it is said that they are not.
func TestOnlyPlainReferencesAreCopied(t *testing.T) {
	const allowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
	others := "é\u00a0\u202e\u2028\U0001f600"
	for r := rune(0); r < 256; r++ {
		others += string(r)
	}
	copied := 0
	for _, r := range others {
		for _, text := range []string{"90" + string(r) + "41", string(r) + "9", "9" + string(r)} {
			h := &heard{}
			cmd := CopyReference(h, clinic.Appointment{ID: clinic.TextID(text), Name: "Bah Awa"})
			if len(h.said) != 1 {
				t.Fatalf("%q: said %d times", text, len(h.said))
			}
			plain := strings.ContainsRune(allowed, r)
			if (cmd != nil) != plain || (h.said[0].Key == "copied") != plain || h.said[0].Where != text {
				t.Errorf("%q: copied %v, said %+v", text, cmd != nil, h.said)
			}
			if plain {
				copied++
			}
		}
	}
	for _, text := range []string{"", strings.Repeat("9", 65)} {
		if CopyReference(&heard{}, clinic.Appointment{ID: clinic.TextID(text)}) != nil {
			t.Errorf("%q is copied", text)
		}
	}
	if copied != 3*len(allowed) {
		t.Errorf("%d are copied", copied)
	}
}

func TestOnlyPlainCodesAreCopied(t *testing.T) {
	for code, plain := range map[state.Code]bool{
		state.ExpiredAPIKey: true, "HTTP_401": true, "not_sent": true, "X\nrm -rf": false, "a b": false, "": false,
	} {
		h := &heard{}
		k := &AskKey{Desk: h, refusal: state.KeyRefusal{Code: code}}
		if cmd := k.copyCode(); (cmd != nil) != plain || len(h.said) != 1 {
			t.Errorf("%q: copied %v, said %+v", code, cmd != nil, h.said)
		}
	}
}

// TestNothingElseIsCopied looks for everything that writes to a clipboard: the two
// that judge what they write, and nobody that reads it.
func TestNothingElseIsCopied(t *testing.T) {
	found := map[string]int{}
	err := filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && strings.HasSuffix(s.Sel.Name, "Clipboard") {
				found[filepath.Base(name)+" "+s.Sel.Name]++
			}
			return true
		})
		return nil
	})
	if err != nil || len(found) != 2 || found["ticket.go SetClipboard"] != 1 || found["key.go SetClipboard"] != 1 {
		t.Errorf("%v, %v", found, err)
	}
}
