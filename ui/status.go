package ui

import (
	"slices"
	"strings"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// noticeStands is how long a notice stands; a key pressed after noticeRead
// clears it earlier.
const (
	noticeStands = 10 * time.Second
	noticeRead   = 4 * time.Second
)

// status is the notice in the status area.
type status struct {
	env    *env
	notice state.Notice
	since  time.Duration
}

// say shows a notice, in place of the one before.
func (s *status) say(n state.Notice) { s.notice, s.since = n, s.env.Now().Mono }

// expire clears a notice that has stood long enough.
func (s *status) expire(now clinic.Instant) {
	if s.notice.Key != "" && now.Mono-s.since >= noticeStands {
		s.notice = state.Notice{}
	}
}

// key clears a notice that has been read by the time a key is pressed.
func (s *status) key(now clinic.Instant) {
	if s.notice.Key != "" && now.Mono-s.since >= noticeRead {
		s.notice = state.Notice{}
	}
}

// unread says whether the notice is too new to have been read, and tells
// something that no countdown tells.
func (s *status) unread(now clinic.Instant) bool {
	switch s.notice.Key {
	case "", "limit_met", "cancel_waits":
		return false
	}
	return now.Mono-s.since < noticeRead
}

// due is when the notice goes.
func (s *status) due(now clinic.Instant) (time.Duration, bool) {
	if s.notice.Key == "" {
		return 0, false
	}
	return max(0, noticeStands-(now.Mono-s.since)), true
}

// toneRole is how each tone is set.
var toneRole = map[state.Tone]theme.Role{
	state.Plain: theme.Text, state.Good: theme.Good, state.Warning: theme.Warn, state.Bad: theme.Bad,
}

// statusLines are the lines below the body, without the footer.
func (m *Model) statusLines() []string {
	if m.lay.size == small {
		return m.noticeLines(1)
	}
	e := m.env
	lines := []string{
		widget.Rule(e.border, e.ink(theme.Rule), m.lay.w),
		m.nextFreeLine(),
		m.cardLine(),
	}
	return fit(append(lines, m.noticeLines(m.lay.status-len(lines))...), m.lay.status)
}

// nextFreeLine is the next free slot of each department in view.
func (m *Model) nextFreeLine() string {
	e, st := m.env, m.env.st
	r := e.line(m.lay.w).Gap(1).Put(e.ink(theme.Title), e.t("status.next_free"))
	for _, d := range st.Departments {
		name, when := shortName(d.Name), m.nextFreeWords(d.ID)
		if r.Left() < 3+widget.Width(name)+1+widget.Width(when) {
			break
		}
		r.Gap(3).Put(e.ink(theme.Dim), name).Gap(1).Put(e.ink(theme.Text), when)
	}
	return r.String()
}

// shortName is the beginning of a department's name, as it is said.
func shortName(name string) string {
	const most = 6
	i := 0
	for at := range name {
		if i == most || at > 0 && name[at] == ' ' {
			return name[:at]
		}
		i++
	}
	return name
}

// cardLine tells about the person of the selected row, where no card does.
func (m *Model) cardLine() string {
	e := m.env
	if m.hasCard() {
		return ""
	}
	s, ok := m.screens[m.screen].(interface{ about() (clinic.Who, bool) })
	if !ok {
		return ""
	}
	who, ok := s.about()
	if !ok {
		return ""
	}
	r := e.line(m.lay.w).Gap(1).Put(e.ink(theme.Strong), e.name(who.Name)).Gap(2)
	parts := m.personParts(who)
	for len(parts) > 1 && widget.Width(strings.Join(parts, ", ")) > r.Left() {
		parts = slices.Delete(parts, 1, 2) // absences first, then the last visit
	}
	return r.Put(e.ink(theme.Dim), strings.Join(parts, ", ")).String()
}

// personLine is what is known of a person in one line.
func (m *Model) personLine(who clinic.Who) string { return strings.Join(m.personParts(who), ", ") }

// personParts are how often a person came, was absent, was last here and comes
// next.
func (m *Model) personParts(who clinic.Who) []string {
	e, st := m.env, m.env.st
	p, ok := st.People.Of(who)
	if !ok {
		return []string{e.t("person.first_time")}
	}
	parts := []string{e.Words.N("person.visits", p.Visits, nil), e.Words.N("person.absences", p.Absences, nil)}
	if p.Last != 0 {
		parts = append(parts, e.Words.F("person.last", map[string]any{"Day": e.Words.Day(p.Last.Day(), st.Now.Wall.Day())}))
	}
	if p.Next != 0 {
		parts = append(parts, e.Words.F("person.next", map[string]any{"Day": e.Words.Day(p.Next.Day(), st.Now.Wall.Day()), "Time": e.Words.Clock(p.Next)}))
	}
	return parts
}

// noticeLines are what the status area says, over as many lines as it takes and
// at most so many: what does not fit ends in a mark that more was said.
func (m *Model) noticeLines(most int) []string {
	text, role := m.notice()
	lines := wrap(text, m.lay.w-2, func(s string) string { return s })
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, s := range lines {
		lines[i] = m.env.line(m.lay.w).Gap(1).Put(m.env.ink(role), s).String()
	}
	return lines
}

// notice is the countdown, the notice, or how old what is shown is. A notice
// that nobody can have read yet comes before a countdown, which stays.
func (m *Model) notice() (string, theme.Role) {
	st := m.env.st
	if m.status.unread(st.Now) {
		return m.sentence(m.status.notice), toneRole[m.status.notice.Tone]
	}
	if st.Quiet.On {
		return m.countdownSentence(), theme.Warn
	}
	for _, c := range st.Cancels {
		if !c.Sent {
			return m.sentence(state.Notice{Key: "cancel_counts", Who: c.Visit.Name, When: c.Visit.At, N: int(c.Left(st.Now) / time.Second)}), theme.Warn
		}
	}
	if n := m.status.notice; n.Key != "" {
		return m.sentence(n), toneRole[n.Tone]
	}
	return m.standingSentence()
}

// standingSentence is how the way to the API is where it is not well, else how
// old what is shown is.
func (m *Model) standingSentence() (string, theme.Role) {
	e, st := m.env, m.env.st
	read := st.Now.Wall
	if at, ok := st.VisitsReadAt(st.Shown); ok {
		read = at.Wall
	}
	args := map[string]any{
		"Since": e.Words.Said(st.Link.Since), "Read": e.Words.Said(read), "Why": m.reason(st.Link.Why),
		"Left": e.Words.Countdown(st.RetryLeft()), "Code": string(st.Key.Code),
	}
	switch {
	case st.Key.Code != "":
		return e.Words.F("status.key_refused", args), theme.Bad
	case st.Link.Trying && st.Link.Stopped:
		return e.Words.F("status.stopped", args), theme.Warn
	case st.Link.Trying && st.Link.Why == state.MaintenanceMode:
		return e.Words.F("status.maintenance", args), theme.Warn
	case st.Link.Offline:
		return e.Words.F("status.offline", args), theme.Warn
	case st.Link.Trying:
		return e.Words.F("status.retry", args), theme.Warn
	case st.Sparing():
		return e.Words.F("status.sparing", args), theme.Warn
	}
	if m.hello != "" {
		return e.t(m.hello), theme.Dim
	}
	return m.ageSentence(), theme.Dim
}

// countdownSentence says until when nothing is sent, and what waits.
func (m *Model) countdownSentence() string {
	e, st := m.env, m.env.st
	args := map[string]any{"Left": e.Words.Countdown(st.Quiet.Left(st.Now)), "Time": e.Words.Said(st.Quiet.Reset(st.Now))}
	waiting := 0
	for _, in := range st.Outbox {
		if in.Stage != state.Waits {
			continue
		}
		if waiting++; waiting == 1 {
			args["Who"], args["At"] = e.name(in.Name), e.Words.Clock(in.At)
		}
	}
	switch waiting {
	case 0:
		return e.Words.F("status.countdown", args)
	case 1:
		return e.Words.F("status.countdown_booking", args)
	}
	return e.Words.N("status.countdown_bookings", waiting, args)
}

// ageSentence says when what is on screen was read, to the minute.
func (m *Model) ageSentence() string {
	st := m.env.st
	if m.screen == slotsScreen && st.Selected != "" {
		if at, ok := st.SlotsReadAt(st.Selected, st.Shown); ok {
			return m.readAt(at)
		}
		return m.unread(st.UnreadSlots(st.Selected, st.Shown))
	}
	if at, ok := st.VisitsReadAt(st.Shown); ok {
		return m.readAt(at)
	}
	return m.unread(st.UnreadDay(st.Shown))
}

func (m *Model) readAt(at clinic.Instant) string {
	return m.env.Words.F("status.read_at", map[string]any{"Time": m.env.Words.Said(at.Wall)})
}

// unread says why what is looked at is not there.
func (m *Model) unread(why state.Unread, code state.Code) string {
	switch why {
	case state.ReadForbidden:
		return m.reason(code)
	case state.ReadLater:
		return m.env.t("status.read_later")
	case state.NotRead:
		return m.env.t("status.not_read")
	}
	return m.env.t("status.reading")
}

// footerLine names the keys that work now.
func (m *Model) footerLine() string {
	if m.caption.Beat > 0 {
		return m.captionLine()
	}
	e, typing := m.env, m.front().typing()
	// Reasons are asked before the line is begun: they may draw lines themselves.
	acts := slices.DeleteFunc(m.actionsOf(m.front()), func(a action) bool {
		return !a.hint || a.shown(typing) == "" || !a.can()
	})
	r := e.line(m.lay.w).Gap(1)
	for _, a := range acts {
		name, what := e.keyName(a.shown(typing)), e.t(a.name)
		if r.Left() < widget.Width(name)+1+widget.Width(what) {
			break
		}
		r.Put(e.ink(theme.KeyName), name).Gap(1).Put(e.ink(theme.KeyText), what).Gap(2)
	}
	return r.String()
}
