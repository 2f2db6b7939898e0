package pane

import (
	"creneau/state"
	"creneau/state/clinic"
)

// MayWrite is the key of why nothing can be changed: who sits there may only read.
func MayWrite(d Desk) func() string {
	return func() string {
		if d.State().ReadOnly {
			return "read_only"
		}
		return ""
	}
}

// MayBook is the key of why nothing can be booked: the right to was refused.
func MayBook(d Desk) func() string {
	return func() string {
		if reason := MayWrite(d)(); reason != "" {
			return reason
		}
		if _, no := d.State().Forbidden(state.MayBook); no {
			return "no_right_book"
		}
		return ""
	}
}

// MayBookIn is MayBook for a slot of a department.
func MayBookIn(d Desk, department clinic.ID) string {
	if reason := MayBook(d)(); reason != "" {
		return reason
	}
	if _, no := d.State().ForbiddenIn(department); no {
		return "no_access"
	}
	return ""
}

// Forbidden says whether a reason is that a right was refused: what needs it stays
// in sight.
func Forbidden(reason string) bool {
	switch reason {
	case "no_right_book", "no_right_cancel", "no_access", "read_only":
		return true
	}
	return false
}

// MayCancel is MayBook for cancelling.
func MayCancel(d Desk) func() string {
	return func() string {
		if reason := MayWrite(d)(); reason != "" {
			return reason
		}
		if _, no := d.State().Forbidden(state.MayCancel); no {
			return "no_right_cancel"
		}
		return ""
	}
}

// MayMove is MayBook for moving, which books and cancels.
func MayMove(d Desk) func() string { return FirstOf(MayBook(d), MayCancel(d)) }

// NotStanding is the key of why an appointment cannot be moved or cancelled: it is not
// booked any more, or is being cancelled.
func NotStanding(d Desk, v clinic.Appointment) string {
	switch {
	case v.ID == "" || !v.Status.Open():
		return "not_standing"
	case d.State().Cancelling(v.ID):
		return "being_cancelled"
	}
	return ""
}

// NotExpected is the key of why nobody can arrive for an appointment, or be noted as
// not here after all.
func NotExpected(d Desk, v clinic.Appointment) string {
	if reason := MayWrite(d)(); reason != "" {
		return reason
	}
	if _, here := d.State().Arrived[v.ID]; v.ID == "" || !here && !v.Status.Open() {
		return "not_standing"
	}
	return ""
}

// NothingToUndo is the key of why nothing can be taken back.
func NothingToUndo(d Desk) func() string {
	return func() string {
		if d.State().CanUndo() {
			return ""
		}
		return "nothing_to_undo"
	}
}

// FirstOf is the first reason there is.
func FirstOf(reasons ...func() string) func() string {
	return func() string {
		for _, why := range reasons {
			if reason := why(); reason != "" {
				return reason
			}
		}
		return ""
	}
}
