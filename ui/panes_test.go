package ui

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// paneRooms are the folders of what sees the desk through its pane.Desk alone.
var paneRooms = []string{"screen", "overlay", "pane", "draw"}

// A room is a folder's sources, tests left out, and the types in them.
type room struct {
	folder string
	fset   *token.FileSet
	files  []*ast.File
	pkg    *types.Package
	info   *types.Info
}

// checked are rooms with their types, and what looks up the types that they
// import.
func checked(t *testing.T, folders ...string) ([]room, types.Importer) {
	t.Helper()
	list, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for _, line := range strings.Split(string(list), "\n") {
		path, file, _ := strings.Cut(line, " ")
		exports[path] = file
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var rooms []room
	for _, folder := range folders {
		r := room{folder: folder, fset: fset, info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		}}
		names, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if here, err := build.Default.MatchFile(filepath.Split(name)); strings.HasSuffix(name, "_test.go") || err != nil || !here {
				continue
			}
			f, err := parser.ParseFile(fset, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			r.files = append(r.files, f)
		}
		if r.pkg, err = (&types.Config{Importer: imports}).Check("creneau/ui/"+folder, fset, r.files, r.info); err != nil {
			t.Fatal(err)
		}
		rooms = append(rooms, r)
	}
	return rooms, imports
}

// contract is an interface of package pane.
func contract(t *testing.T, imports types.Importer, name string) *types.Interface {
	t.Helper()
	pkg, err := imports.Import("creneau/ui/pane")
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Scope().Lookup(name).Type().Underlying().(*types.Interface)
}

// panes are the types of the rooms that are panes, by their names as %T has
// them.
func panes(rooms []room, pane *types.Interface) map[string]*types.Named {
	found := map[string]*types.Named{}
	for _, r := range rooms {
		for _, name := range r.pkg.Scope().Names() {
			named, ok := r.pkg.Scope().Lookup(name).Type().(*types.Named)
			if ok && types.Implements(types.NewPointer(named), pane) && !types.IsInterface(named) {
				found["*"+r.folder+"."+name] = named
			}
		}
	}
	return found
}

// TestEveryPaneHasAScene finds the panes in the sources: each is in front in a
// scene, and so has its frames, its keys and its sizes tried.
func TestEveryPaneHasAScene(t *testing.T) {
	rooms, imports := checked(t, "screen", "overlay")
	all := panes(rooms, contract(t, imports, "Pane"))
	if len(all) < 14 {
		t.Fatalf("found only %d panes", len(all))
	}
	seen := map[string]bool{}
	for _, s := range scenes {
		front := fmt.Sprintf("%T", s.stage(t, plain()).front())
		if all[front] == nil && !seen[front] {
			t.Errorf("%s: %s was not found in the sources", s.name, front)
		}
		seen[front] = true
		delete(all, front)
	}
	for name := range all {
		t.Errorf("%s is in front in no scene", name)
	}
}

// TestSelectingPanesTellWhenTheirRowChanged finds the panes that hold a
// selection: each tells the desk when its row was replaced.
func TestSelectingPanesTellWhenTheirRowChanged(t *testing.T) {
	rooms, imports := checked(t, "screen", "overlay")
	selects, found := contract(t, imports, "Selects"), 0
	for name, pane := range panes(rooms, contract(t, imports, "Pane")) {
		fields := pane.Underlying().(*types.Struct)
		for i := range fields.NumFields() {
			if !strings.HasPrefix(types.TypeString(fields.Field(i).Type(), nil), "creneau/ui/widget.Selection[") {
				continue
			}
			found++
			if !types.Implements(types.NewPointer(pane), selects) {
				t.Errorf("%s holds a selection and does not tell when its row was replaced", name)
			}
		}
	}
	if found < 9 {
		t.Errorf("only %d selections were found", found)
	}
}

// TestPanesOnlyReadTheState looks for what would change it behind the desk's
// back: a call of its Apply, an assignment to a field of it or of what it points
// to, and an address taken of one.
func TestPanesOnlyReadTheState(t *testing.T) {
	rooms, _ := checked(t, paneRooms...)
	for _, r := range rooms {
		for _, f := range r.files {
			for _, at := range r.changes(f) {
				t.Errorf("%s changes the state", r.fset.Position(at))
			}
		}
	}
}

// TestChangesAreFound makes sure that the test above could fail.
func TestChangesAreFound(t *testing.T) {
	_, imports := checked(t)
	const text = `package wrong

import "creneau/state"

func all(s *state.State, own state.Draft) {
	s.Apply(s.Now, state.Started{}) // change
	apply := s.Apply                // change
	s.Blurred = true                // change
	s.Now.Wall++                    // change
	s.Draft.Line = "x"              // change
	s.Parked[0].Line = "x"          // change
	(*s).Draft = nil                // change
	delete(s.Arrived, "1")          // change
	clear(s.Parked)                 // change
	p := &s.Parked[0]               // change
	own.Line = "x"
	rows := s.Parked
	_, _, _ = apply, p, rows
}
`
	r := room{fset: token.NewFileSet(), info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	f, err := parser.ParseFile(r.fset, "wrong.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&types.Config{Importer: imports}).Check("wrong", r.fset, []*ast.File{f}, r.info); err != nil {
		t.Fatal(err)
	}
	var want, got []int
	for i, line := range strings.Split(text, "\n") {
		if strings.HasSuffix(line, "// change") {
			want = append(want, i+1)
		}
	}
	for _, at := range r.changes(f) {
		got = append(got, r.fset.Position(at).Line)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("changes are found in lines %v, want %v", got, want)
	}
}

// changes are where a file changes the state.
func (r room) changes(f *ast.File) []token.Pos {
	var found []token.Pos
	note := func(e ast.Expr) {
		if r.ofState(e) {
			found = append(found, e.Pos())
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				note(left)
			}
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				note(n.X)
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") {
				note(&ast.IndexExpr{X: n.Args[0]})
			}
		case *ast.SelectorExpr:
			if s := r.info.Selections[n]; s != nil && s.Kind() == types.MethodVal && s.Obj().Name() == "Apply" && s.Obj().Pkg().Path() == "creneau/state" {
				found = append(found, n.Pos())
			}
		}
		return true
	})
	return found
}

// ofState says whether what an expression stands for is part of the state: on
// the way to it something is the state itself, or pointed to from it.
func (r room) ofState(e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
			continue
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return false
		}
		if isOfState(r.info.TypeOf(e)) {
			return true
		}
	}
}

// isOfState says whether a type is the state, or points to a part of it.
func isOfState(t types.Type) bool {
	if t == nil {
		return false
	}
	pointer, pointed := t.(*types.Pointer)
	if pointed {
		t = pointer.Elem()
	}
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	path := named.Obj().Pkg().Path()
	return path == "creneau/state" && named.Obj().Name() == "State" || pointed && (path == "creneau/state" || path == "creneau/state/clinic")
}
