package ui

import (
	"strconv"

	"creneau/state"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// headerLines are the lines at the top that never move.
func (m *Model) headerLines() []string {
	if m.lay.size == small {
		return []string{m.headLine()}
	}
	return []string{m.headLine(), m.countLine(), widget.Rule(m.env.border, m.env.ink(theme.Rule), m.lay.w)}
}

// headLine names the program, the clinic, the time and the connection.
func (m *Model) headLine() string {
	e, w := m.env, m.lay.w
	r := e.line(w).Gap(1)
	if m.lay.size > small || !e.Demo {
		r.Put(e.ink(theme.Strong), "MONCRENEAU").Gap(2)
	}
	if e.Demo {
		r.Put(e.ink(theme.Demo), " "+e.t("head.demo")+" ")
	}
	link, role := m.linkWord()
	left := m.linkLeft()
	clock := e.Words.Clock(e.st.Now.Wall)
	if m.lay.size > narrow {
		clock = e.Words.Day(e.st.Now.Wall.Day(), e.st.Now.Wall.Day()) + " " + clock
	}
	right := widget.Width(clock) + 3 + widget.Width(link+left) + 1
	if room := w - r.Col() - right - 3; room > 4 {
		r.Gap(2).Cell(e.ink(theme.Text), m.clinicName(), room-1)
	}
	return r.To(w-right).Put(e.ink(theme.Text), clock).Gap(3).Put(e.ink(role), link).Put(e.ink(theme.Text), left).String()
}

// clinicName is the clinic's name: set, else that of the organisation.
func (m *Model) clinicName() string {
	if m.env.Clinic != "" {
		return m.env.Clinic
	}
	for _, d := range m.env.st.Departments {
		if d.Organization != "" {
			return d.Organization
		}
	}
	return ""
}

// linkLeft is what is left of a request limit. It is plain text, so that a
// second costs its digit and no ink: it counts in the status area as well.
func (m *Model) linkLeft() string {
	if st := m.env.st; st.Quiet.On && !st.Link.Offline {
		return " " + m.env.Words.Countdown(st.Quiet.Left(st.Now))
	}
	return ""
}

// linkWord says how the connection is.
func (m *Model) linkWord() (string, theme.Role) {
	st := m.env.st
	switch {
	case st.Key.Code != "":
		return m.env.t("head.key"), theme.Bad
	case st.Link.Trying && st.Link.Why == state.MaintenanceMode:
		return m.env.t("head.maintenance"), theme.Warn
	case st.Link.Offline:
		return m.env.t("head.offline") + " " + m.env.Words.Clock(st.Link.Since), theme.Bad
	case st.Quiet.On:
		return m.env.t("head.waiting"), theme.Warn
	case !st.Loaded():
		return m.env.t("head.reading"), theme.Dim
	case st.Link.Slow:
		return m.env.t("head.slow"), theme.Warn
	}
	return m.env.t("head.online"), theme.Good
}

// countLine is credits, quota, drafts and waiting list.
func (m *Model) countLine() string {
	e, st := m.env, m.env.st
	r := e.line(m.lay.w).Gap(1)
	put := func(label, value string, role theme.Role) {
		r.Put(e.ink(theme.Dim), e.t(label)+" ").Put(e.ink(role), value).Gap(3)
	}
	role := theme.Text
	if st.Credits.Known && st.Credits.Count <= lowCredits {
		role = theme.Warn
	}
	put("head.credits", m.creditsWord(), role)
	if st.Quota.Known {
		role = theme.Text
		if st.Quota.Remaining*10 < st.Quota.Limit {
			role = theme.Warn
		}
		put("head.quota", strconv.Itoa(st.Quota.Remaining)+"/"+strconv.Itoa(st.Quota.Limit), role)
	}
	put("head.drafts", strconv.Itoa(len(st.Parked)), theme.Text)
	put("head.waitlist", strconv.Itoa(len(st.Waiting)), theme.Text)
	if n := len(st.Outbox); n > 0 {
		put("head.sends", strconv.Itoa(n), theme.Warn)
	}
	return r.String()
}

// lowCredits is how few credits are shown as a warning.
const lowCredits = 3

// creditsWord is the balance, as exactly as it is known.
func (m *Model) creditsWord() string {
	e, c := m.env, m.env.st.Credits
	switch {
	case !c.Known:
		return e.t("head.credits_unknown")
	case c.Exact:
		return strconv.Itoa(c.Count)
	}
	return e.Words.F("head.credits_about", map[string]any{"N": c.Count})
}
