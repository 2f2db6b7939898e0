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
		"typed": func(r *rig) {
			for _, k := range keys(begins + rest) {
				r.now = r.now.Add(300 * time.Millisecond)
				r.give(keyboard.Read{Msgs: []tea.Msg{k}})
			}
		},
	}
	for _, s := range scenes {
		for way, bring := range ways {
			r := s.stage(t, plain())
			if _, asked := r.front().(*overlay.AskKey); asked || way == "typed" && !r.front().Typing() {
				continue // of what is typed by hand where nothing is, each letter is a key
			}
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
			if got := r.status.notice.Key; way != "typed" && got != "key_pasted" {
				t.Errorf("%s, %s: said %q", s.name, way, got)
			}
		}
	}
}
