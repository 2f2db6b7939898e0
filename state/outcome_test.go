package state

import (
	"slices"
	"strings"
	"testing"
)

// Every notice is an outcome until it is named as one that is not: what is named
// so must be said somewhere, and what tells of a booking or a cancel is never
// among it.
func TestNoticesThatAreNoOutcomes(t *testing.T) {
	said := noticeKeys(t)
	for key := range passing {
		if !said[key] && !strings.HasSuffix(key, "_counts") { // the countdown's, said on screen
			t.Errorf("nobody says %q", key)
		}
	}
	for key := range interim {
		if !said[key] || passing[key] {
			t.Errorf("%q is said %v, and passing %v", key, said[key], passing[key])
		}
	}
	outcomes := []string{
		"booked", "booked_late", "booked_and_cancelled", "moved", "refused", "draft_waits", "send_uncertain", "repeat_uncertain", "probably_refused",
		"not_found_after_all", "found_double", "found_alike", "stranded", "back_free", "back_taken", "taken_back", "taken_back_sent",
		"given_up", "handed_over", "booked_elsewhere", "left_open", "others_open", "alike_after_all", "purchase_stopped", "cancelled", "cancelled_unpaid", "cancelled_late", "cancelled_elsewhere", "cancel_refused",
		"cancel_uncertain", "cancel_probably_refused", "cancel_not_found", "cancel_not_done", "cancel_dropped", "cancel_lapsed", "cancel_dropped_tried", "both_stand",
		"put_back", "again_dropped", "back_dropped", "putting_back", "given_up_later", "without", "cancelled_late_for_move",
		"visit_gone", "not_done", "maybe_done", "key_refused", "slot_gone", "slots_not_read",
		"reference_unknown", "reference_unread", "reference_found",
	}
	for _, key := range outcomes {
		if !said[key] || !(Notice{Key: key}).Outcome() {
			t.Errorf("%q: said %v, an outcome %v", key, said[key], Notice{Key: key}.Outcome())
		}
	}
	for key := range said {
		if !passing[key] && !slices.Contains(outcomes, key) {
			t.Errorf("%q is an outcome that this test does not name", key)
		}
	}
}
