package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"creneau/state"
	"creneau/ui/locale"
	"creneau/ui/story"
)

// sources are the parsed files of a folder, tests left out.
func sources(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sources in %s: %v", folder, err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// literal is the text of a string literal.
func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// literals are all string literals of a folder.
func literals(t *testing.T, folder string) []string {
	t.Helper()
	var all []string
	for _, f := range sources(t, folder) {
		ast.Inspect(f, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if s, ok := literal(e); ok {
					all = append(all, s)
				}
			}
			return true
		})
	}
	return all
}

// said are the keys of notices that a folder's sources say: the Key of a
// Notice, and what is assigned to a field of that name.
func said(t *testing.T, folder string) []string {
	t.Helper()
	var keys []string
	add := func(e ast.Expr) {
		if s, ok := literal(e); ok && s != "" {
			keys = append(keys, s)
		}
	}
	for _, f := range sources(t, folder) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Key" {
					add(n.Value)
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if sel, ok := left.(*ast.SelectorExpr); ok && sel.Sel.Name == "Key" && i < len(n.Rhs) {
						add(n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	return keys
}

// product are the folders of ui that the desk is made of, this one first.
func product(t *testing.T) []string {
	t.Helper()
	folders := []string{"."}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir() || name == ".":
			return nil
		case slices.Contains([]string{"testdata", "proof"}, name):
			return filepath.SkipDir
		}
		if files, err := filepath.Glob(filepath.Join(name, "*.go")); err != nil || len(files) > 0 {
			folders = append(folders, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}

// ofAll gathers what each folder of the desk has.
func ofAll[T any](t *testing.T, of func(t *testing.T, folder string) []T) []T {
	t.Helper()
	var all []T
	for _, folder := range product(t) {
		all = append(all, of(t, folder)...)
	}
	return all
}

// reasons are the keys that functions returning why something cannot be done
// return: those named inside a call of When, and those whose answers they return.
func reasons(t *testing.T) []string {
	t.Helper()
	var asked []string
	named := func(n ast.Node) bool {
		if why, ok := n.(*ast.SelectorExpr); ok {
			asked = append(asked, why.Sel.Name)
		}
		return true
	}
	functions := map[string][]*ast.FuncDecl{}
	for _, f := range ofAll(t, sources) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				functions[n.Name.Name] = append(functions[n.Name.Name], n)
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "When" && len(n.Args) == 1 {
					ast.Inspect(n.Args[0], named)
				}
			}
			return true
		})
	}
	var keys []string
	for seen := map[string]bool{}; len(asked) > 0; {
		name := asked[0]
		asked = asked[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, fn := range functions[name] {
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				ret, ok := n.(*ast.ReturnStmt)
				if !ok || len(ret.Results) != 1 {
					return true
				}
				if s, ok := literal(ret.Results[0]); ok && s != "" {
					keys = append(keys, s)
				} else if call, ok := ret.Results[0].(*ast.CallExpr); ok {
					ast.Inspect(call.Fun, named)
				}
				return true
			})
		}
	}
	return keys
}

func TestEveryNoticeHasItsSentence(t *testing.T) {
	keys := slices.Concat(ofAll(t, said), said(t, "../state"), reasons(t))
	if len(keys) < 60 {
		t.Fatalf("only %d notices were found", len(keys))
	}
	for _, lang := range locale.Languages() {
		words := wordsOf[lang]
		for _, k := range keys {
			// ctrl+g is the key of an outside event, not of a notice.
			if !words.Has("note."+k) && k != "ctrl+g" {
				t.Errorf("note.%s is said and has no sentence in %s", k, lang)
			}
		}
	}
}

// TestEveryCodeHasItsSentence finds the codes in their own declarations.
func TestEveryCodeHasItsSentence(t *testing.T) {
	codes := 0
	for _, f := range sources(t, "../state") {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != "Code" {
				return true
			}
			for _, v := range spec.Values {
				code, _ := literal(v)
				codes++
				for _, lang := range locale.Languages() {
					if !wordsOf[lang].Has("code." + code) {
						t.Errorf("%s has no sentence in %s", code, lang)
					}
				}
			}
			return true
		})
	}
	if codes <= len(state.Documented()) {
		t.Errorf("only %d codes were found", codes)
	}
}

var keyLike = regexp.MustCompile(`^([a-z]+)\.[a-z0-9_]+$`)

// TestEveryKeyHasItsSentence looks for a sentence for every literal that looks
// like a key.
func TestEveryKeyHasItsSentence(t *testing.T) {
	words := wordsOf["en"]
	tables := map[string]bool{}
	for _, k := range words.Keys() {
		table, _, _ := strings.Cut(k, ".")
		tables[table] = true
	}
	found := 0
	for _, s := range ofAll(t, literals) {
		if m := keyLike.FindStringSubmatch(s); m != nil && tables[m[1]] {
			found++
			for _, lang := range locale.Languages() {
				if !wordsOf[lang].Has(s) && !wordsOf[lang].Has(s+"1") { // some are numbered
					t.Errorf("%s has no sentence in %s", s, lang)
				}
			}
		}
	}
	if found < 150 {
		t.Errorf("only %d keys were found", found)
	}
}

// TestEverySentenceIsSaid finds where each sentence is used: dead ones would be
// translated for nothing.
func TestEverySentenceIsSaid(t *testing.T) {
	used := map[string]bool{}
	for _, s := range ofAll(t, literals) {
		used[s] = true
	}
	for _, s := range literals(t, "locale") {
		used["calendar."+s] = true
	}
	for _, k := range slices.Concat(ofAll(t, said), said(t, "../state"), reasons(t)) {
		used["note."+k] = true
	}
	for _, s := range slices.Concat(literals(t, "story"), literals(t, "cli")) {
		used[s], used["note."+s] = true, true
	}
	for beat := range story.Beats() {
		used[story.Caption(beat+1)] = true
	}
	for _, code := range literals(t, "../state") {
		used[code] = true
	}
	families := families(t)
	for _, k := range wordsOf["en"].Keys() {
		// Keys and codes are named by themselves.
		table, name, _ := strings.Cut(k, ".")
		if byName := table == "key" || table == "code"; byName && (used[name] || strings.HasPrefix(name, "HTTP_")) {
			continue
		}
		if !used[k] && !families[k] {
			t.Errorf("nothing says %s", k)
		}
	}
}

// noticeFields are the fields of a Notice that fill those of its sentence.
var noticeFields = map[string]string{
	"Who": "Who", "Where": "Where", "N": "N", "Why": "Why", "Code": "Why", "Day": "When", "Time": "When", "Until": "Until", "Undo": "", "Keep": "", "Stop": "",
}

var sentenceField = regexp.MustCompile(`{{\.(\w+)}}`)

// TestNoticesBringTheirFields compares what a notice is said with to what its
// sentence tells in any language: a name that is missing would leave a hole.
func TestNoticesBringTheirFields(t *testing.T) {
	found := 0
	for _, f := range slices.Concat(ofAll(t, sources), sources(t, "../state")) {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || !isNotice(lit.Type) {
				return true
			}
			key, given := "", map[string]bool{"": true}
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					name := kv.Key.(*ast.Ident).Name
					given[name] = true
					if s, ok := literal(kv.Value); ok && name == "Key" {
						key = s
					}
				}
			}
			if key == "" {
				return true
			}
			found++
			for _, lang := range locale.Languages() {
				for _, m := range sentenceField.FindAllStringSubmatch(wordsOf[lang].Raw("note."+key), -1) {
					if from, ok := noticeFields[m[1]]; !ok || !given[from] {
						t.Errorf("note.%s tells {{.%s}} in %s, and is said without", key, m[1], lang)
					}
				}
			}
			return true
		})
	}
	if found < 60 {
		t.Errorf("only %d notices were found", found)
	}
}

func isNotice(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "Notice"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Notice"
	}
	return false
}
