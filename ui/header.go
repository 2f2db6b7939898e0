package ui

import (
	"slices"
	"strconv"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/locale"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// headerLines are the lines at the top that never move.
func (m *Model) headerLines() []string {
	if m.lay.Size == pane.Small {
		return []string{m.headLine()}
	}
	return []string{m.headLine(), m.countLine(), widget.Rule(m.look.Border, m.look.Ink(theme.Rule), m.lay.W)}
}

// headLine names the program, the clinic, the time and the connection.
func (m *Model) headLine() string {
	l, w := m.look, m.lay.W
	r := l.Line(w).Gap(1)
	if m.lay.Size > pane.Small || !m.config.Demo {
		r.Put(l.Ink(theme.Strong), "MONCRENEAU").Gap(2)
	}
	if m.config.Demo {
		r.Put(l.Ink(theme.Demo), " "+l.T("head.demo")+" ")
	}
	link, role := m.linkWord()
	since := m.linkSince()
	left := m.linkLeft()
	clock := l.Words.Clock(m.st.Now.Wall)
	if m.lay.Size > pane.Narrow {
		clock = l.Words.Day(m.st.Now.Wall.Day(), m.st.Now.Wall.Day()) + " " + clock
	}
	if whole := r.Col() + 2 + widget.Width(m.clinicName()) + 1 + widget.Width(clock) + 3 + widget.Width(link+since) + 1; m.lay.Size > pane.Small && whole <= w {
		link += since // else the status area says it
	}
	right := widget.Width(clock) + 3 + widget.Width(link+left) + 1
	if room := w - r.Col() - right - 3; room > 4 {
		r.Gap(2).Cell(l.Ink(theme.Text), m.clinicName(), room-1)
	}
	return r.To(w-right).Put(l.Ink(theme.Text), clock).Gap(3).Put(l.Ink(role), link).Put(l.Ink(theme.Text), left).String()
}

// clinicName is the clinic's name: set, else that of the organisation.
func (m *Model) clinicName() string {
	if m.config.Clinic != "" {
		return m.config.Clinic
	}
	for _, d := range m.st.Departments {
		if d.Organization != "" {
			return d.Organization
		}
	}
	return ""
}

// linkLeft is what is left of a request limit. It is plain text, so that a
// second costs its digit and no ink: it counts in the status area as well.
func (m *Model) linkLeft() string {
	if st := m.st; st.Quiet.On && !st.Link.Offline {
		return " " + m.look.Words.Countdown(st.Quiet.Left(st.Now))
	}
	return ""
}

// linkSince is since when there is no connection; "" where there is one.
func (m *Model) linkSince() string {
	if !m.st.Link.Offline || m.st.Key.Code != "" || m.st.Link.Why == state.MaintenanceMode {
		return ""
	}
	return " " + m.look.Words.F("head.since", locale.Args{"Time": m.look.Words.Clock(m.st.Link.Since)})
}

// linkWord says how the connection is.
func (m *Model) linkWord() (string, theme.Role) {
	st := m.st
	switch {
	case st.Key.Code != "":
		return m.look.T("head.key"), theme.Bad
	case st.Link.Trying && st.Link.Why == state.MaintenanceMode:
		return m.look.T("head.maintenance"), theme.Warn
	case st.Link.Offline:
		return m.look.T("head.offline"), theme.Bad
	case st.Quiet.On:
		return m.look.T("head.waiting"), theme.Warn
	case st.Link.Trying && st.Link.Stopped:
		return m.look.T("head.stale"), theme.Warn
	case st.Link.Trying:
		return m.look.T("head.retrying"), theme.Warn
	case !st.Loaded():
		return m.look.T("head.reading"), theme.Dim
	case st.Link.Slow:
		return m.look.T("head.slow"), theme.Warn
	}
	return m.look.T("head.online"), theme.Good
}

// A count is something that is counted in the header; of several that do not fit, the
// one with the highest spare is left out first.
type count struct {
	label, value string
	role         theme.Role
	spare        int
}

// countLine is credits, quota, drafts and waiting list, and what waits for a person,
// which is never cut.
func (m *Model) countLine() string {
	counts := m.counts()
	width := func(gap int) int {
		w := 1 - gap
		for _, c := range counts {
			w += widget.Width(c.label) + 1 + widget.Width(c.value) + gap
		}
		return w
	}
	gap := 3
	for width(gap) > m.lay.W {
		if gap = 2; width(gap) <= m.lay.W || len(counts) == 1 {
			break
		}
		most := slices.MaxFunc(counts, func(a, b count) int { return a.spare - b.spare })
		counts = slices.DeleteFunc(counts, func(c count) bool { return c == most })
	}
	l := m.look
	r := l.Line(m.lay.W).Gap(1)
	for _, c := range counts {
		r.Put(l.Ink(theme.Dim), c.label+" ").Put(l.Ink(c.role), c.value).Gap(gap)
	}
	return r.String()
}

// counts are all that is counted, in their order.
func (m *Model) counts() []count {
	l, st := m.look, m.st
	var counts []count
	add := func(label, value string, role theme.Role, spare int) {
		if value == "0" {
			spare += 10
		}
		counts = append(counts, count{l.T(label), value, role, spare})
	}
	if n := len(st.Without()); n > 0 {
		add("head.without", strconv.Itoa(n), theme.Bad, 0)
	}
	role := theme.Text
	if st.Credits.Known && st.Credits.Count <= draw.LowCredits {
		role = theme.Warn
	}
	add("head.credits", l.Credits(st.Credits), role, 2)
	if st.Quota.Known {
		role, spare := theme.Text, 6
		if st.Quota.Limit > 0 && st.Quota.Remaining*10 < st.Quota.Limit {
			role, spare = theme.Warn, 3
		}
		left := strconv.Itoa(st.Quota.Remaining)
		if st.Quota.Limit > 0 {
			left += "/" + strconv.Itoa(st.Quota.Limit)
		}
		add("head.quota", left, role, spare)
	}
	add("head.drafts", strconv.Itoa(len(st.Parked)), theme.Text, 5)
	add("head.waitlist", strconv.Itoa(len(st.Waiting)), theme.Text, 4)
	if n := len(st.Intents); n > 0 {
		add("head.intents", strconv.Itoa(n), theme.Warn, 1)
	}
	return counts
}
