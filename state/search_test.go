package state

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// A searcher is a desk at whose Find screen somebody types, over a clinic whose
// weeks take so many pages each.
type searcher struct {
	*desk
	pages int
	read  []clinic.Day // Mondays of the weeks that were asked for, in order
	all   []clinic.Appointment
}

// goOn lets time go by as the desk's timer has it, and answers its reads.
func (d *searcher) goOn(most time.Duration) {
	for end := d.at.Add(most); d.at.Mono < end.Mono; {
		step := max(min(d.Due(), end.Mono-d.at.Mono), time.Millisecond)
		d.at = d.at.Add(step)
		d.take(d.Apply(d.at, Ticked{}))
	}
}

func (d *searcher) take(out []Effect) {
	for _, e := range out {
		switch e := e.(type) {
		case LoadVisits:
			if e.To == e.From+6 {
				d.read = append(d.read, e.From)
			}
			list := clinic.VisitList{Pages: d.pages}
			for _, v := range d.all {
				if day := v.At.Day(); e.From <= day && day <= e.To {
					list.Appointments = append(list.Appointments, v)
				}
			}
			d.take(d.Apply(d.at, VisitsLoaded{Asked: e, List: list}))
		case LoadSlots, LoadDepartments:
			if answer := d.answer(e); answer != nil {
				d.take(d.Apply(d.at, answer))
			}
		}
	}
}

// A search reads weeks, the nearest first, up to where somebody is found; at most
// twenty requests an hour at a desk, and none once half of the quota is used.
func TestASearchReadsWeeks(t *testing.T) {
	monday := storyNow.Day().Monday()
	open := func(t *testing.T, pages int) *searcher {
		d := &searcher{desk: openDesk(t), pages: pages}
		d.weekAt, d.read = map[clinic.Day]clinic.Instant{}, nil
		d.all = []clinic.Appointment{{ID: "7001", Department: "1", At: (monday + 7*5 + 2).At(10 * clinic.Hour), Name: "Zoumanigui Far", Status: clinic.Scheduled}}
		d.Quota = clinic.Quota{Known: true, Limit: 1000, Remaining: 990}
		d.quotaEnds = d.at.Add(time.Hour)
		return d
	}
	t.Run("who is known", func(t *testing.T) {
		d := open(t, 1)
		d.take(d.Apply(d.at, SearchTyped{Query: "cond"}))
		d.goOn(5 * time.Second)
		if want := []clinic.Day{monday, monday + 7, monday - 7, monday + 14, monday - 14}; !slices.Equal(d.read, want) {
			t.Errorf("read %v, want %v", d.read, want)
		}
	})
	t.Run("who is found far ahead", func(t *testing.T) {
		d := open(t, 1)
		d.take(d.Apply(d.at, SearchTyped{Query: "zouman"}))
		d.goOn(5 * time.Second)
		if last := d.read[len(d.read)-1]; last != monday+35 || len(d.read) != 10 {
			t.Errorf("read %v, the last of %v", d.read, monday+35)
		}
		if len(d.People.Find("zouman", d.Now.Wall, 1)) != 1 || d.HeldTo() < monday+41 {
			t.Errorf("seen to %v", d.HeldTo())
		}
	})
	t.Run("nothing typed, nothing read", func(t *testing.T) {
		d := open(t, 1)
		d.take(d.Apply(d.at, SearchTyped{Query: "zouman"}))
		d.take(d.Apply(d.at, SearchTyped{}))
		if d.goOn(time.Second); len(d.read) > 1 { // its turn in the background
			t.Errorf("read %v", d.read)
		}
	})
	t.Run("half of the quota is used", func(t *testing.T) {
		d := open(t, 1)
		d.Quota.Remaining = 500
		d.take(d.Apply(d.at, SearchTyped{Query: "zouman"}))
		d.goOn(time.Second)
		if _, short := d.Searching(); len(d.read) > 1 || !short {
			t.Errorf("read %v, said %v", d.read, short)
		}
	})
}

// However one types, and however many pages a week takes, searches make at most
// twenty requests in any hour.
func TestSearchesAreBounded(t *testing.T) {
	monday := storyNow.Day().Monday()
	rapid.Check(t, func(rt *rapid.T) {
		d := &searcher{desk: openDesk(t), pages: rapid.IntRange(1, 4).Draw(rt, "pages")}
		d.pagesADay = float64(d.pages) / 7
		d.Link.Stopped = false
		for range rapid.IntRange(1, 12).Draw(rt, "searches") {
			d.take(d.Apply(d.at, SearchTyped{Query: rapid.SampledFrom([]string{"zzz", "cond", "xyzzy", ""}).Draw(rt, "query")}))
			d.goOn(time.Duration(rapid.IntRange(1, 1500).Draw(rt, "rest")) * time.Second)
			if n := len(d.search.paid); n > searchMost {
				rt.Fatalf("%d requests in an hour", n)
			}
		}
		for _, m := range d.read {
			if m < monday-7*searchBack || m > monday+7*(searchAhead+1) {
				rt.Fatalf("read the week of %v", m)
			}
		}
	})
}
