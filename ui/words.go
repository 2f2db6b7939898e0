package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// name is a person's name as it may be shown: behind the curtain, initials.
func (e *env) name(name string) string {
	if !e.curtain {
		return name
	}
	var b strings.Builder
	for _, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(r))
		b.WriteByte('.')
	}
	return b.String()
}

// sentence is a notice in the desk's language.
func (m *Model) sentence(n state.Notice) string {
	e := m.env
	args := map[string]any{
		"Who": e.name(n.Who), "Where": n.Where, "N": n.N, "Why": m.reason(n.Code), "Code": string(n.Code),
		"Key": e.keyName("u"),
	}
	if n.When != 0 {
		args["Day"] = e.Words.Day(n.When.Day(), e.st.Now.Wall.Day())
		args["Time"] = e.Words.Said(n.When)
	}
	return e.Words.F("note."+n.Key, args)
}

// capital makes the first letter of a sentence a capital: days are written
// small in French.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// reason is our sentence for a code; the server's own words are for "details".
func (m *Model) reason(c state.Code) string {
	if c == "" {
		return ""
	}
	if key := "code." + string(c); m.env.Words.Has(key) {
		return m.env.t(key)
	}
	return m.env.Words.F("code.unlisted", map[string]any{"Code": string(c)})
}

// standing is how an appointment stands at the desk: glyph, word and role, so
// that none is told by colour alone.
func (m *Model) standing(v clinic.Appointment) (glyph, word string, role theme.Role) {
	st := m.env.st
	if st.Cancelling(v.ID) {
		return "x", "status.cancelling", theme.StatusCancelled
	}
	if _, here := st.Arrived[v.ID]; here && (v.Status == clinic.Scheduled || v.Status == clinic.PendingPayment) {
		return "*", "status.arrived", theme.StatusArrived
	}
	switch v.Status {
	case clinic.Scheduled:
		return "o", "status.planned", theme.StatusPlanned
	case clinic.Completed:
		return "=", "status.done", theme.StatusDone
	case clinic.Cancelled:
		return "x", "status.cancelled", theme.StatusCancelled
	case clinic.NoShow:
		return "!", "status.absent", theme.StatusAbsent
	case clinic.PendingPayment:
		return "$", "status.to_pay", theme.StatusToPay
	}
	return "?", string(v.Status), theme.Dim
}

// matched writes a name with the letters that were searched for marked.
func (e *env) matched(r *widget.Row, role theme.Role, name string, spans [][2]int, w int) {
	if e.curtain || len(spans) == 0 {
		r.Cell(e.ink(role), e.name(name), w)
		return
	}
	end := min(r.Col()+w, r.Col()+r.Left())
	at := 0
	put := func(ink widget.Ink, s string) {
		if room := end - r.Col(); room > 0 {
			r.Put(ink, widget.Cut(s, room, e.border.Tail))
		}
	}
	for _, s := range spans {
		if s[0] < at || s[1] > len(name) {
			continue
		}
		put(e.ink(role), name[at:s[0]])
		put(e.ink(theme.Match), name[s[0]:s[1]])
		at = s[1]
	}
	put(e.ink(role), name[at:])
	r.To(end)
}
