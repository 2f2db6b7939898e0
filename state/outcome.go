package state

// passing are the notices that tell of no outcome: answers to a key, hints, and
// what a countdown or the header tells as well. Another one may take their place
// at once. Every other notice tells what became of something: it stands until it
// was read.
var passing = map[string]bool{
	"already_sent": true, "arrived": true, "cancel_counts": true, "cancel_waits": true, "cancelling_already": true,
	"cannot_arrive": true, "cannot_cancel": true, "cannot_move": true, "checking_slot": true, "enter_books": true, "forbidden": true,
	"joins_queue": true, "key_given": true, "limit_met": true, "missing_department": true, "missing_name": true,
	"missing_worker": true, "move_few_requests": true, "move_limited": true, "move_offline": true, "no_free_slot": true, "not_arrived": true,
	"nothing_parked": true, "nothing_to_undo": true, "parked": true, "quiet_over": true, "read_failed": true,
	"retry_stopped": true, "rows_changed": true, "slot_still_read": true, "taken_up": true,
	"undoing": true, "waits": true, "waits_already": true,
}

// Outcome says whether a notice tells what became of something.
func (n Notice) Outcome() bool { return n.Key != "" && !passing[n.Key] }

// interim are the outcomes that another about the same appointment settles.
var interim = map[string]bool{
	"send_uncertain": true, "probably_refused": true, "found_alike": true, "not_found_after_all": true, "stranded": true,
	"cancel_uncertain": true, "cancel_probably_refused": true, "cancel_not_found": true, "given_up_later": true, "putting_back": true, "back_free": true, "back_taken": true,
}

// Settles says whether a notice tells what became of what an earlier one left
// open, or all that it told and more.
func (n Notice) Settles(was Notice) bool {
	return n.Outcome() && n.Who == was.Who && n.When == was.When &&
		(interim[was.Key] || was.Key == "booked_late" && n.Key == "found_double")
}
