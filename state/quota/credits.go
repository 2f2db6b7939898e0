package quota

import "creneau/state/clinic"

// Credits are what is known of the balance: told by a refusal, typed in by a
// person, or, where the API's side shows it, exact. From there the desk counts
// its own bookings and cancels.
type Credits struct {
	Known bool
	Exact bool
	Count int
	At    clinic.Wall // when it was last told
}

// Add counts a cancel of our own, or with -1 a booking.
func (c *Credits) Add(n int) {
	switch {
	case !c.Known || c.Exact:
	case c.Count+n < 0:
		*c = Credits{} // more was paid in than is known of: how many are left nobody can say
	default:
		c.Count += n
	}
}
