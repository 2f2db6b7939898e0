package ui

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"testing"

	"creneau/api/settings"
	"creneau/state/clinic"
)

// TestEverySettingIsRead looks for what is set and goes nowhere: a field of the
// desk's configuration that the desk does not read, and a setting that nobody does.
func TestEverySettingIsRead(t *testing.T) {
	rooms, _ := checked(t, ".", "overlay", "screen", "cli", "../api/settings")
	desk, outside := map[string]bool{}, map[string]bool{}
	for _, r := range rooms {
		into := desk
		if r.folder == "cli" || r.folder == "../api/settings" {
			into = outside
		}
		for _, f := range r.files {
			if r.fset.Position(f.Pos()).Filename != "../api/settings/table.go" { // which sets them
				maps.Copy(into, r.fieldsRead(f))
			}
		}
	}
	profile := fieldsOf(reflect.TypeFor[clinic.Profile]())
	for _, name := range append(fieldsOf(reflect.TypeFor[Config]()), profile...) {
		if !desk[name] && name != "Profile" {
			t.Errorf("the desk is told %s, and does not read it", name)
		}
	}
	for _, name := range append(fieldsOf(reflect.TypeFor[settings.Settings]()), fieldsOf(reflect.TypeFor[settings.Looks]())...) {
		if !outside[name] && name != "Looks" {
			t.Errorf("%s is set, and nobody reads it", name)
		}
	}
}

// fieldsOf are the names of a struct's own fields.
func fieldsOf(typ reflect.Type) []string {
	var names []string
	for i := range typ.NumField() {
		names = append(names, typ.Field(i).Name)
	}
	return names
}

// fieldsRead are the fields of configurations that a file reads; to assign one is
// not to read it.
func (r room) fieldsRead(f *ast.File) map[string]bool {
	assigned, read := map[ast.Expr]bool{}, map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				assigned[left] = n.Tok == token.ASSIGN
			}
		case *ast.SelectorExpr:
			s := r.info.Selections[n]
			if s == nil || s.Kind() != types.FieldVal || assigned[n] {
				return true
			}
			of := s.Recv()
			if p, ok := of.(*types.Pointer); ok {
				of = p.Elem()
			}
			named, ok := of.(*types.Named)
			if ok && slices.Contains([]string{"Config", "Settings", "Profile"}, named.Obj().Name()) {
				read[n.Sel.Name] = true
			}
		}
		return true
	})
	return read
}
