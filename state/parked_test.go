package state

import (
	"creneau/state/clinic"
	"testing"
)

func TestParking(t *testing.T) {
	d := openDesk(t)
	d.says(d.do(DraftParked{}), "nothing_parked")
	d.typed("dia")
	d.says(d.do(DraftParked{}), "parked")
	if d.Draft != nil || len(d.Parked) != 1 {
		t.Fatalf("parked: %+v", d.Parked)
	}
	first := d.Parked[0].Serial
	d.do(DraftOpened{}, Typed{Line: "bah"})
	d.do(DraftOpened{Line: "sylla"}, Typed{Line: "sylla "}) // what is open is put aside, not lost
	if len(d.Parked) != 2 || d.Parked[1].Line != "bah" {
		t.Fatalf("parked: %+v", d.Parked)
	}
	d.do(DraftTaken{Serial: first})
	d.keeps("dia")
	if len(d.Parked) != 2 || d.Parked[0].Line != "bah" || d.Parked[1].Line != "sylla " {
		t.Fatalf("parked: %+v", d.Parked)
	}
	d.do(DraftTaken{Serial: 99}, ParkedDropped{Serial: 99})
	d.do(ParkedDropped{Serial: d.Parked[0].Serial}, DraftClosed{}, DraftParked{})
	d.keeps("dia") // the last one put aside
	if len(d.Parked) != 1 {
		t.Errorf("parked: %+v", d.Parked)
	}
}

func TestFieldsAndMovesAreParkedToo(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{}, Typed{Split: true, Fields: clinic.Fields{Name: "dia"}}, DraftOpened{Moves: conde.ID}, Entered{}, DraftOpened{Line: "bah"})
	if len(d.Parked) != 2 || d.Parked[0].Fields.Name != "dia" || d.Parked[1].Moves.ID != conde.ID {
		t.Errorf("parked: %+v", d.Parked)
	}
}

// What nobody touched is no draft; closing one that says what another says keeps one;
// what a booking has fulfilled goes.
func TestOnlyWhatIsOpenIsKept(t *testing.T) {
	for _, begun := range []DraftOpened{
		{}, {Line: "Zowo Martine"}, {Slot: clinic.Slot{Department: "1", At: slot1000, Free: true}}, {Moves: conde.ID},
	} {
		d := openDesk(t)
		d.do(begun, DraftClosed{})
		if len(d.Parked) != 0 || d.Draft != nil {
			t.Errorf("begun with %+v and closed: %d are put aside", begun, len(d.Parked))
		}
		d.do(DraftOpened{}, Typed{Line: "bah"}, DraftClosed{}, begun, DraftClosed{})
		if len(d.Parked) != 1 || d.Draft != nil {
			t.Errorf("closing what was begun with %+v leaves %d put aside, in front %+v", begun, len(d.Parked), d.Draft)
		}
	}
	d := openDesk(t)
	for range 3 {
		d.do(DraftOpened{}, Typed{Line: "dia"}, DraftClosed{}, DraftOpened{}, Typed{Line: "bah "}, DraftClosed{}, DraftOpened{}, Typed{Line: "bah"}, DraftClosed{})
	}
	if len(d.Parked) != 2 || d.Parked[0].Line != "dia" || d.Parked[1].Line != "bah" {
		t.Fatalf("%d are put aside", len(d.Parked))
	}
	d.do(booked(d.confirm("bah"), "950"))
	if len(d.Parked) != 1 || d.Parked[0].Line != "dia" {
		t.Errorf("after the booking %d are put aside", len(d.Parked))
	}
	d.do(booked(d.confirm("dia car mar 3 9h45"), "951")) // the same patient and slot, in other words
	if len(d.Parked) != 0 {
		t.Errorf("after the second booking %d are put aside", len(d.Parked))
	}
}
