package ui

import (
	"strconv"

	"creneau/state"
	"creneau/ui/draw"
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
	left := m.linkLeft()
	clock := l.Words.Clock(m.st.Now.Wall)
	if m.lay.Size > pane.Narrow {
		clock = l.Words.Day(m.st.Now.Wall.Day(), m.st.Now.Wall.Day()) + " " + clock
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

// linkWord says how the connection is.
func (m *Model) linkWord() (string, theme.Role) {
	st := m.st
	switch {
	case st.Key.Code != "":
		return m.look.T("head.key"), theme.Bad
	case st.Link.Trying && st.Link.Why == state.MaintenanceMode:
		return m.look.T("head.maintenance"), theme.Warn
	case st.Link.Offline:
		return m.look.T("head.offline") + " " + m.look.Words.Clock(st.Link.Since), theme.Bad
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

// countLine is credits, quota, drafts and waiting list.
func (m *Model) countLine() string {
	l, st := m.look, m.st
	r := l.Line(m.lay.W).Gap(1)
	put := func(label, value string, role theme.Role) {
		r.Put(l.Ink(theme.Dim), l.T(label)+" ").Put(l.Ink(role), value).Gap(3)
	}
	if n := len(st.Without()); n > 0 {
		put("head.without", strconv.Itoa(n), theme.Bad)
	}
	role := theme.Text
	if st.Credits.Known && st.Credits.Count <= draw.LowCredits {
		role = theme.Warn
	}
	put("head.credits", l.Credits(st.Credits), role)
	if st.Quota.Known {
		role = theme.Text
		if st.Quota.Limit > 0 && st.Quota.Remaining*10 < st.Quota.Limit {
			role = theme.Warn
		}
		left := strconv.Itoa(st.Quota.Remaining)
		if st.Quota.Limit > 0 {
			left += "/" + strconv.Itoa(st.Quota.Limit)
		}
		put("head.quota", left, role)
	}
	put("head.drafts", strconv.Itoa(len(st.Parked)), theme.Text)
	put("head.waitlist", strconv.Itoa(len(st.Waiting)), theme.Text)
	if n := len(st.Intents); n > 0 {
		put("head.intents", strconv.Itoa(n), theme.Warn)
	}
	return r.String()
}
