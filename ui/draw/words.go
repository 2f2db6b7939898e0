package draw

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// T is a sentence without fields, by its key in the locale files.
func (l *Look) T(key string) string { return l.Words.T(key) }

// TypedClock is a time of the day as a person would type it.
func (l *Look) TypedClock(t clinic.Wall) string {
	return strings.ReplaceAll(l.Words.Clock(t), "\u00a0", " ")
}

// KeyName is a key as people read it on the key cap, in their language.
func (l *Look) KeyName(k string) string {
	if name := "key." + k; l.Words.Has(name) {
		return l.T(name)
	}
	return k
}

// KeyNames are keys as people read them.
func (l *Look) KeyNames(keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = l.KeyName(k)
	}
	return strings.Join(names, " ")
}

// Name is a person's name as it may be shown: behind the curtain, initials.
func (l *Look) Name(name string) string {
	if !l.curtain {
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

// Keys are the words that name keys in a notice, where those do now what they say;
// "" where they do not.
type Keys struct{ Undo, Keep, Stop string }

// Sentence is a notice in the desk's language, as it is said today.
func (l *Look) Sentence(n state.Notice, today clinic.Day, keys Keys) string {
	args := map[string]any{
		"Who": l.Name(n.Who), "Where": n.Where, "N": n.N, "Why": l.ReasonOf(n.Why), "Code": string(n.Code),
		"Undo": keys.Undo, "Keep": keys.Keep, "Stop": keys.Stop,
	}
	if n.When != 0 {
		args["Day"] = l.Words.Day(n.When.Day(), today)
		args["Time"] = l.Words.Said(n.When)
	}
	if n.Until != 0 {
		args["Until"] = l.Words.Said(n.Until)
	}
	return Capital(l.Words.F("note."+n.Key, args))
}

// toneRoles are how the tones are set.
var toneRoles = map[state.Tone]theme.Role{
	state.Plain: theme.Text, state.Good: theme.Good, state.Warning: theme.Warn, state.Bad: theme.Bad,
}

// Tone is how a notice of a tone is set.
func Tone(t state.Tone) theme.Role { return toneRoles[t] }

// Capital makes the first letter of a sentence a capital: days are written
// small in French.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Reason is our sentence for a code; the server's own words are Details.
func (l *Look) Reason(c state.Code) string {
	if c == "" {
		return ""
	}
	if key := "code." + string(c); l.Words.Has(key) {
		return l.T(key)
	}
	return l.Words.F("code.unlisted", map[string]any{"Code": string(c)})
}

// ReasonOf is Reason with the name of the right, the field or the department that
// it is about.
func (l *Look) ReasonOf(w state.Why) string {
	key, right := "code."+string(w.Code), "right."+string(w.Right)
	switch {
	case w.Code == state.InsufficientScope && l.Words.Has(right):
		return l.Words.F(key+"_named", map[string]any{"Right": l.T(right)})
	case w.Where != "" && l.Words.Has(key+"_named"):
		return l.Words.F(key+"_named", map[string]any{"Where": w.Where})
	case w.Field != "" && l.Words.Has(key+"_field"):
		return l.Words.F(key+"_field", map[string]any{"Field": l.fieldName(w.Field)})
	}
	return l.Reason(w.Code)
}

// fieldName is a field of a request as the desk calls it. Of one that the desk does
// not have, the administrator is told the API's name, where it is one.
func (l *Look) fieldName(field string) string {
	if key := "field." + field; l.Words.Has(key) {
		return l.T(key)
	}
	if !isFieldName(field) {
		return l.T("field.unnamed")
	}
	return l.Words.F("field.unknown", map[string]any{"Name": field})
}

// isFieldName says whether something can be a field's name: a short word of letters,
// digits, dots and underscores.
func isFieldName(s string) bool {
	const most = 32
	return len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
}

// Details are the server's own words about a failure, for who wants to know.
func (l *Look) Details(f state.Failure) string {
	text := string(f.Code)
	if f.Status != 0 {
		text += ", HTTP " + strconv.Itoa(f.Status)
	}
	if f.Cause != "" {
		text += ", " + string(f.Cause)
	}
	if f.Field != "" {
		text += ", " + f.Field
	}
	if f.Message != "" {
		text += ": " + f.Message
	}
	return l.T("book.details") + " " + text
}

// Unread says why what is looked at is not there.
func (l *Look) Unread(how state.Unread, why state.Why) string {
	switch how {
	case state.ReadForbidden:
		return l.ReasonOf(why)
	case state.ReadLater:
		return l.T("status.read_later")
	case state.NotRead:
		return l.T("status.not_read")
	}
	return l.T("status.reading")
}

// shortest is how many cells a department's name is cut to at least.
const shortest = 6

// Short is a department's name in so many cells: its first word, cut where it has to
// be, with a full stop.
func Short(name string, most int) string {
	if widget.Width(name) <= most {
		return name
	}
	name, _, _ = strings.Cut(name, " ")
	if widget.Width(name) <= most {
		return name
	}
	return widget.Cut(name, most, ".")
}

// Shorts are the names of departments in a row of so many cells, each with so many
// more beside it: whole, or as long as lets all of them be there.
func Shorts(names []string, beside, room int) []string {
	most := shortest
	for _, name := range names {
		most = max(most, widget.Width(name))
	}
	for ; ; most-- {
		short, used := make([]string, len(names)), 0
		for i, name := range names {
			short[i] = Short(name, most)
			used += widget.Width(short[i]) + beside
		}
		if used <= room || most <= shortest {
			return short
		}
	}
}
