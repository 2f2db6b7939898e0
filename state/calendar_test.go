package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestCalendarWeeksAreReadInTheBackground(t *testing.T) {
	d := openDesk(t)
	held := func() (n int) {
		for w := range clinic.Day(4) {
			if _, ok := d.SlotsReadAt("2", storyNow.Day()+7*w); ok {
				n++
			}
		}
		return n
	}
	d.do(DepartmentPicked{"2"})
	d.pass(time.Minute)
	if n := held(); n == 4 {
		t.Fatal("the calendar is read though it is not on screen")
	}
	d.do(CalendarShown{Weeks: 4})
	d.pass(time.Minute)
	if n := held(); n != 4 {
		t.Errorf("%d weeks are held", n)
	}
	if reads := only[LoadSlots](d.pass(4 * time.Minute)); len(reads) > 30 {
		t.Errorf("%d reads in four minutes", len(reads))
	}
}
