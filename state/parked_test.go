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
	d.do(DraftOpened{Line: "bah"})
	d.do(DraftOpened{Line: "sylla"}) // what is open is put aside, not lost
	if len(d.Parked) != 2 || d.Parked[1].Line != "bah" {
		t.Fatalf("parked: %+v", d.Parked)
	}
	d.do(DraftTaken{Serial: first})
	d.keeps("dia")
	if len(d.Parked) != 2 || d.Parked[0].Line != "bah" || d.Parked[1].Line != "sylla" {
		t.Fatalf("parked: %+v", d.Parked)
	}
	d.do(DraftTaken{Serial: 99}, ParkedDropped{Serial: 99})
	d.do(ParkedDropped{Serial: d.Parked[0].Serial}, DraftDropped{}, DraftParked{})
	d.keeps("sylla")
	if len(d.Parked) != 0 {
		t.Errorf("parked: %+v", d.Parked)
	}
}

func TestFieldsAndMovesAreParkedToo(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{}, Typed{Split: true, Fields: clinic.Fields{Name: "dia"}}, DraftOpened{Moves: conde.ID}, DraftOpened{Line: "bah"})
	if len(d.Parked) != 2 || d.Parked[0].Fields.Name != "dia" || d.Parked[1].Moves.ID != conde.ID {
		t.Errorf("parked: %+v", d.Parked)
	}
}
