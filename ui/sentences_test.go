package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/ui/pane"
)

// doings are what the desk was doing when it was refused, each until that is told.
var doings = []struct {
	name string
	play func(*rig, state.Failure)
}{
	{"booking", func(r *rig, f state.Failure) {
		r.press("n")
		r.write("dia fa car 11:45")
		r.press("enter", "enter")
		r.refuse(f)
	}},
	{"reading", func(r *rig, f state.Failure) {
		r.happen(state.Failed{Doing: state.LoadSlots{Department: r.st.Selected, From: r.st.Shown, To: r.st.Shown}, Failure: f, Jitter: 0.5})
	}},
	{"cancelling", func(r *rig, f state.Failure) {
		r.press("down", "x")
		r.pass(state.Grace)
		r.happen(state.Failed{Doing: state.Cancel{ID: r.st.Cancels[0].Visit.ID}, Failure: f})
	}},
}

// refusedField is the field that a code may be about.
var refusedField = map[state.Code]string{
	state.InvalidRequest: "dateTime", state.InvalidDateTime: "dateTime", state.MissingRequiredField: "workerId",
	state.InvalidFieldValue: "name", state.InvalidPhoneNumber: "userPhone", state.InvalidEmail: "userEmail",
}

// refused is a desk that a code was answered to, and what it says then: notices,
// the first of them first, the standing sentence, the overlay in front.
func refused(tb testing.TB, lang string, code state.Code, doing int) (*rig, []string) {
	c := newClinic()
	c.silent = true
	r := newRig(tb, c, dress{lang: lang, profile: plain().profile})
	f := state.Failure{Code: code, Status: 400, Coded: true, Field: refusedField[code]}
	if state.RuleFor(f).Show == state.CountDown {
		f.Wait = 30 * time.Second
	}
	doings[doing].play(r, f)
	var out []string
	for _, n := range r.st.Log {
		if n.Key != "cancel_waits" { // before it was refused
			out = append(out, "says    "+r.sentence(n))
		}
	}
	r.status = status{}
	text, _ := r.notice()
	out = append(out, "stands  "+text)
	if top := r.top(); top != nil {
		lines, _ := top.View(80, 20)
		for _, line := range lines {
			if text := strings.TrimSpace(strings.Trim(ansi.Strip(line), "┌┐└┘─│ ")); text != "" {
				out = append(out, "front   "+text)
			}
		}
	}
	return r, out
}

// TestSentences holds what is said for every documented code and everything that
// can be refused, in a file for each language that a person can read.
func TestSentences(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		var b strings.Builder
		for _, code := range state.Documented() {
			for i, doing := range doings {
				_, said := refused(t, lang, code, i)
				fmt.Fprintf(&b, "%s, %s\n", code, doing.name)
				for _, line := range said {
					fmt.Fprintf(&b, "  %s\n", line)
				}
			}
		}
		path := filepath.Join("testdata", "sentences."+lang+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != b.String() {
			t.Errorf("%s is not what is said (%v); go test ./ui -run Sentences -update writes it anew", path, err)
		}
	}
}

// keyVerbs find a key that a sentence names, by language: it is the subject of a verb.
var keyVerbs = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?:^|[.;:(“] ?|, )(Enter|Esc|Tab|F\d+|[a-z])(?:: | )(?:[a-z]+s|keep)\b`),
	"fr": regexp.MustCompile(`(?:^|[.;:(«][ \x{a0}]?|, )(Entrée|Échap|Tab|F\d+|[b-z])(?:\x{a0}: | )(?:(?:l')?[a-zéèê]+[esdt]|en brouillon)(?:\PL|$)`),
}

// TestKeysInSentencesCanBePressed: every key that a sentence names is an action of
// what is in front then, and can be done. Each language names the same.
func TestKeysInSentencesCanBePressed(t *testing.T) {
	found := map[string]map[string]int{"en": {}, "fr": {}}
	for _, code := range state.Documented() {
		for i, doing := range doings {
			for lang, keyVerb := range keyVerbs {
				r, said := refused(t, lang, code, i)
				acts := r.actionsOf(r.front())
				text := "" // sentences run over lines
				for _, line := range said {
					text += line[8:] + " "
				}
				for _, m := range keyVerb.FindAllStringSubmatch(text, -1) {
					press := pressed(r, m[1])
					found[lang][press]++
					if !slices.ContainsFunc(acts, func(a pane.Action) bool { return slices.Contains(a.Keys(), press) && a.Can() }) {
						t.Errorf("%s, %s: %q names %s, which does nothing", code, doing.name, m[0], m[1])
					}
				}
			}
		}
	}
	if len(found["en"]) < 4 || fmt.Sprint(found["en"]) != fmt.Sprint(found["fr"]) {
		t.Errorf("the keys that are named: %v", found)
	}
}

// pressed is the key that a desk calls so.
func pressed(r *rig, name string) string {
	for _, key := range []string{"enter", "esc", "tab"} {
		if r.look.KeyName(key) == name {
			return key
		}
	}
	return strings.ToLower(name)
}

// TestKeysOfTheStatusAreThoseInFront: whatever is in front while something waits, a
// key that the status area names does then what it says.
func TestKeysOfTheStatusAreThoseInFront(t *testing.T) {
	waits := map[string]func(*rig){
		"a cancel in its 8 s": func(r *rig) { r.press("down", "x") },
		"a cancel that met a limit": func(r *rig) {
			r.press("down", "x")
			r.pass(state.Grace)
			r.happen(state.Failed{Doing: state.Cancel{ID: r.st.Cancels[0].Visit.ID}, Failure: limit})
		},
		"a booking that met a limit": func(r *rig) { send(r); r.refuse(limit); r.closeAll() },
		"reads that are made again": func(r *rig) {
			r.happen(state.Failed{Doing: state.LoadDepartments{}, Failure: state.Failure{Code: state.DatabaseError, Status: 500, Coded: true}, Jitter: 1})
		},
		"a booking and a cancel that met a limit": func(r *rig) {
			send(r)
			r.refuse(limit)
			r.closeAll()
			r.press("down", "x")
			r.pass(state.Grace)
		},
	}
	fronts := map[string][]string{
		"day": nil, "slots": {"d"}, "find": {"f", "1"}, "to do": {"b"}, "ticket": {"down", "enter"}, "help": {"?"},
		"palette": {"ctrl+k"}, "booking": {"n", "z"}, "credits": {"o"}, "quit": {"q"},
	}
	found := 0
	for what, play := range waits {
		for where, keys := range fronts {
			for lang, keyVerb := range keyVerbs {
				c := newClinic()
				c.silent = true
				r := newRig(t, c, dress{lang: lang, profile: plain().profile})
				play(r)
				r.press(keys...)
				r.status = status{}
				text, _ := r.notice()
				for _, m := range keyVerb.FindAllStringSubmatch(text, -1) {
					found++
					typing := r.front().Typing() && len(pressed(r, m[1])) == 1
					if a, ok := acts(r, pressed(r, m[1])); !ok || !a.Can() || typing || !slices.Contains(statusKeys, a.Name) {
						t.Errorf("%s, before %s: %q names %s, which does %s", what, where, text, m[1], a.Name)
					}
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d keys were found", found)
	}
}

// statusKeys are the actions of the keys that the status area names.
var statusKeys = []string{"act.undo", "act.stop", "act.take_back", "act.today"}

var limit = state.Failure{Code: state.TooManyRequests, Status: 429, Coded: true, Wait: time.Minute, WaitTold: true}

// acts is the action of a key.
func acts(r *rig, key string) (pane.Action, bool) {
	all := r.actionsOf(r.front())
	if i := slices.IndexFunc(all, func(a pane.Action) bool { return slices.Contains(a.Keys(), key) }); i >= 0 {
		return all[i], true
	}
	return pane.Action{}, false
}
