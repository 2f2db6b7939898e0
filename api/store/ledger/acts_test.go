package ledger

import (
	"encoding/json"
	"strings"
	"testing"

	"creneau/api/store/audit"
	"creneau/state"
	"creneau/state/clinic"
)

// What people do is noted once for each stage that it comes to, by its reference, and
// what is typed is not.
func TestActs(t *testing.T) {
	ref := "tui-01JDHP6QY8Z3N1V5W7X9Y0A2B4"
	booking := func(stage string, moves clinic.ID) state.Picture {
		of := state.IntentPicture{Booking: clinic.Booking{Ref: ref, Name: "Camara Mariama"}}
		of.Draft.Moves.ID = moves
		return state.Picture{Subject: state.Subject{Kind: state.KeptIntent, Name: ref}, Stage: stage, Of: of}
	}
	over := func(p state.Picture, stage string) state.Picture {
		return state.Picture{Subject: p.Subject, Stage: stage, Closed: true}
	}
	arrival := state.Picture{Subject: state.Subject{Kind: state.KeptArrival, Name: "3021"}, Of: state.Arrival{ID: "3021"}}
	wait := state.Picture{Subject: state.Subject{Kind: state.KeptWait, Name: "desk/01JDHP6QY8Z3N1V5W7X9Y0A2B4/1"}, Of: state.Wait{Who: clinic.Who{Name: "Camara"}}}
	cancel := state.Picture{Subject: state.Subject{Kind: state.KeptCancel, Name: "3021@desk/1"}, Stage: "grace", Of: state.CancelPicture{Visit: clinic.Appointment{ID: "3021"}}}
	draft := state.Picture{Subject: state.Subject{Kind: state.KeptDraft, Name: "desk/1/2"}, Of: state.DraftPicture{Line: "camara"}}
	var a Acts
	var got []string
	for _, batch := range [][]state.Picture{
		{booking("sending", "")}, {booking("sending", ""), draft}, {booking("unknown", "")}, {over(booking("", ""), string(clinic.Scheduled))}, {over(draft, "")},
		{booking("sending", "3020")}, {over(booking("", ""), "")},
		{arrival, wait}, {over(arrival, ""), over(wait, "")}, {cancel}, {over(cancel, "cancelled")}, {over(cancel, "")}, {cancel}, {over(cancel, string(clinic.Cancelled))}, {cancel}, {over(cancel, "")},
	} {
		for _, e := range a.Of(batch) {
			got = append(got, strings.TrimSuffix(e.Act+" "+strings.ReplaceAll(e.Ref, ref, "ours")+" "+e.Outcome, " "))
		}
	}
	want := []string{
		"book ours sending", "book ours unknown", "book ours booked", "move ours sending", "move ours dropped",
		"arrive 3021", "wait desk/01JDHP6QY8Z3N1V5W7X9Y0A2B4/1", "arrive 3021 taken_back", "wait desk/01JDHP6QY8Z3N1V5W7X9Y0A2B4/1 taken_back",
		"cancel 3021 grace", "cancel 3021 cancelled", "cancel 3021 grace", "cancel 3021 cancelled", "cancel 3021 grace", "cancel 3021 dropped",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("noted is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Whatever a store's subjects are called by another system, the audit takes the entry
// and no name is in it.
func TestNoNameIsNoted(t *testing.T) {
	for _, name := range []string{"Camara", "CAMARA.MARIAMA", "tui-Camara", "tui-CamaraMariamaCamaraMariamaXX", "Camara Mariama", "désk/camara", "", "224620000000x"} {
		intent := state.IntentPicture{Booking: clinic.Booking{Ref: name, Name: "Camara Mariama"}}
		var a Acts
		for kind, of := range map[string]any{state.KeptIntent: intent, state.KeptCancel: state.CancelPicture{Visit: clinic.Appointment{ID: clinic.ID(name)}}, state.KeptArrival: state.Arrival{}} {
			for _, e := range a.Of([]state.Picture{{Subject: state.Subject{Kind: kind, Name: name}, Of: of}}) {
				text, err := json.Marshal(e)
				if err != nil || !audit.IsWord(e.Ref) || strings.Contains(strings.ToLower(string(text)), "camara") {
					t.Errorf("%q is noted as %s, %v", name, text, err)
				}
			}
		}
	}
}
