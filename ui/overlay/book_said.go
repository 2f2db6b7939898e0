package overlay

import (
	"slices"
	"strings"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// fixedLines are the sentence to say aloud, with all that differs from what was
// typed in the warning tone, and what Enter does. These stay; where there is no room
// the sentence is a short one, and the rest is left out.
func (b *Book) fixedLines(d *state.Draft, w, h int) []string {
	l, st := b.Look(), b.State()
	at := d.Plan.Slot.At
	if b.Window().Size == pane.Small && h < bookLower {
		return b.fixedShort(d, w, h)
	}
	lines := l.Wrap(theme.Strong, b.spoken(d, "book.spoken"), w)
	var below []string
	for _, warning := range b.warnings(d) {
		below = append(below, l.Wrap(theme.Warn, warning, w)...)
	}
	enter := b.enterBooks(at, w)[0]
	room := h - len(lines) - len(below) - 1
	if d.Failure.Code != "" {
		reason := b.failureLines(d, w)
		reason = reason[:max(0, min(len(reason), room))]
		below, room = append(below, reason...), room-len(reason)
	} else if st.NoSpareCredit() && d.Moves.ID == "" { // then nothing is offered
		below, room = append(below, l.Text(theme.Warn, l.T("book.no_credit"), w)), room-1
	} else if aloud := l.Wrap(theme.Strong, b.spoken(d, "book.aloud"), w); len(aloud)-len(lines) <= room {
		room -= len(aloud) - len(lines)
		lines = aloud
	}
	if n := st.Credits.Count; st.Credits.Exact && 0 < n && n <= draw.LowCredits && room > 0 {
		below, room = append(below, l.Line(w).Put(l.Ink(theme.Warn), l.Words.N("book.credits_low", n, nil)).String()), room-1
	}
	if lines = append(lines, below...); room > 0 {
		lines = append(lines, "")
	}
	if lines = append(lines, enter); len(lines) > h {
		return b.fixedShort(d, w, h)
	}
	return draw.Fit(lines, h)
}

// enterBooks says what Enter does.
func (b *Book) enterBooks(at clinic.Wall, w int) []string {
	l := b.Look()
	return l.Wrap(theme.Accent, l.Words.F("book.enter_books", map[string]any{
		"Day": l.Words.Day(at.Day(), b.State().Now.Wall.Day()), "Time": l.Words.Said(at),
	}), w)
}

// fixedShort is fixedLines where there is little room: whom it is for and where, what was not
// taken as it was typed, or why the last try failed, and what Enter does, which has
// the day and time.
func (b *Book) fixedShort(d *state.Draft, w, h int) []string {
	l, st := b.Look(), b.State()
	var told []string
	if d.Failure.Code != "" {
		told = b.failureLines(d, w)
	}
	warnings := b.warnings(d)
	for i, s := range warnings {
		if !strings.ContainsAny(s[len(s)-1:], ".?") {
			warnings[i] += "."
		}
	}
	if len(warnings) > 0 {
		told = append(l.Wrap(theme.Warn, strings.Join(warnings, " "), w), told...)
	}
	enter := b.enterBooks(d.Plan.Slot.At, w)
	h -= len(enter)
	whom := l.Name(d.Plan.Name) + ", " + st.DepartmentName(d.Plan.Department)
	lines := l.Wrap(theme.Strong, whom, w)
	if h-len(lines) < len(told) {
		lines = []string{l.Text(theme.Strong, whom, w)}
	}
	lines = append(lines, l.Squeezed(told, h-len(lines), w)...)
	return draw.Fit(append(lines, enter...), h+len(enter))
}

// spoken is the sentence to say aloud; after a refusal it is short, so that the
// reason and the key that goes on fit below it.
func (b *Book) spoken(d *state.Draft, key string) string {
	p := d.Plan
	return b.Look().Words.F(key, b.bookingArgs(clinic.Booking{Name: p.Name, Department: p.Department, Worker: p.Worker, At: p.Slot.At}, d.Moves))
}

// bookingArgs are who, where, with whom, when, and instead of what.
func (b *Book) bookingArgs(booking clinic.Booking, moves clinic.Appointment) map[string]any {
	l, st := b.Look(), b.State()
	today := st.Now.Wall.Day()
	args := map[string]any{
		"Who": l.Name(booking.Name), "Where": st.DepartmentName(booking.Department), "With": "", "Instead": "",
		"Day": l.Words.SaidDay(booking.At.Day(), today), "Time": l.Words.Said(booking.At),
	}
	if booking.Worker != "" {
		args["With"] = l.Words.F("book.with_worker", map[string]any{"Worker": st.WorkerName(booking.Department, booking.Worker)})
	}
	if moves.ID != "" {
		args["Instead"] = ", " + l.Words.F("book.instead_of", map[string]any{"Day": l.Words.Day(moves.At.Day(), today), "Time": l.Words.Said(moves.At)})
	}
	return args
}

// warnings are what of the draft was not taken as it was typed.
func (b *Book) warnings(d *state.Draft) []string {
	l, st := b.Look(), b.State()
	var out []string
	m, known := d.Chosen()
	if d.Plan.Unmet != clinic.Met {
		out = append(out, b.unmet(d, l.Words.SaidDay))
	}
	if lost := d.Plan.Lost; lost != 0 {
		out = append(out, draw.Capital(l.Words.F("book.lost", map[string]any{"Day": l.Words.Day(lost.Day(), st.Now.Wall.Day()), "Time": l.Words.Said(lost)})))
	}
	if desk := st.Elsewhere.InUse(d.Plan.Slot); desk != "" {
		at := d.Plan.Slot.At
		out = append(out, l.Words.F("book.in_use", map[string]any{"Day": l.Words.Day(at.Day(), st.Now.Wall.Day()), "Time": l.Words.Said(at), "Desk": desk}))
	}
	if or := d.Said().Or; or != 0 {
		out = append(out, l.Words.F("book.or_day", map[string]any{"Day": l.Words.SaidDay(or, st.Now.Wall.Day())}))
	}
	for _, slip := range d.Slips() {
		out = append(out, l.Words.F("book.slip", map[string]any{"Typed": slip.Typed, "Meant": slip.Meant}))
	}
	if at := d.Plan.Already; at != 0 {
		out = append(out, l.Words.F("book.already", map[string]any{"Who": l.Name(d.Plan.Name), "Time": l.Words.Said(at)}))
	}
	from, _ := st.SeenFrom()
	switch {
	case d.Moves.ID != "":
	case d.Plan.New:
		out = append(out, l.Words.F("book.is_new", map[string]any{"Who": l.Name(d.Plan.Name), "Day": l.Words.DayOfMonth(from)}))
	case known && m.Fuzzy:
		out = append(out, l.Words.F("book.is_alike", map[string]any{"Who": l.Name(d.Plan.Name)}))
	}
	unread := d.Unread()
	for _, number := range d.Reading.References {
		out = append(out, l.Words.F("book.reference", map[string]any{"Ref": number}))
		unread = slices.DeleteFunc(slices.Clone(unread), func(w string) bool { return w == number })
	}
	if len(unread) > 0 {
		out = append(out, draw.Capital(l.T("book.unknown"))+" "+strings.Join(unread, " "))
	}
	return out
}

// unmetKeys say why a slot is not what was asked.
var unmetKeys = map[clinic.Unmet]string{
	clinic.PastDay: "book.past_day", clinic.PastHour: "book.past_hour", clinic.ClosedDay: "book.closed", clinic.ClosedThen: "book.closed",
	clinic.FullDay: "book.full", clinic.FullThen: "book.full", clinic.WorkerFull: "book.worker_full", clinic.NoneThen: "book.none_then",
}

// unmet says what was asked, why that is not so, and the nearest that is. The day
// that was asked for is written by day.
func (b *Book) unmet(d *state.Draft, day func(d, today clinic.Day) string) string {
	l, p, st := b.Look(), d.Plan, b.State()
	today := st.Now.Wall.Day()
	asked := d.Said()
	if p.Unmet == clinic.ClosedDay || p.Unmet == clinic.FullDay || p.Unmet == clinic.PastDay {
		asked.HourSaid, asked.From, asked.To = false, 0, 0
	}
	if p.Unmet != clinic.PastHour && !asked.DaySaid {
		asked.Day, asked.Until, asked.DaySaid = p.Asked, p.Asked, true
	}
	text := draw.Capital(l.Words.F(unmetKeys[p.Unmet], map[string]any{"Asked": b.whenAsked(asked, day)}))
	if p.Slot.At == 0 {
		return text
	}
	return text + " " + l.Words.F("book.nearest", map[string]any{
		"Day": l.Words.Day(p.Slot.At.Day(), today), "Time": l.Words.Said(p.Slot.At),
	})
}

// whenAsked is a day and time of day as a sentence begins with it.
func (b *Book) whenAsked(r clinic.Said, day func(d, today clinic.Day) string) string {
	l, today := b.Look(), b.State().Now.Wall.Day()
	var parts []string
	switch {
	case r.DaySaid && r.Until != r.Day:
		parts = append(parts, l.Words.F("book.week_of", map[string]any{"Day": l.Words.Day(r.Day, today)}))
	case r.DaySaid:
		parts = append(parts, day(r.Day, today))
	}
	switch {
	case r.HourSaid:
		parts = append(parts, l.Words.Said(r.Hour))
	case r.To != 0:
		parts = append(parts, b.halfDay(r))
	}
	return strings.Join(parts, ", ")
}

// halfDay is the part of the day that was asked for, in words.
func (b *Book) halfDay(r clinic.Said) string {
	l := b.Look()
	var parts []string
	from, to := r.Bounds()
	if from != 0 {
		parts = append(parts, l.Words.F("book.earliest", map[string]any{"Time": l.Words.Said(from)}))
	}
	if to != 0 {
		parts = append(parts, l.Words.F("book.latest", map[string]any{"Time": l.Words.Said(to)}))
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, " ")
	case r.From == 0:
		return l.T("book.morning")
	case r.From >= 17*clinic.Hour:
		return l.T("book.evening")
	}
	return l.T("book.afternoon")
}
