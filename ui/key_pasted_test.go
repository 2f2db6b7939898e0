package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/ui/keyboard"
	"creneau/ui/overlay"
)

// TestAnAccessKeyIsNeverPainted brings an access key into every scene: pasted, pasted
// by a terminal that does not mark it, whole or in parts, and typed. Where none is
// asked for nothing of it is painted, kept in a draft or logged, and a paste is said.
func TestAnAccessKeyIsNeverPainted(t *testing.T) {
	const begins, rest = "mk_live_", "4f9azq2bcq81eq7d"
	keys := func(text string) (msgs []tea.Msg) {
		for _, c := range text {
			msgs = append(msgs, tea.KeyPressMsg{Code: c, Text: string(c)})
		}
		return msgs
	}
	ways := map[string]func(*rig){
		"pasted":             func(r *rig) { r.give(keyboard.Read{Msgs: []tea.Msg{tea.PasteMsg{Content: "key: " + begins + rest}}}) },
		"pasted, not marked": func(r *rig) { r.give(keyboard.Read{Msgs: keys(begins + rest)}) },
		"in parts": func(r *rig) {
			for _, part := range []string{begins + rest[:4], rest[4:9], rest[9:]} {
				r.now = r.now.Add(20 * time.Millisecond)
				r.give(keyboard.Read{Msgs: keys(part)})
			}
		},
		"typed": func(r *rig) { slowly(r, keys(begins+rest)) },
	}
	for _, s := range someScenes(t) {
		for way, bring := range ways {
			r := s.stage(t, plain())
			if _, asked := r.front().(*overlay.AskKey); asked {
				continue
			}
			typing := r.front().Typing()
			r.give(keyboard.Read{Msgs: keys("")})
			r.now = r.now.Add(time.Second)
			bring(r)
			view := r.View().Content
			kept := ""
			for _, d := range r.st.Parked {
				kept += d.Line + d.Fields.Name
			}
			if d := r.st.Draft; d != nil {
				kept += d.Line + d.Fields.Name
			}
			for _, n := range r.st.Log {
				kept += n.Who + n.Where
			}
			for part := range len(rest) - 3 {
				if secret := rest[part : part+4]; strings.Contains(view, secret) || strings.Contains(kept, secret) {
					t.Errorf("%s, %s: %q stands in %q or on screen", s.name, way, secret, kept)
					break
				}
			}
			if got := r.status.notice.Key; (way != "typed" || !typing) && got != "key_pasted" {
				t.Errorf("%s, %s: said %q", s.name, way, got)
			}
		}
	}
}

// slowly types by hand.
func slowly(r *rig, keys []tea.Msg) {
	for _, k := range keys {
		r.now = r.now.Add(700 * time.Millisecond)
		r.give(keyboard.Read{Msgs: []tea.Msg{k}})
	}
}

// TestATypedAccessKeyDoesNothing types an access key by hand before every scene, of which
// each letter would be a key there: none of it is obeyed, and a key after it is.
func TestATypedAccessKeyDoesNothing(t *testing.T) {
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		if r.front().Typing() || r.caption.Beat > 0 {
			continue
		}
		r.now = r.now.Add(time.Second)
		before, depth, cancels := r.front(), len(r.stack), len(r.st.Cancels)
		for i, c := range "mk_abcdefghijklmnopqrstuvwxyz0123456789" {
			slowly(r, []tea.Msg{tea.KeyPressMsg{Code: c, Text: string(c)}})
			if i >= len("mk_") && (r.front() != before || len(r.stack) != depth || len(r.st.Cancels) > cancels) {
				t.Fatalf("%s: %q has opened %T", s.name, c, r.front())
			}
		}
		r.now = r.now.Add(typedRest + time.Second)
		r.give(keyboard.Read{Msgs: []tea.Msg{tea.KeyPressMsg{Code: '?', Text: "?"}}})
		if got := r.status.notice.Key; got == "key_pasted" && r.front() == before {
			t.Errorf("%s: a key after it is not obeyed", s.name)
		}
	}
}
