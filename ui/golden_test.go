package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// TestGoldenFrames compares every scene, in every language and size, with the
// frames in testdata: the plain text of what the window shows. After a change
// that is meant, go test ./ui -run Golden -update writes them anew; read the
// difference.
func TestGoldenFrames(t *testing.T) {
	known := map[string]bool{}
	for _, lang := range locale.Languages() {
		for _, s := range scenes {
			path := filepath.Join("testdata", s.name+"."+lang+".txt")
			known[path] = true
			got := frames(s.stage(t, dress{lang: lang, profile: plain().profile}))
			if *update {
				write(t, path, got)
				continue
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not what %s shows\n%s", s.name, path, firstDifference(string(want), got))
			}
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if known[path] || strings.HasPrefix(filepath.Base(path), "sentences.") {
			continue
		}
		if !*update {
			t.Errorf("no scene is named like %s", path)
			continue
		}
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

// frames are the text of a scene at every size, each under its size.
func frames(r *rig) string {
	var b strings.Builder
	for _, size := range sizes {
		r.resizeTo(size[0], size[1])
		v := r.View()
		fmt.Fprintf(&b, "== %dx%d", size[0], size[1])
		if v.Cursor != nil {
			fmt.Fprintf(&b, ", cursor at %d, %d", v.Cursor.X, v.Cursor.Y)
		}
		b.WriteByte('\n')
		for _, line := range yardstick.Parse(v.Content, size[0], size[1]).Text() {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	size := ""
	for i := range min(len(a), len(b)) {
		if strings.HasPrefix(a[i], "== ") {
			size = a[i]
		}
		if a[i] != b[i] {
			return fmt.Sprintf("%s, line %d\nwant %q\n got %q", size, i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}
