package state

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Effects that only these tests know, one of each kind.
type (
	strangeRead  struct{ N int }
	strangeWrite struct{ N int }
	strangeShow  struct{ N int }
	saysNothing  struct{ N int } // as one whose author forgot what it is
)

func (strangeRead) Traits() Traits  { return Traits{Does: Reads, Urgency: Background} }
func (strangeWrite) Traits() Traits { return Traits{Does: Writes} }
func (strangeShow) Traits() Traits  { return Traits{Does: Shows} }
func (saysNothing) Traits() Traits  { return Traits{} }

func TestEveryEffectSaysWhatItIs(t *testing.T) {
	for _, e := range everyEffect {
		is := e.Traits()
		if is.Does == Undeclared {
			t.Errorf("%T does not say what it does", e)
		}
		if asks := is.Does == Reads || is.Does == Writes; asks != (is.Right != "") {
			t.Errorf("%T needs the right %q", e, is.Right)
		}
		if is.Does == Writes && (!is.Outlives || is.Again || is.Spared != WhenSparing) {
			t.Errorf("%T is a write that ends with the desk, is made again or is spared: %+v", e, is)
		}
		if _, ok := e.(leaver); is.Does == Writes && !ok {
			t.Errorf("nobody notes that %T leaves", e)
		}
		if _, ok := e.(failing); is.Does == Writes && !ok {
			t.Errorf("nobody knows what the failure of %T means", e)
		}
		if _, ok := e.(holder); (is.Spared == WhenHeld) != ok {
			t.Errorf("%T is spared where it is held, and knows that: %v", e, ok)
		}
	}
}

// A new effect is never taken for a read because nobody has heard of it: it is
// neither noted as asked, nor held, nor made again, and its failure is told.
func TestAStrangeEffectIsNoRead(t *testing.T) {
	failures := []Failure{{Code: "SOMETHING_NEW", Status: 418}, {Code: "NEW", Status: 599}, {Code: NotPossible}}
	for _, c := range ours {
		failures = append(failures, Failure{Code: c})
	}
	for _, c := range Documented() {
		failures = append(failures, Failure{Code: c, Status: 400, Wait: time.Minute})
	}
	for _, e := range []Effect{strangeWrite{1}, strangeShow{1}, saysNothing{1}} {
		for _, f := range failures {
			d := openDesk(t)
			asked, trying := len(d.asked), d.Link.Trying
			out := d.do(Failed{Doing: e, Failure: f})
			if len(d.asked) != asked || slices.Contains(d.Held, e) || d.Link.Trying != trying {
				t.Errorf("%T, %s: it is taken for a read", e, f.Code)
			}
			if len(only[Say](out)) == 0 {
				t.Errorf("%T, %s: nothing is said", e, f.Code)
			}
			for range 30 {
				if slices.Contains(d.pass(10*time.Second), e) {
					t.Errorf("%T, %s: it is made again by itself", e, f.Code)
				}
			}
		}
		d := openDesk(t)
		d.hold(e)
		if got := d.release(1); len(got) != 1 {
			t.Errorf("%T is held for ever", e)
		}
		if _, noted := d.asked[e]; noted {
			t.Errorf("%T is noted as a read that left", e)
		}
	}
}

// A strange write may have been done where the answer was lost: that is said.
func TestAStrangeWriteWithoutAnswerIsUncertain(t *testing.T) {
	d := openDesk(t)
	out := only[Say](d.do(Failed{Doing: strangeWrite{1}, Failure: Failure{Code: NoAnswer}}))
	if len(out) != 1 || out[0].Notice.Key != "maybe_done" {
		t.Errorf("said %+v", out)
	}
}

// A strange read is judged as any read, and made again only if it says so.
func TestAStrangeReadIsARead(t *testing.T) {
	d := openDesk(t)
	e := strangeRead{1}
	if got := d.ask(e); len(got) != 1 {
		t.Fatalf("asked %v", got)
	}
	d.do(Failed{Doing: e, Failure: Failure{Code: RateLimitExceeded, Wait: time.Minute}})
	if !slices.Contains(d.Held, Effect(e)) {
		t.Error("it does not wait for the end of the limit")
	}
}

// No type switch over effects leaves out what happens to the others.
func TestNoSwitchOverEffectsIsSilent(t *testing.T) {
	effects := receivers(sources(t), "Traits")
	looked := 0
	for _, folder := range []string{".", "../ui", "../ui/*", "../api", "../api/*"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.TypeSwitchStmt); ok && overEffects(s, effects) {
					looked++
					if !hasDefault(s) {
						t.Errorf("%s: a type switch over effects says nothing about the others", name)
					}
				}
				return true
			})
		}
	}
	if looked < 2 {
		t.Errorf("only %d type switches were looked at", looked)
	}
}

// overEffects says whether a case of a type switch names an effect.
func overEffects(s *ast.TypeSwitchStmt, effects []string) bool {
	for _, clause := range s.Body.List {
		for _, typ := range clause.(*ast.CaseClause).List {
			if sel, ok := typ.(*ast.SelectorExpr); ok {
				typ = sel.Sel
			}
			if id, ok := typ.(*ast.Ident); ok && slices.Contains(effects, id.Name) {
				return true
			}
		}
	}
	return false
}

func hasDefault(s *ast.TypeSwitchStmt) bool {
	return slices.ContainsFunc(s.Body.List, func(c ast.Stmt) bool { return c.(*ast.CaseClause).List == nil })
}
