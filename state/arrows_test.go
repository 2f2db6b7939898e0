package state

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "creneau"

// An arrow is what the packages of one room may import. Rooms are folders of the
// module; the longest that fits is the one that counts.
type arrow struct {
	room   string
	may    []string // folders of this module; a "/…" at the end means all below
	banned []string // of what is outside, each with all below
}

// What no room but those at the edge touches.
var (
	io       = []string{"io", "os", "net", "bufio", "log", "database", "syscall", "embed", "crypto/rand", "math/rand", "context", "runtime"}
	terminal = []string{"charm.land", "github.com/charmbracelet"}
	network  = []string{"net", "database", "encoding/json"}
)

var arrows = []arrow{
	{room: "state", may: []string{"state/clinic"}, banned: slices.Concat(io, terminal, network)},
	{room: "state/clinic", banned: slices.Concat(io, terminal, network)},
	{room: "api", may: []string{"state/...", "api/..."}, banned: terminal},
	{room: "ui", may: []string{"state/...", "ui/..."}, banned: network},
	{room: "ui/screen", may: []string{"state/...", "ui/overlay", "ui/pane", "ui/draw", "ui/widget", "ui/theme", "ui/locale"}, banned: network},
	{room: "ui/overlay", may: []string{"state/...", "ui/pane", "ui/draw", "ui/widget", "ui/theme", "ui/locale"}, banned: network},
	{room: "ui/pane", may: []string{"state/...", "ui/draw", "ui/widget"}, banned: network},
	{room: "ui/draw", may: []string{"state/...", "ui/widget", "ui/theme", "ui/locale"}, banned: network},
	{room: "ui/story", may: []string{"state"}, banned: slices.Concat(terminal, network)},
	{room: "ui/theme", may: []string{"ui/widget"}, banned: network},
	{room: "ui/widget", banned: network},
	{room: "ui/locale", may: []string{"state/clinic"}, banned: slices.Concat(terminal, network)},
	{room: "ui/proof", may: []string{"..."}},
	{room: "ui/proof/yardstick", may: []string{"ui/..."}, banned: []string{"database"}},
	{room: "screenshots", may: []string{"..."}},
	{room: "ui/sshd", may: []string{"..."}},
	{room: "ui/cli", may: []string{"..."}},
	{room: ".", may: []string{"..."}},
}

func roomOf(dir string) arrow {
	best := arrows[len(arrows)-1]
	for _, a := range arrows {
		if (dir == a.room || strings.HasPrefix(dir, a.room+"/")) && (best.room == "." || len(a.room) > len(best.room)) {
			best = a
		}
	}
	return best
}

// proof is the room of what tests and pictures stand on: no product imports it.
const proof = "ui/proof"

func (a arrow) forbids(imported string) bool {
	inside, ours := strings.CutPrefix(imported, module+"/")
	switch {
	case !ours:
		return imported == module || slices.ContainsFunc(a.banned, func(b string) bool { return within(imported, b) })
	case within(inside, proof) && !within(a.room, proof) && a.room != "screenshots":
		return true
	}
	return !within(inside, a.room) && !slices.ContainsFunc(a.may, func(m string) bool {
		above, all := strings.CutSuffix(m, "...")
		return inside == m || all && (above == "" || within(inside, path.Clean(above)))
	})
}

func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

// The arrows of the house: main → everything, ui → state, api → state, state →
// nothing that does IO.
func TestArrows(t *testing.T) {
	files := map[string]int{}
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != ".." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		inside := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
		room := roomOf(path.Dir(inside))
		files[room.room]++
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if room.forbids(imported) {
				t.Errorf("%s imports %s", inside, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"state", "state/clinic", "api", "ui", "ui/screen", "ui/overlay", "ui/pane", "ui/draw", "ui/theme", "ui/widget", "ui/locale", "ui/cli"} {
		if files[room] == 0 {
			t.Errorf("no file of %s was looked at: %v", room, files)
		}
	}
}

func TestArrowsForbid(t *testing.T) {
	for _, c := range []struct {
		dir, imported string
		forbidden     bool
	}{
		{"state", "os", true},
		{"state", "net/http", true},
		{"state", "io", true},
		{"state", "charm.land/bubbletea/v2", true},
		{"state", "creneau/ui", true},
		{"state", "creneau/state/clinic", false},
		{"state/clinic", "creneau/state", true},
		{"ui/locale", "creneau/state", true},
		{"state", "slices", false},
		{"state", "creneau/api/store", true},
		{"api/store", "creneau/state/clinic", false},
		{"api/store", "creneau/ui", true},
		{"api", "creneau/state", false},
		{"api", "creneau/ui/theme", true},
		{"api/demo", "creneau/api", false},
		{"ui", "creneau/api", true},
		{"ui", "creneau/api/demo", true},
		{"ui", "creneau/ui/widget", false},
		{"ui", "net/http", true},
		{"ui/widget", "creneau/ui", true},
		{"ui/widget", "creneau/state", true},
		{"ui/screen", "creneau/ui", true},
		{"ui/screen", "creneau/ui/overlay", false},
		{"ui/overlay", "creneau/ui", true},
		{"ui/overlay", "creneau/ui/screen", true},
		{"ui/overlay", "creneau/ui/pane", false},
		{"ui/pane", "creneau/ui/screen", true},
		{"ui/pane", "creneau/ui/overlay", true},
		{"ui/draw", "creneau/ui/pane", true},
		{"ui/cli", "creneau/api", false},
		{"ui/cli", "creneau/ui/proof/journey", true},
		{"ui", "creneau/ui/proof/yardstick", true},
		{"ui/proof/journey", "creneau/ui/cli", false},
		{"screenshots", "creneau/ui/proof/yardstick", false},
		{".", "creneau/ui/proof/journey", true},
		{".", "creneau/api/settings", false},
	} {
		if got := roomOf(c.dir).forbids(c.imported); got != c.forbidden {
			t.Errorf("%s imports %s: forbidden %v, want %v", c.dir, c.imported, got, c.forbidden)
		}
	}
}

// State knows no clock: time comes with events.
func TestStateHasNoClock(t *testing.T) {
	clock := []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker", "Local", "LoadLocation"}
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clock, sel.Sel.Name) {
					t.Errorf("%s calls time.%s", f.Name.Name, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

// No package variable of state is assigned after the start, so that many desks
// share a process.
func TestStateHasNoGlobals(t *testing.T) {
	files := sources(t)
	globals := map[string]bool{}
	for _, f := range files {
		for _, decl := range f.Decls {
			if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
				for _, spec := range gen.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						globals[name.Name] = true
					}
				}
			}
		}
	}
	if !globals["rules"] || !globals["readBackAfter"] {
		t.Fatalf("found only %v", globals)
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok || assign.Tok == token.DEFINE {
				return true
			}
			for _, left := range assign.Lhs {
				if index, ok := left.(*ast.IndexExpr); ok {
					left = index.X
				}
				if id, ok := left.(*ast.Ident); ok && globals[id.Name] {
					t.Errorf("%s is assigned", id.Name)
				}
			}
			return true
		})
	}
}
