package state

import (
	"slices"

	"creneau/state/clinic"
)

// slotFreed marks the slot of a cancelled appointment free again. Where nothing
// tells whose slot it was, none is: the slots are read again.
func (s *State) slotFreed(v clinic.Appointment) []Effect {
	if s.free(v, s.Now) {
		return nil
	}
	monday := v.At.Day().Monday()
	load := LoadSlots{Department: s.formOf(v.Department), From: monday, To: monday + 6}
	if _, on := s.asked[load]; on {
		s.outrun[load] = true // its answer may be of before
	}
	return s.ask(load)
}

// free marks the slot of a cancelled appointment free again, as far as it can be
// told from those of other workers at the same time, and says whether it can.
func (a *Agenda) free(v clinic.Appointment, now clinic.Instant) bool {
	sl := clinic.Slot{Department: a.formOf(v.Department), Worker: v.Worker, At: v.At}
	slots := a.weeks[week{sl.Department, v.At.Day().Monday()}].slots
	if v.Worker == "" && slices.ContainsFunc(slots, func(o clinic.Slot) bool { return o.At == v.At && o.Worker != "" }) {
		return false
	}
	a.freed[sl] = now
	for taken := range a.taken {
		if frees(sl, taken) {
			delete(a.taken, taken)
		}
	}
	a.freeAmong(slots, now)
	a.Rev++
	return true
}

// frees says whether a freed slot is this one: slots may carry no worker though
// appointments do.
func frees(freed, sl clinic.Slot) bool {
	return sl.Department == freed.Department && sl.At == freed.At && (sl.Worker == "" || sl.Worker.Same(freed.Worker))
}

// freeAmong marks those slots free that we freed since a moment: what was read
// from then on may not tell of it yet.
func (a *Agenda) freeAmong(slots []clinic.Slot, since clinic.Instant) {
	for freed, at := range a.freed {
		if at.Mono < since.Mono {
			continue
		}
		for i := range slots {
			slots[i].Free = slots[i].Free || frees(freed, slots[i])
		}
	}
}
