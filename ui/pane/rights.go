package pane

import "creneau/state"

// MayBook is the key of why nothing can be booked: the right to was refused.
func MayBook(d Desk) func() string {
	return func() string {
		if _, no := d.State().Forbidden(state.MayBook); no {
			return "no_right_book"
		}
		return ""
	}
}

// MayCancel is MayBook for cancelling.
func MayCancel(d Desk) func() string {
	return func() string {
		if _, no := d.State().Forbidden(state.MayCancel); no {
			return "no_right_cancel"
		}
		return ""
	}
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
