package state

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// A roster is the slots of a few departments, some with workers, at a few times.
type roster map[clinic.Slot]bool

func drawRoster(rt *rapid.T) roster {
	r := roster{}
	for _, department := range []clinic.ID{"1", "2"} {
		for hour := range clinic.Wall(3) {
			workers := rapid.SampledFrom([][]clinic.ID{{""}, {"61"}, {"61", "62"}, {"61", "62", "63"}}).Draw(rt, "workers")
			for _, w := range workers {
				r[clinic.Slot{Department: department, Worker: w, At: storyNow.Day().At((14 + hour) * clinic.Hour)}] = rapid.Bool().Draw(rt, "free")
			}
		}
	}
	return r
}

func (r roster) of(e LoadSlots) []clinic.Slot {
	var out []clinic.Slot
	for sl, free := range r {
		if sl.Department == e.Department && e.covers(sl) {
			sl.Free = free
			out = append(out, sl)
		}
	}
	return out
}

// held is what the desk holds of them.
func (d *desk) held(r roster) roster {
	held := roster{}
	for sl := range r {
		slots, _ := d.SlotsOf(sl.Department, sl.At.Day(), sl.At.Day())
		for _, o := range slots {
			if o.Free = false; o == sl {
				held[sl] = d.stillFree(sl)
			}
		}
	}
	return held
}

// Whatever the slots and whoever's appointment is cancelled: its slot is free, all
// others are what they were, and where nothing tells which it is, they are read.
func TestACancelFreesItsOwnSlotAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := openDesk(t)
		d.mute = true
		r := drawRoster(rt)
		for _, department := range []clinic.ID{"1", "2"} {
			e := thisWeek(department)
			d.asked[e] = d.at
			d.do(SlotsLoaded{Asked: e, Slots: r.of(e)})
		}
		d.at = d.at.Add(time.Second)
		v := conde
		v.At = storyNow.Day().At((14 + clinic.Wall(rapid.IntRange(0, 2).Draw(rt, "hour"))) * clinic.Hour)
		v.Department = rapid.SampledFrom([]clinic.ID{"1", clinic.TextID("2"), "7"}).Draw(rt, "department")
		v.Worker = rapid.SampledFrom([]clinic.ID{"", "61", "62", clinic.TextID("61")}).Draw(rt, "worker")
		d.do(d.visitRead(v))
		took := rapid.SampledFrom(append([]clinic.Slot{{}}, r.of(thisWeek("1"))...)).Draw(rt, "taken by us")
		if took.At != 0 {
			took.Free = false
			d.take(took, d.at)
		}
		want := d.held(r)
		var own []clinic.Slot
		known := true
		for sl := range want {
			if sl.Department.Same(v.Department) && sl.At == v.At {
				known = known && (v.Worker != "" || sl.Worker == "")
				if sl.Worker == "" || sl.Worker.Same(v.Worker) {
					own = append(own, sl)
				}
			}
		}
		out := d.do(CancelDone{v.ID})
		if known {
			for _, sl := range own {
				want[sl] = true
			}
		}
		if reads := only[LoadSlots](out); known == (len(reads) > 0) || !known && !reads[0].covers(clinic.Slot{Department: d.formOf(v.Department), At: v.At}) {
			rt.Fatalf("read %v; it is known whose slot it was: %v", reads, known)
		}
		for sl, free := range d.held(r) {
			if free != want[sl] {
				rt.Fatalf("%+v cancelled: %+v is free: %v, want %v", v, sl, free, want[sl])
			}
		}
	})
}

// An answer that is on its way already may be of before the cancel: the slots are
// read once more after it.
func TestSlotsOnTheirWayAreReadOnceMore(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	e := thisWeek("1")
	shared := []clinic.Slot{{Department: "1", Worker: "61", At: conde.At}, {Department: "1", Worker: "62", At: conde.At}}
	d.asked[e] = d.at
	d.do(SlotsLoaded{Asked: e, Slots: shared})
	d.asked[e] = d.at
	d.at = d.at.Add(time.Second)
	if reads := only[LoadSlots](d.do(CancelDone{conde.ID})); len(reads) > 0 {
		t.Fatalf("the same is asked twice: %v", reads)
	}
	if reads := only[LoadSlots](d.do(SlotsLoaded{Asked: e, Slots: shared})); !slices.Contains(reads, e) {
		t.Errorf("read again: %v", reads)
	}
	if reads := only[LoadSlots](d.do(SlotsLoaded{Asked: e, Slots: shared})); slices.Contains(reads, e) {
		t.Errorf("and again: %v", reads)
	}
}
