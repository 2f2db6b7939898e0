package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// TestNoTracesFromTheFirstStatement: what comes before it could crash with a core
// file.
func TestNoTracesFromTheFirstStatement(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		if main, ok := d.(*ast.FuncDecl); ok && main.Name.Name == "main" {
			first, ok := main.Body.List[0].(*ast.ExprStmt)
			if !ok {
				t.Fatal("main begins with no call")
			}
			call, ok := first.X.(*ast.CallExpr)
			if !ok {
				t.Fatal("main begins with no call")
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "LeaveNoTraces" {
				t.Error("main begins with another call")
			}
			return
		}
	}
	t.Error("no main was found")
}
