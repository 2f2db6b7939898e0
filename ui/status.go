package ui

import (
	"strconv"
	"strings"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// statusLines are the lines below the body, without the footer.
func (m *Model) statusLines() []string {
	if m.lay.Size == pane.Small {
		return m.noticeLines(1)
	}
	l := m.look
	lines := []string{
		widget.Rule(l.Border, l.Ink(theme.Rule), m.lay.W),
		m.nextFreeLine(),
		m.cardLine(),
	}
	return draw.Fit(append(lines, m.noticeLines(m.lay.status-len(lines))...), m.lay.status)
}

// nextFreeLine is the next free slot of each department in view.
func (m *Model) nextFreeLine() string {
	l, st := m.look, m.st
	r := l.Line(m.lay.W).Gap(1).Put(l.Ink(theme.Title), l.T("status.next_free"))
	names, beside := make([]string, len(st.Departments)), 0
	for i, d := range st.Departments {
		names[i] = d.Name
		beside = max(beside, 4+widget.Width(m.nextFreeWords(d.ID)))
	}
	for i, name := range draw.Shorts(names, beside, r.Left()) {
		when, more := m.nextFreeWords(st.Departments[i].ID), "+"+strconv.Itoa(len(names)-i)
		room := r.Left()
		if i < len(names)-1 {
			room -= 3 + widget.Width(more)
		}
		if room < 4+widget.Width(name)+widget.Width(when) {
			r.Gap(3).Put(l.Ink(theme.Dim), more)
			break
		}
		r.Gap(3).Put(l.Ink(theme.Dim), name).Gap(1).Put(l.Ink(theme.Text), when)
	}
	return r.String()
}

// linkSentence is how the way to the API is where it is not well, else how
// old what is shown is.
func (m *Model) linkSentence() (string, theme.Role) {
	l, st := m.look, m.st
	args := map[string]any{
		"Since": l.Words.Said(st.Link.Since), "Data": m.dataSentence(), "Why": m.look.Reason(st.Link.Why),
		"Left": l.Words.Countdown(st.RetryLeft()), "Code": string(st.Key.Code),
		"TryStop": m.keyWords("status.key_try_stop"), "Try": m.keyWords("status.key_try"), "Update": m.keyWords("status.key_update"),
	}
	switch {
	case st.Key.Code != "":
		return l.Words.F("status.key_refused", args), theme.Bad
	case st.Link.Trying && st.Link.Stopped:
		return l.Words.F("status.stopped", args), theme.Warn
	case st.Link.Trying && st.Link.Why == state.MaintenanceMode:
		return l.Words.F("status.maintenance", args), theme.Warn
	case st.Link.Offline:
		return l.Words.F("status.offline", args), theme.Warn
	case st.Link.Trying:
		return l.Words.F("status.retry", args), theme.Warn
	case st.Sparing():
		if until, told := st.SparingUntil(); told {
			args["Until"] = l.Words.Said(until)
			return l.Words.F("status.sparing_until", args), theme.Warn
		}
		return l.Words.F("status.sparing", args), theme.Warn
	}
	if why := st.Unkept(); why != "" {
		return l.Words.F("status.not_kept", map[string]any{"Why": why}), theme.Bad
	}
	if why := st.Unaudited(); why != "" {
		return l.Words.F("status.not_audited", map[string]any{"Why": why}), theme.Warn
	}
	if since, apart := st.Apart(); apart {
		return l.Words.F("status.apart", map[string]any{"Since": l.Words.Said(since)}), theme.Warn
	}
	if m.hello != "" {
		return l.T(m.hello), theme.Dim
	}
	return m.rightsSentence()
}

// rightsSentence is how old what is shown is, and what the desk may not do.
func (m *Model) rightsSentence() (string, theme.Role) {
	l, st := m.look, m.st
	text, role := m.ageSentence(), theme.Dim
	var not []string
	for _, right := range []state.Right{state.MayBook, state.MayCancel} {
		if _, no := st.Forbidden(right); no {
			not = append(not, l.T("right."+string(right)))
		}
	}
	if st.ReadOnly {
		text, role = l.Words.F("status.read_only", map[string]any{"Age": text}), theme.Warn
	} else if len(not) > 0 {
		text, role = l.Words.F("status.forbidden", map[string]any{"Age": text, "What": strings.Join(not, ", ")}), theme.Warn
	}
	if code, no := st.ForbiddenIn(st.Selected); no && m.showsOf().ofDepartment() {
		why := l.ReasonOf(state.Why{Code: code, Where: st.DepartmentName(st.Selected)})
		text, role = l.Words.F("status.no_access", map[string]any{"Age": text, "Why": why}), theme.Warn
	}
	return text, role
}

// countdownSentence says until when nothing is sent, and what waits.
func (m *Model) countdownSentence() string {
	l, st := m.look, m.st
	args := map[string]any{"Left": l.Words.Countdown(st.Quiet.Left(st.Now)), "Reset": ""}
	if st.Quiet.Told { // what was not told is not shown
		args["Reset"] = l.Words.F("status.reset_at", map[string]any{"Time": l.Words.Said(st.Quiet.Reset(st.Now))})
	}
	text := m.waitingSentence(args)
	held := st.CancelsHeld()
	switch n := len(held); {
	case text == "" && n == 0:
		return l.Words.F("status.countdown", args)
	case text == "" && n == 1:
		return m.cancelCountdown(held[0], args)
	case text == "":
		args["Whose"] = m.whose(held)
		return l.Words.N("status.countdown_cancels", n, args)
	case n > 0:
		args["Whose"] = m.whose(held)
		text += l.Words.N("status.countdown_also", n, args)
	}
	return text
}

// waitingSentence says which bookings wait; "" where none does.
func (m *Model) waitingSentence(args map[string]any) string {
	l := m.look
	waiting, first := 0, state.Intent{}
	for _, in := range m.st.Intents {
		if in.Stage != state.Waits {
			continue
		}
		if waiting++; waiting == 1 {
			first = in
		}
	}
	args["Draft"] = ""
	switch {
	case waiting == 0:
		return ""
	case waiting > 1:
		if m.does("esc", "act.stop") {
			args["Draft"] = l.T("status.key_draft_first")
		}
		return l.Words.N("status.countdown_bookings", waiting, args)
	case !first.Draft.Gone && (m.does("esc", "act.stop") || m.does("esc", "act.take_back")):
		args["Draft"] = l.T("status.key_draft")
	}
	m.names(args, first.Name, first.At)
	if first.Met {
		return l.Words.F("status.countdown_met", args)
	}
	return l.Words.F("status.countdown_booking", args)
}

// cancelCountdown says what waits to be cancelled, and how it is kept.
func (m *Model) cancelCountdown(c state.Cancelling, args map[string]any) string {
	key := "status.countdown_cancel"
	if c.Met() {
		key = "status.countdown_cancel_met"
	}
	m.names(args, c.Visit.Name, c.Visit.At)
	args["Keep"] = ""
	who, at, _ := m.st.Undoes()
	if keeps, _ := m.st.Drops(); keeps && who == c.Visit.Name && at == c.Visit.At && m.does("u", "act.undo") {
		args["Keep"] = m.look.T(keepWords(c))
	}
	return m.look.Words.F(key, args)
}

// keepWords name the key that drops a cancel: one that may be done already keeps
// nothing for certain.
func keepWords(c state.Cancelling) string {
	if c.Met() {
		return "status.key_stop"
	}
	return "status.key_keep"
}

// whose names each appointment of some cancels by a first word and its time.
func (m *Model) whose(cancels []state.Cancelling) string {
	var names []string
	for _, c := range cancels {
		first, _, _ := strings.Cut(m.look.Name(c.Visit.Name), " ")
		day := ""
		if c.Visit.At.Day() != m.st.Now.Wall.Day() {
			day = m.look.Words.Day(c.Visit.At.Day(), m.st.Now.Wall.Day()) + " "
		}
		names = append(names, strings.TrimSpace(first+" "+day+m.look.Words.Clock(c.Visit.At)))
	}
	return strings.Join(names, ", ")
}

// names says whose appointment a countdown is about, and when it is.
func (m *Model) names(args map[string]any, who string, at clinic.Wall) {
	w := m.look.Words
	args["Who"], args["Day"], args["At"] = m.look.Name(who), w.Day(at.Day(), m.st.Now.Wall.Day()), w.Clock(at)
}

// ageSentence says when what is on screen was read, to the minute.
func (m *Model) ageSentence() string {
	st := m.st
	if at, ok := m.shownReadAt(); ok {
		return m.agedSentence("status.read_at", "status.read_at_day", at)
	}
	if m.showsOf() == showsSlots && st.Selected != "" {
		return m.look.Unread(st.UnreadSlots(st.Selected, st.Shown))
	}
	return m.look.Unread(st.UnreadDay(st.Shown))
}

// dataSentence says how old what is on screen is, where it cannot be read anew.
func (m *Model) dataSentence() string {
	at, ok := m.shownReadAt()
	if !ok { // of the slots: the appointments are on screen all the same
		at, ok = m.st.VisitsReadAt(m.st.Shown)
	}
	if !ok {
		return m.look.T("status.no_data")
	}
	return m.agedSentence("status.data_from", "status.data_from_day", at)
}

// shownReadAt is when what is on screen was read, where it was.
func (m *Model) shownReadAt() (clinic.Instant, bool) {
	if st := m.st; m.showsOf() == showsSlots && st.Selected != "" {
		return st.SlotsReadAt(st.Selected, st.Shown)
	}
	return m.st.VisitsReadAt(m.st.Shown)
}

// agedSentence says when something was read: with the day, where that is not today.
func (m *Model) agedSentence(today, other string, at clinic.Instant) string {
	words, day := m.look.Words, m.st.Now.Wall.Day()
	args := map[string]any{"Time": words.Said(at.Wall), "Day": words.Day(at.Wall.Day(), day)}
	if at.Wall.Day() != day {
		return words.F(other, args)
	}
	return words.F(today, args)
}

// keyWords are words that name keys of the screens, where those have the keys.
func (m *Model) keyWords(key string) string {
	if m.top() != nil || m.front().Typing() {
		return ""
	}
	return m.look.T(key)
}
