package state

import (
	"time"

	"creneau/state/clinic"
)

// chosenStands is how long a day that was chosen by hand is not left by itself.
const chosenStands = 10 * time.Minute

// goHome shows today.
func (s *State) goHome() {
	s.Shown = s.Now.Wall.Day()
	s.home = s.Shown
}

// chooseDay shows a day that a person chose.
func (s *State) chooseDay(day clinic.Day) {
	s.Shown, s.chosen = day, s.Now
	if today := s.Now.Wall.Day(); day == today {
		s.home = today
	}
}

// followToday shows today once midnight has passed, as soon as that disturbs
// nobody. Nothing else leaves the day that is shown.
func (s *State) followToday(idle bool) {
	typed := s.Draft != nil && !s.Draft.blank()
	if s.home == s.Now.Wall.Day() || !idle || typed || s.since(s.chosen) < chosenStands {
		return
	}
	s.goHome()
	s.rest()
}

// since is how long ago a moment was, by the clock on which more has gone by: one
// of them stands still while the machine sleeps, the other may be set.
func (s *State) since(at clinic.Instant) time.Duration {
	if at == (clinic.Instant{}) {
		return never
	}
	return max(s.Now.Mono-at.Mono, time.Duration(s.Now.Wall-at.Wall)*time.Second)
}
