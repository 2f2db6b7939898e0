package state

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ours are our own codes.
var ours = func() []Code {
	var codes []Code
	for _, row := range ourOwn {
		codes = append(codes, row.Code)
	}
	return codes
}()

// A code that the sources declare has a row, and one alone.
func TestEveryCodeHasARule(t *testing.T) {
	rows := map[Code]int{}
	for _, code := range slices.Concat(Documented(), ours) {
		rows[code]++
	}
	for name, code := range codesDeclared(t) {
		if rows[code] != 1 {
			t.Errorf("%s has %d rows in documented and ourOwn", name, rows[code])
		}
		if written := code == Code(strings.ToUpper(string(code))); written != slices.Contains(Documented(), code) {
			t.Errorf("%s: it is spelled as the API spells codes: %v", name, written)
		}
		delete(rows, code)
	}
	for code := range rows {
		t.Errorf("%s is no constant", code)
	}
}

// codesDeclared are the constants of type Code, by name.
func codesDeclared(t *testing.T) map[string]Code {
	t.Helper()
	codes := map[string]Code{}
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" && len(spec.Values) == 1 {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				codes[spec.Names[0].Name] = Code(text)
			}
			return true
		})
	}
	if len(codes) < 30 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	return codes
}

// What a code shows is its rule's; that a write may have been done is never shown
// for a read.
func TestReactions(t *testing.T) {
	for code, rule := range rules {
		if RuleFor(Failure{Code: code}) != rule {
			t.Errorf("%s has another rule", code)
		}
		for _, doing := range everyEffect {
			want := rule.Show
			if rule.OnWrite != Tell && (doing == Effect(Post{}) || doing == Effect(Cancel{})) {
				want = rule.OnWrite
			}
			if got := rule.Reaction(doing); got != want {
				t.Errorf("%s on %T: %d, want %d", code, doing, got, want)
			}
		}
		if rule.Show == OutcomeUnknown {
			t.Errorf("%s: a read would be uncertain", code)
		}
	}
}

// Every reaction says with what it lies, and where a refused booking leads: a new
// one means nothing by itself.
func TestEveryReactionHasARow(t *testing.T) {
	for _, r := range Reactions() {
		if row := reactionRows[r]; row.lies == withUnknown || row.leads == nil {
			t.Errorf("reaction %d has no whole row in reactionRows (state/failure.go)", r)
		}
	}
}

// What a reaction means is asked of its row: no switch over reactions passes over a
// new one.
func TestNoSwitchOverReactionsIsSilent(t *testing.T) {
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.SwitchStmt)
			if !ok {
				return true
			}
			silent := !slices.ContainsFunc(s.Body.List, func(c ast.Stmt) bool { return c.(*ast.CaseClause).List == nil })
			if tag, ok := s.Tag.(*ast.SelectorExpr); ok && silent && (tag.Sel.Name == "Show" || tag.Sel.Name == "OnWrite") {
				t.Errorf("a switch over %s says nothing about the other reactions", tag.Sel.Name)
			}
			return true
		})
	}
}

// However a booking is refused: it is settled, its line is kept, and what a reaction
// opens is there. No reaction is passed over.
func TestEveryReactionKeepsTheDraft(t *testing.T) {
	for code, rule := range rules {
		if reactionRows[rule.Reaction(Post{})].lies == withServer || reactionRows[rule.Show].lies == withLimit || reactionRows[rule.Show].lies == withLine {
			continue // the booking is on its way still
		}
		if code == HandedOver {
			continue // another desk has booking and draft
		}
		d := openDesk(t)
		p := d.confirm("dia")
		out := d.do(failed(p, code))
		if len(d.Intents) > 0 || d.Draft == nil || d.Draft.Line != "dia" {
			t.Errorf("%s: the draft is %+v", code, d.Draft)
		}
		if shown := only[Show](out); len(shown) == 0 || shown[len(shown)-1].Reaction != rule.Show {
			t.Errorf("%s: shown %v, want %d", code, shown, rule.Show)
		}
	}
}

// A code of the API's own that nobody has listed is told; what may have been done
// is looked into.
func TestUnlistedCodes(t *testing.T) {
	for status, want := range map[int]Reaction{
		200: OutcomeUnknown, 302: OutcomeUnknown, 500: OutcomeUnknown, 599: OutcomeUnknown,
		0: Tell, 400: Tell, 404: Tell, 418: Tell,
	} {
		rule := RuleFor(Failure{Code: "NEW_CODE", Status: status, Coded: true})
		if got := rule.Reaction(Post{}); got != want || rule.Again != Never {
			t.Errorf("a write answered %d: %d, want %d; again %d", status, got, want, rule.Again)
		}
		if got := rule.Reaction(LoadSlots{}); got != Tell {
			t.Errorf("a read answered %d: %d", status, got)
		}
	}
}

// Without a code the status alone decides what a read shows, and what a write
// shows once it was looked for.
func TestStatusesWithoutACode(t *testing.T) {
	want := map[int]Reaction{
		400: FixField, 401: AskKey, 402: OfferCredits, 403: RefusedRight, 404: Gone, 422: FixField, 429: CountDown,
		408: Retry, 425: Retry, 499: Retry,
	}
	for status := 400; status < 600; status++ {
		f := Failure{Code: Code(fmt.Sprint("HTTP_", status)), Status: status}
		show, listed := want[status]
		if status >= 500 {
			show, listed = Retry, true
		}
		if !listed {
			show = Tell
		}
		rule := RuleFor(f)
		if rule.Show != show {
			t.Errorf("%d: %d, want %d", status, rule.Show, show)
		}
		if open := f.unwritten() || rule.Reaction(Post{}) == OutcomeUnknown; !open {
			t.Errorf("%d: a write is believed to be refused", status)
		}
	}
}

// Nothing that changes something at the API is sent again by itself, but after
// a request limit.
func TestWritesAreNeverRetriedByRule(t *testing.T) {
	for code, rule := range rules {
		if rule.Again == Backoff && !slices.Contains([]Reaction{Offline, OutcomeUnknown}, rule.Reaction(Post{})) {
			t.Errorf("%s: a write would be backed off and sent again", code)
		}
	}
}

func TestReactionsAreListed(t *testing.T) {
	all := Reactions()
	if len(all) != int(reactions) || all[0] != Tell || all[len(all)-1] != OutcomeUnknown {
		t.Errorf("%v", all)
	}
	shown := map[Reaction]bool{}
	for _, rule := range rules {
		shown[rule.Show], shown[rule.OnWrite] = true, true
	}
	for _, r := range all {
		if !shown[r] {
			t.Errorf("no rule leads to reaction %d", r)
		}
	}
}

func TestFailureAsAnError(t *testing.T) {
	for want, f := range map[string]Failure{
		"no_answer (timeout)":           {Code: NoAnswer, Cause: CauseTimeout},
		"SLOT_NOT_AVAILABLE (HTTP 409)": {Code: SlotNotAvailable, Status: 409},
		"bad_reply":                     {Code: BadReply},
	} {
		if got := f.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
