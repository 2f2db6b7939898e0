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
		r.happen(state.Failed{Doing: state.LoadDepartments{}, Failure: f, Jitter: 0.5})
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
	"fr": regexp.MustCompile(`(?:^|[.;:(«][ \x{a0}]?|, )(Entrée|Échap|Tab|F\d+|[b-z])(?:\x{a0}: | )(?:[a-zéèê]+[esdt]|en brouillon)(?:\PL|$)`),
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
