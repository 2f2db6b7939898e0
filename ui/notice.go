package ui

import (
	"strings"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/theme"
)

// noticeStands is how long a notice stands; a key pressed after noticeRead
// clears it earlier.
const (
	noticeStands = 10 * time.Second
	noticeRead   = 4 * time.Second
)

// status is the notice in the status area.
type status struct {
	notice state.Notice
	since  time.Duration
}

// say shows a notice, in place of the one before.
func (s *status) say(n state.Notice, now clinic.Instant) { s.notice, s.since = n, now.Mono }

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

// say shows a notice, said now.
func (m *Model) say(n state.Notice) {
	now := m.config.Now()
	n.At = now.Wall
	m.status.say(n, now)
}

// sentence is a notice in the desk's language.
func (m *Model) sentence(n state.Notice) string { return m.look.Sentence(n, m.st.Now.Wall.Day()) }

// noticeLines are what the status area says, over as many lines as it takes and
// at most so many: what does not fit ends in a mark that more was said.
func (m *Model) noticeLines(most int) []string {
	text, role := m.notice()
	lines := draw.Broken(text, m.lay.W-2)
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, s := range lines {
		lines[i] = m.look.Line(m.lay.W).Gap(1).Put(m.look.Ink(role), s).String()
	}
	return lines
}

// notice is the countdown, the notice, or how old what is shown is. A notice
// that nobody can have read yet comes before a countdown, which stays.
func (m *Model) notice() (string, theme.Role) {
	st := m.st
	if m.status.unread(st.Now) {
		return m.sentence(m.status.notice), draw.Tone(m.status.notice.Tone)
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
		return m.sentence(n), draw.Tone(n.Tone)
	}
	return m.standingSentence()
}
