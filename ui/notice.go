package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// How long a notice stands; a key pressed after noticeRead clears it earlier. An
// outcome behind which others wait makes room after outcomeStands, anything else
// after noticeRead.
const (
	noticeStands  = 10 * time.Second
	outcomeStands = 6 * time.Second
	noticeRead    = 4 * time.Second
	noticeSeen    = 2 * time.Second // where others wait
)

// status is the notice in the status area, and the outcomes that wait behind it.
type status struct {
	notice state.Notice
	since  time.Duration
	queue  []state.Notice

	arriving bool // what is said now, no key asked for
	outcome  bool // the notice tells of one
	acted    bool // a key was pressed since that is no typing
	told     bool // what lay in front said the same
}

// say shows a notice. Outcomes that arrive while another stands that nobody has
// acted on, or can have seen, wait for it, and nothing else that arrives takes its
// place; what answers a key is shown at once, and an outcome that nobody can have seen
// comes back behind it.
func (s *status) say(n state.Notice, outcome bool, now clinic.Instant) {
	s.queue = slices.DeleteFunc(s.queue, func(was state.Notice) bool {
		return n.Settles(was) || !s.arriving && n.Who != "" && n.Who == was.Who && n.When == was.When // it is acted on
	})
	was := s.notice
	was.At = n.At
	stood, stays := now.Mono-s.since, s.outcome && was != n && !n.Settles(s.notice)
	switch {
	case s.arriving && stays && (stood < noticeSeen && !s.told || !s.acted && stood < outcomeStands):
		if outcome {
			s.queue = append(s.queue, n)
		}
		return
	case stays && stood < noticeSeen && !s.told && (n.Who != s.notice.Who || n.When != s.notice.When): // else it was acted on
		s.queue = slices.Insert(s.queue, 0, s.notice)
	}
	s.show(n, now)
	s.outcome = outcome
}

func (s *status) show(n state.Notice, now clinic.Instant) {
	s.notice, s.since, s.outcome, s.acted, s.told = n, now.Mono, true, false, false
}

// stands is how long the notice stands.
func (s *status) stands() time.Duration {
	switch {
	case len(s.queue) == 0:
		return noticeStands
	case s.outcome:
		return outcomeStands
	}
	return noticeRead
}

// next shows the outcome that waited longest, if any.
func (s *status) next(now clinic.Instant) {
	if len(s.queue) == 0 {
		s.notice, s.outcome = state.Notice{}, false
		return
	}
	n := s.queue[0]
	s.queue = slices.Delete(s.queue, 0, 1)
	s.show(n, now)
}

// expire clears a notice that has stood long enough.
func (s *status) expire(now clinic.Instant) {
	if s.notice.Key != "" && now.Mono-s.since >= s.stands() {
		s.next(now)
	}
}

// key clears a notice that has been read by the time a key is pressed; sooner
// where others wait. Who types looks at what is typed.
func (s *status) key(now clinic.Instant, types bool) {
	stood := now.Mono - s.since
	s.acted = s.acted || !types
	if s.notice.Key != "" && (stood >= noticeRead || s.acted && stood >= noticeSeen && len(s.queue) > 0) {
		s.next(now)
	}
}

// unread says whether the notice is too new to have been read, and tells
// something that no countdown tells.
func (s *status) unread(now clinic.Instant) bool {
	switch s.notice.Key {
	case "", "limit_met", "booking_met_limit", "cancel_met_limit", "cancel_waits", "cancel_waits_again":
		return false
	}
	if s.outcome && len(s.queue) > 0 {
		return now.Mono-s.since < outcomeStands
	}
	return now.Mono-s.since < noticeRead
}

// due is when the notice goes.
func (s *status) due(now clinic.Instant) (time.Duration, bool) {
	if s.notice.Key == "" {
		return 0, false
	}
	return max(0, s.stands()-(now.Mono-s.since)), true
}

// say shows a notice, said now.
func (m *Model) say(n state.Notice) {
	now := m.config.Now()
	n.At = now.Wall
	m.status.say(n, false, now)
}

// sentence is a notice in the desk's language.
func (m *Model) sentence(n state.Notice) string {
	var keys draw.Keys
	if who, at, _ := m.st.Undoes(); who == n.Who && at == n.When && (m.does("u", "act.undo") || m.does("u", "act.stop_again")) {
		switch cancel, booking := m.st.Drops(); {
		case cancel:
			keys.Keep = m.look.T("status.key_keep")
			if slices.ContainsFunc(m.st.Cancels, func(c state.Cancelling) bool { return c.Met() && c.Visit.Name == n.Who && c.Visit.At == n.When }) {
				keys.Keep = m.look.T("status.key_stop")
			}
		case booking:
			keys.Stop = m.look.T("status.key_stop")
		default:
			keys.Undo = m.look.T("status.key_undo")
		}
	}
	return m.look.Sentence(n, m.st.Now.Wall.Day(), keys)
}

// does says whether a key does this now, and nothing else.
func (m *Model) does(key, action string) bool {
	front := m.front()
	acts := m.actionsOf(front)
	i := slices.IndexFunc(acts, func(a pane.Action) bool { return slices.Contains(a.Keys(), key) })
	return i >= 0 && acts[i].Name == action && acts[i].Can() && !(front.Typing() && len(key) == 1)
}

// noticeLines are what the status area says, over as many lines as it takes and
// at most so many: what does not fit ends in a mark that more was said. How many
// outcomes wait is said whatever room that takes.
func (m *Model) noticeLines(most int) []string {
	text, role := m.notice()
	room, more := m.lay.W-2, m.moreWords()
	if more != "" {
		text += " " + more
	}
	lines := draw.Broken(text, room)
	if told := draw.Broken(strings.TrimSuffix(text, " "+more), room); more != "" && len(lines) > most && len(told) == most {
		more = fmt.Sprintf("(+%d)", len(m.status.queue)) // rather than cut what is told
		if text = strings.Join(append(told, more), " "); len(draw.Broken(text, room)) > most {
			text, more = strings.Join(told, " "), ""
		}
		lines = draw.Broken(text, room)
	}
	if len(lines) > most {
		last := strings.Join(lines[most-1:], " ")
		if more != "" {
			last = widget.Cut(strings.TrimSuffix(last, " "+more), room-1-widget.Width(more), m.look.Border.Tail) + " " + more
		}
		lines = append(lines[:most-1], last)
	}
	for i, s := range lines {
		lines[i] = m.look.Line(m.lay.W).Gap(1).Put(m.look.Ink(role), s).String()
	}
	return lines
}

// noticeNeeds is how many lines the sentence needs below an overlay: one, more where
// it tells an outcome that nobody can have read yet, which must not be cut.
func (m *Model) noticeNeeds() int {
	if m.lay.Size == pane.Small || !m.status.outcome || !m.status.unread(m.st.Now) || m.toldInFront(m.status.notice) {
		return 1
	}
	return min(len(draw.Broken(m.sentence(m.status.notice), m.lay.W-2)), m.lay.status-m.lay.notice)
}

// moreWords say how many outcomes wait, and the key that leads to all of them
// where what is in front has it.
func (m *Model) moreWords() string {
	n := len(m.status.queue)
	if n == 0 {
		return ""
	}
	key, args := "status.more", map[string]any{}
	for _, a := range m.actionsOf(m.front()) {
		if shown := a.Shown(m.front().Typing()); a.Name == "act.todo" && shown != "" {
			key, args["Key"] = "status.more_key", m.look.KeyName(shown)
		}
	}
	return strings.ReplaceAll(m.look.Words.N(key, n, args), " ", "\u00a0")
}

// notice is the countdown, the notice, or how old what is shown is. A notice
// that nobody can have read yet comes before a countdown, which stays.
func (m *Model) notice() (string, theme.Role) {
	st, told := m.st, m.toldInFront(m.status.notice)
	if m.status.unread(st.Now) && !told {
		return m.sentence(m.status.notice), draw.Tone(m.status.notice.Tone)
	}
	if st.Quiet.On {
		return m.countdownSentence(), theme.Warn
	}
	if n := m.counted(); n.Key != "" {
		return m.sentence(n), theme.Warn
	}
	if n := m.status.notice; n.Key != "" && !told {
		return m.sentence(n), draw.Tone(n.Tone)
	}
	return m.linkSentence()
}

// counted is what is counted down and would be dropped first; no key for nothing.
func (m *Model) counted() state.Notice {
	st := m.st
	_, rests := st.Drops()
	for _, c := range slices.Backward(st.Cancels) {
		if !c.Sent && !rests {
			n := state.Notice{Key: "cancel_counts", Who: c.Visit.Name, When: c.Visit.At, N: int(c.Left(st.Now) / time.Second)}
			if c.Met() {
				n.Key = "cancel_again_counts"
			}
			return n
		}
	}
	for _, in := range slices.Backward(st.Intents) {
		switch n := int(in.Left(st.Now) / time.Second); {
		case in.Stage != state.Resting:
		case in.Draft.Moves.ID != "":
			return state.Notice{Key: "back_counts", Who: in.Name, When: in.At, N: n}
		default:
			return state.Notice{Key: "again_counts", Who: in.Name, When: in.At, N: n}
		}
	}
	return state.Notice{}
}

// toldInFront says whether the overlay in front says what a notice says: one fact
// stands in one place. A small window has no room for all of it but the notice's.
func (m *Model) toldInFront(n state.Notice) bool {
	t, ok := m.front().(pane.Tells)
	return ok && m.lay.Size > pane.Small && t.Tells(n)
}
