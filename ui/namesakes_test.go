package ui

import (
	"strconv"
	"strings"
	"testing"

	"creneau/state/clinic"
	"creneau/ui/pane"
)

// Where the reference names the patient, each of two namesakes is shown with the
// visits of that one alone, on every screen that tells of a person, in every
// width, and is the one who is booked.
func TestNamesakesAreShownApart(t *testing.T) {
	today := begins().Day()
	visits := map[string][]string{"P-1": {"7001", "7002"}, "P-2": {"7011", "7012", "7013"}}
	for _, size := range [][2]int{{80, 24}, {120, 30}, {170, 45}} {
		c := newClinic()
		for patient, ids := range visits {
			for i, id := range ids {
				v := clinic.Appointment{ID: clinic.ID(id), Department: cardiology, At: (today - clinic.Day(i)).At(clinic.Wall(8+len(ids)) * clinic.Hour), Status: clinic.Completed, Name: "Zoumanigui Pépé", External: patient}
				if i == 0 {
					v.Status, v.At = clinic.Scheduled, today.At(clinic.Wall(13+len(ids))*clinic.Hour)
				}
				c.visits = append(c.visits, v)
			}
		}
		c.patients = true
		r := newRig(t, c, plain())
		r.resizeTo(size[0], size[1])
		for _, key := range []string{"none", "down"} {
			r.press("f3")
			r.write("zoum")
			if key != "none" {
				r.press(key)
			}
			who, ok := r.screens[pane.Find].(pane.About).About()
			if !ok {
				t.Fatalf("nobody is found: %s", strings.Join(r.lines(), "\n"))
			}
			r.tellsOnly(who, visits)
			r.press("f2", "enter", "enter")
			if v := r.st.Booked; v == nil || v.External != who.Patient {
				t.Errorf("%+v was found, and %+v is booked", who, v)
			}
			r.press("esc")
		}
		r.press("esc")
		for patient := range visits {
			r.press("home")
			selected := func() string {
				who, _ := r.screens[pane.Day].(pane.About).About()
				return who.Patient
			}
			for range 60 {
				if selected() != patient {
					r.press("down")
				}
			}
			if selected() != patient {
				t.Fatalf("selected is %q", selected())
			}
			r.tellsOnly(clinic.Who{Name: "Zoumanigui Pépé", Patient: patient}, visits)
			r.press("enter") // the ticket tells of the person, too
			r.tellsOnly(clinic.Who{Name: "Zoumanigui Pépé", Patient: patient}, visits)
			r.press("esc")
		}
	}
}

// tellsOnly wants what is on screen to tell of one of the namesakes: as many
// visits as that one's past ones.
func (r *rig) tellsOnly(who clinic.Who, visits map[string][]string) {
	r.tb.Helper()
	screen := strings.Join(r.lines(), "\n")
	for patient, ids := range visits {
		told := strings.Contains(screen, r.look.Words.N("person.recent", len(ids)-1, nil)+",")
		if r.screen != pane.Find && told != (patient == who.Patient) {
			r.tb.Errorf("%dx%d: %+v is told with %s visits: %v\n%s", r.lay.W, r.lay.H, who, strconv.Itoa(len(ids)-1), told, screen)
		}
		shown := strings.Contains(screen, ids[1])
		if patient != who.Patient && shown || patient == who.Patient && r.screen == pane.Find && !shown {
			r.tb.Errorf("%dx%d: of %+v the visits are not shown alone:\n%s", r.lay.W, r.lay.H, who, screen)
		}
	}
}
