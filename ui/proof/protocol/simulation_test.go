package protocol

import (
	"slices"
	"time"

	"creneau/api/demo"
)

// A simulation is a clinic and the time of all that happens to it. Nothing runs
// beside it: what is to come waits in a list, and happens when it is due.
type simulation struct {
	clinic *demo.Clinic
	start  time.Time
	now    time.Duration // since the start
	coming []happening
	number int
}

// A happening is something to come, at the clinic or at a desk.
type happening struct {
	at     time.Duration
	number int   // the order of those of one moment
	desk   *desk // at which it happens; nil for the clinic
	do     func()
}

func newSimulation(start time.Time, o demo.Options) *simulation {
	s := &simulation{start: start}
	o.Now = s.time
	s.clinic = demo.New(o)
	return s
}

// time is the time on the clinic's clock.
func (s *simulation) time() time.Time { return s.start.Add(s.now) }

// atClinic has something happen there after a while.
func (s *simulation) atClinic(after time.Duration, do func()) { s.later(after, nil, do) }

// atDesk has something happen at a desk after a while: later where it is stopped then,
// and never where it was killed.
func (s *simulation) atDesk(d *desk, after time.Duration, do func()) { s.later(after, d, do) }

func (s *simulation) later(after time.Duration, d *desk, do func()) {
	if d != nil && d.killed {
		return
	}
	s.number++
	s.coming = append(s.coming, happening{s.now + after, s.number, d, do})
}

// pass lets time go by.
func (s *simulation) pass(by time.Duration) {
	s.until(s.now+by, func(h happening) bool { return h.desk == nil || !h.desk.stopped })
}

// killed has nothing happen at a desk any more.
func (s *simulation) killed(d *desk) {
	d.killed = true
	s.coming = slices.DeleteFunc(s.coming, func(h happening) bool { return h.desk == d })
}

// sleep lets time go by while the desks are suspended: what is due there comes
// when they wake up, in its order.
func (s *simulation) sleep(by time.Duration) {
	s.until(s.now+by, func(h happening) bool { return h.desk == nil })
	s.pass(0)
}

// until lets happen what is due up to a moment, and is awake.
func (s *simulation) until(end time.Duration, awake func(happening) bool) {
	for {
		next := -1
		for i, h := range s.coming {
			if h.at <= end && awake(h) && (next < 0 || h.before(s.coming[next])) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		h := s.coming[next]
		s.coming = slices.Delete(s.coming, next, next+1)
		s.now = max(s.now, h.at)
		h.do()
	}
	s.now = max(s.now, end)
}

func (h happening) before(other happening) bool {
	return h.at < other.at || h.at == other.at && h.number < other.number
}
