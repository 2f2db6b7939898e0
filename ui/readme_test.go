package ui

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"creneau/state"
	"creneau/ui/pane"
)

// The README's tables of keys and of refusals are written from the tables that
// the program goes by: go test ./ui -run Readme -update writes them anew.
const readme = "../README.md"

func TestReadme(t *testing.T) {
	content, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for name, table := range map[string]string{"keys": keyTable(t), "refusals": refusalTable(t)} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		head, rest, ok := strings.Cut(text, begin)
		old, tail, ended := strings.Cut(rest, end)
		if !ok || !ended {
			t.Fatalf("the README has no place for its %s", name)
		}
		if old != table && !*update {
			t.Errorf("the README's %s are out of date: go test ./ui -run Readme -update\n%s", name, firstDifference(old, table))
		}
		text = head + begin + table + end + tail
	}
	if *update {
		write(t, readme, text)
	}
}

// keyTable lists every action of the screens and of the booking, each where it
// is met first.
func keyTable(t *testing.T) string {
	r := newRig(t, newClinic(), plain())
	var b strings.Builder
	b.WriteString("| where | key | also | does |\n|---|---|---|---|\n")
	seen := map[string]bool{}
	add := func(where string, acts []pane.Action) {
		for _, a := range acts {
			keys := a.KeysTold()
			if len(keys) == 0 || seen[a.Name] {
				continue
			}
			seen[a.Name] = true
			names := make([]string, len(keys))
			for i, k := range keys {
				if names[i] = r.look.KeyName(k); names[i] == k {
					names[i] = "`" + k + "`"
				}
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", where, names[0], strings.Join(names[1:], " "), r.look.T(a.Name))
			where = ""
		}
	}
	add("everywhere", r.everywhere())
	add("on every screen", r.global())
	for _, row := range screenTable {
		add(r.look.T(r.screens[row.screen].Title()), r.screens[row.screen].Actions())
	}
	r.press("n")
	r.write("bah car mer 10")
	add("new booking", r.front().Actions())
	return b.String()
}

// refusalWords say in the README what a reaction does.
var refusalWords = map[state.Reaction]string{
	state.OfferSlots:     "offers five ranked alternatives, each with its reason and a sentence to say; one key books one. Where few are left the last row is the waiting list",
	state.OfferCredits:   "says what is missing and where to buy it, with a QR code; the booking waits, its slot is checked again after the payment, and it is sent after 5 s that Esc stops",
	state.CountDown:      "counts down to the end of the limit; what is held stays usable, bookings wait and are sent by themselves, first. One that met the limit itself is looked for before it is sent again",
	state.ShowExisting:   "shows the existing appointment beside the draft: open it, replace it, or book another patient",
	state.FixField:       "opens the draft as fields, the cursor in the one that the API named, with the reason and an example",
	state.AskKey:         "says that the access key is refused, with code and time for the administrator; takes another key without a restart",
	state.RefusedRight:   "names the right or the department that is missing; the actions that it forbids stay visible and say why",
	state.Gone:           "says so and reads the list again; the draft stays",
	state.Retry:          "a reading is made again by itself, with growing pauses that Esc stops",
	state.Maintenance:    "what is held stays readable with its age; the desk looks again by itself",
	state.Offline:        "OFFLINE since when; what is held stays readable with its age, and the desk looks again by itself",
	state.OutcomeUnknown: "a booking is uncertain: it is looked for during two minutes and never sent a second time by itself; found is booked, not found is for a person to decide",
	state.Tell:           "says which of them was refused though the desk sends neither, that nothing was booked or charged, and the code to tell the administrator; keeps the draft, sends nothing again",
}

// asked are the words where a person may have it tried again.
var asked = map[state.Reaction]string{
	state.Tell: "says in one sentence what happened and that nothing was booked or charged, and keeps the draft; one key tries again",
}

// ourCodes are the README's words for what has no code of the API.
var ourCodes = []struct {
	code state.Code
	said string
}{
	{state.NotSent, "no connection"}, {state.NoAnswer, "no answer"}, {state.BadReply, "an answer that cannot be understood"},
	{state.NotTheAPI, "a login page of the network"},
}

// refusalTable lists every code with what the desk does, in the order of the
// error reference; neighbours that are met alike share a row.
func refusalTable(t *testing.T) string {
	var b strings.Builder
	b.WriteString("| answer | the desk |\n|---|---|\n")
	var codes []string
	before := ""
	flush := func() {
		if len(codes) > 0 {
			fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(codes, ", "), before)
		}
		codes = nil
	}
	add := func(name string, code state.Code) {
		rule := state.RuleFor(state.Failure{Code: code})
		words, ok := refusalWords[rule.Show]
		if again, differs := asked[rule.Show]; differs && rule.Again == state.OnAnswer {
			words = again
		}
		if !ok {
			t.Errorf("no words for the reaction to %s", code)
		}
		switch {
		case rule.OnWrite != state.Tell:
			words += "; " + refusalWords[rule.OnWrite]
		case rule.Show == state.Offline:
			words += "; a booking is kept, NOT BOOKED, checked and shown when the connection is back, never sent by itself"
		}
		if words != before {
			flush()
		}
		before = words
		codes = append(codes, name)
	}
	for _, code := range state.Documented() {
		add("`"+string(code)+"`", code)
	}
	for _, c := range ourCodes {
		add(c.said, c.code)
	}
	flush()
	fmt.Fprintf(&b, "| anything else | %s |\n", "our sentence by HTTP status, the code and the server's own words under details; the draft is kept, nothing is sent again")
	return b.String()
}
