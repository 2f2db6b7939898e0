package state

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// everyEffect has one of each type of effect.
var everyEffect = func() []Effect {
	var all []Effect
	for _, x := range Exchanges() {
		all = append(all, x.Effect)
	}
	return all
}()

// sources parses the package's own files.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	var names []string
	for _, room := range []string{"*.go", "clinic/*.go"} {
		found, err := filepath.Glob(room)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// receivers lists the types that have a method of this name.
func receivers(files []*ast.File, method string) []string {
	var types []string
	for _, f := range files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == method {
				if id, ok := fn.Recv.List[0].Type.(*ast.Ident); ok {
					types = append(types, id.Name)
				}
			}
		}
	}
	return slices.Sorted(slices.Values(types))
}

func TestEveryEffectIsPlainData(t *testing.T) {
	var listed []string
	for _, e := range everyEffect {
		typ := reflect.TypeOf(e)
		listed = append(listed, typ.Name())
		plain(t, typ, typ.Name())
	}
	slices.Sort(listed)
	if declared := receivers(sources(t), "Traits"); !slices.Equal(declared, listed) {
		t.Errorf("declared %v, in Exchanges (state/effect.go) %v", declared, listed)
	}
}

// Whatever leaves the desk has an answer, which says what was asked where more than
// one can be on its way.
func TestEveryRequestHasAnAnswer(t *testing.T) {
	for _, x := range Exchanges() {
		if asks := x.Effect.Traits().Does != Shows; asks != (x.Answer != nil) {
			t.Errorf("%T is answered with %T", x.Effect, x.Answer)
		}
	}
}

// plain fails on a type that == cannot compare by what it says.
func plain(t *testing.T, typ reflect.Type, path string) {
	t.Helper()
	switch typ.Kind() {
	case reflect.Struct:
		if typ.PkgPath() != "creneau/state" && typ.PkgPath() != "creneau/state/clinic" {
			t.Errorf("%s is a %v", path, typ)
		}
		for i := range typ.NumField() {
			f := typ.Field(i)
			plain(t, f.Type, path+"."+f.Name)
		}
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Func, reflect.Interface, reflect.Chan, reflect.UnsafePointer,
		reflect.Array, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		t.Errorf("%s is a %v", path, typ)
	}
}

func TestWritesAreTheEffectsThatChangeSomething(t *testing.T) {
	for _, e := range everyEffect {
		want := e == Effect(Post{}) || e == Effect(Cancel{})
		if got := e.Traits().Does == Writes; got != want {
			t.Errorf("%T: %v", e, got)
		}
	}
}

// noticeKeys are the keys of the notices that the sources say.
func noticeKeys(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			var named, value ast.Expr
			switch n := n.(type) {
			case *ast.KeyValueExpr: // Notice{Key: "…"}
				named, value = n.Key, n.Value
			case *ast.AssignStmt: // n.Key = "…", also with others
				for i, left := range n.Lhs {
					if sel, ok := left.(*ast.SelectorExpr); ok && sel.Sel.Name == "Key" && len(n.Rhs) == len(n.Lhs) {
						named, value = sel.Sel, n.Rhs[i]
					}
				}
			}
			id, ok := named.(*ast.Ident)
			if !ok || id.Name != "Key" {
				return true
			}
			if lit, ok := value.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				key, _ := strconv.Unquote(lit.Value)
				keys[key] = true
			}
			return true
		})
	}
	if len(keys) < 30 || !keys["booked_late"] || !keys["moved"] || !keys["limit_met"] {
		t.Fatalf("only %d keys were found: %v", len(keys), slices.Sorted(maps.Keys(keys)))
	}
	return keys
}

func TestEveryNoticeHasASentence(t *testing.T) {
	keys := noticeKeys(t)
	for _, lang := range []string{"en", "fr"} {
		data, err := os.ReadFile(filepath.Join("..", "ui", "locale", lang+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		var words struct {
			Note map[string]any
			Code map[string]any
		}
		if err := toml.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
		for key := range keys {
			if _, ok := words.Note[key]; !ok {
				t.Errorf("%s.toml has no note.%s", lang, key)
			}
		}
		for code := range rules {
			if _, ok := words.Code[string(code)]; !ok {
				t.Errorf("%s.toml has no code.%s", lang, code)
			}
		}
	}
}
