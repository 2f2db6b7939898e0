package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the house may measure at most, tests left out.
const (
	mostFiles     = 22  // of a folder's own
	mostFields    = 20  // of a struct that a package declares; an embedded one counts as one
	longestFunc   = 52  // lines, from its name to its last brace
	mostFuncs99   = 39  // lines of 99 functions of 100
	longestSource = 341 // lines of a file
)

// sources are the Go files of the whole module, tests left out, by their paths.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		all[filepath.ToSlash(name)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A measure is how large something is, and its name.
type measure struct {
	size int
	of   string
}

// largest logs the three largest, and fails for those beyond a limit.
func largest(t *testing.T, what string, limit int, all []measure) {
	t.Helper()
	slices.SortStableFunc(all, func(a, b measure) int { return b.size - a.size })
	if len(all) < 3 {
		t.Fatalf("%s: only %v were found", what, all)
	}
	for i, m := range all {
		if i < 3 {
			t.Logf("%-22s %4d of at most %d: %s", what, m.size, limit, m.of)
		}
		if m.size > limit {
			t.Errorf("%s: %d, at most %d is allowed: %s", what, m.size, limit, m.of)
		}
	}
}

// TestFigures measures folders, structs, functions and files.
func TestFigures(t *testing.T) {
	folders := map[string]int{}
	var files, structs, functions []measure
	for name, text := range sources(t) {
		folders[filepath.Dir(name)]++
		files = append(files, measure{strings.Count(string(text), "\n"), name})
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				lines := fset.Position(decl.End()).Line - fset.Position(decl.Pos()).Line + 1
				functions = append(functions, measure{lines, name + ", " + decl.Name.Name})
			case *ast.GenDecl:
				structs = append(structs, structsOf(name, decl)...)
			}
		}
	}
	var own []measure
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		if folder == "state" {
			continue // it is being divided: this goes when that is done
		}
		own = append(own, measure{folders[folder], folder})
	}
	largest(t, "files of a folder", mostFiles, own)
	largest(t, "fields of a struct", mostFields, structs)
	largest(t, "lines of a file", longestSource, files)
	largest(t, "lines of a function", longestFunc, functions)
	// They are sorted now, the longest first.
	if m := functions[len(functions)/100]; m.size > mostFuncs99 {
		t.Errorf("of %d functions one of 100 is longer than %d lines, at most %d are allowed: %s", len(functions), m.size-1, mostFuncs99, m.of)
	} else {
		t.Logf("of %d functions 99 of 100 have at most %d lines, of at most %d", len(functions), m.size, mostFuncs99)
	}
}

// structsOf are the structs that a declaration declares.
func structsOf(file string, decl *ast.GenDecl) []measure {
	var all []measure
	for _, spec := range decl.Specs {
		named, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		s, ok := named.Type.(*ast.StructType)
		if !ok {
			continue
		}
		fields := 0
		for _, f := range s.Fields.List {
			fields += max(1, len(f.Names))
		}
		all = append(all, measure{fields, file + ", " + named.Name.Name})
	}
	return all
}
