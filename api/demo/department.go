package demo

import (
	"fmt"
	"slices"
	"time"

	"creneau/state/clinic"
)

// An organization owns departments, keys and credits.
type organization struct {
	id     int64
	name   string
	unpaid bool // its subscription is due: booking answers PAYMENT_REQUIRED
}

// The two organisations of the demo. The second owes its subscription, and
// exists so that something can belong to somebody else.
var (
	ourClinic   = &organization{id: 4, name: "Clinique Pasteur"}
	otherClinic = &organization{id: 9, name: "Clinique du Fleuve", unpaid: true}
)

// A department takes one booking per slot.
type department struct {
	id           int64
	name         string
	description  string
	organization *organization
	slotLength   clinic.Wall
	hours        [7][]clinic.Span // by time.Weekday
	workers      []clinic.Worker
	needsWorker  bool
}

// slots lists the starts of the slots of a day, free or not.
func (d *department) slots(day clinic.Day) []clinic.Wall {
	var starts []clinic.Wall
	for _, span := range d.hours[day.Weekday()] {
		for at := span.From; at+d.slotLength <= span.To; at += d.slotLength {
			starts = append(starts, day.At(at))
		}
	}
	return starts
}

// bookable says whether a slot of the department starts at this moment.
func (d *department) bookable(at clinic.Wall) bool {
	of := at.OfDay()
	for _, span := range d.hours[at.Day().Weekday()] {
		if of >= span.From && of+d.slotLength <= span.To && (of-span.From)%d.slotLength == 0 {
			return true
		}
	}
	return false
}

// employs says whether the department has a worker with this id.
func (d *department) employs(worker int64) bool {
	for _, w := range d.workers {
		if w.ID.Text() == idText(worker) {
			return true
		}
	}
	return false
}

// on gives the same opening hours to several weekdays. Spans are hours and
// minutes written as numbers: 830 is half past eight.
func (d *department) on(days []time.Weekday, spans ...[2]int) *department {
	for _, day := range days {
		for _, s := range spans {
			d.hours[day] = append(d.hours[day], clinic.Span{From: clock(s[0]), To: clock(s[1])})
		}
	}
	return d
}

func clock(hhmm int) clinic.Wall {
	return clinic.Wall(hhmm/100)*clinic.Hour + clinic.Wall(hhmm%100)*clinic.Minute
}

func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

func everyDay() []time.Weekday {
	return append(weekdays(), time.Saturday, time.Sunday)
}

// Ids of the departments that the seeded people are sent to.
const (
	cardiology     = 11
	pediatrics     = 12
	dental         = 13
	maternity      = 14
	ophthalmology  = 15
	radiology      = 16
	otherPractice  = 91
	firstLargeUnit = 101
)

// largeCount is the number of departments of a large clinic.
const largeCount = 300

// standardDepartments are the six of the clinic, and one of another
// organisation. Maternity is open every day into the night, so that no hour of
// the week finds the clinic empty.
func standardDepartments() []*department {
	saturday := []time.Weekday{time.Saturday}
	newDepartment := func(id int64, name, description string, minutes int) *department {
		return &department{id: id, name: name, description: description, organization: ourClinic,
			slotLength: clinic.Wall(minutes) * clinic.Minute}
	}
	list := []*department{
		newDepartment(cardiology, "Cardiologie", "Consultations et électrocardiogrammes", 15).
			on(weekdays(), [2]int{800, 1230}, [2]int{1400, 1700}).on(saturday, [2]int{800, 1200}),
		newDepartment(pediatrics, "Pédiatrie", "Enfants jusqu'à quinze ans, vaccinations", 20).
			on(weekdays(), [2]int{800, 1300}, [2]int{1400, 1600}).on(saturday, [2]int{830, 1150}),
		newDepartment(dental, "Dentaire", "Soins et extractions", 30).
			on([]time.Weekday{time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday},
				[2]int{900, 1200}, [2]int{1500, 1800}),
		newDepartment(maternity, "Maternité", "Suivi de grossesse et consultations après naissance", 30).
			on(everyDay(), [2]int{600, 2300}),
		newDepartment(ophthalmology, "Ophtalmologie", "Vue, fond d'œil, cataracte", 20).
			on([]time.Weekday{time.Monday, time.Wednesday, time.Friday}, [2]int{830, 1230}).
			on([]time.Weekday{time.Tuesday, time.Thursday}, [2]int{830, 1030}, [2]int{1400, 1800}),
		newDepartment(radiology, "Radiologie", "Radiographies et échographies, avec le manipulateur choisi", 20).
			on(weekdays(), [2]int{730, 1250}, [2]int{1400, 1720}).on(saturday, [2]int{730, 1130}),
		newDepartment(otherPractice, "Médecine générale", "", 20).on(weekdays(), [2]int{800, 1200}),
	}
	list[2].workers = []clinic.Worker{
		{ID: clinic.NumberID("503"), Name: "Dr Kourouma Fanta"},
		{ID: clinic.NumberID("504"), Name: "Dr Touré Lansana"},
	}
	list[5].needsWorker = true
	list[5].workers = []clinic.Worker{
		{ID: clinic.NumberID("506"), Name: "Dr Soumah M'mah"},
		{ID: clinic.NumberID("507"), Name: "Traoré Abdoulaye"},
		{ID: clinic.NumberID("508"), Name: "Guilavogui Jean-Pierre"},
	}
	list[6].organization = otherClinic
	return list
}

// smallDepartments is one, with a handful of slots on every day.
func smallDepartments() []*department {
	d := &department{id: cardiology, name: "Cardiologie", organization: ourClinic, slotLength: 30 * clinic.Minute}
	return []*department{d.on(everyDay(), [2]int{1000, 1200}, [2]int{1500, 1600})}
}

// largeDepartments is the standard clinic grown to 300 departments.
func largeDepartments() []*department {
	list := standardDepartments()
	six, other := list[:6], list[6]
	grown := slices.Clone(six)
	for i := len(six); i < largeCount; i++ {
		unit := *six[i%len(six)]
		unit.id = firstLargeUnit + int64(i)
		unit.name = fmt.Sprintf("%s %d", unit.name, i/len(six)+1)
		unit.workers, unit.needsWorker = nil, false
		grown = append(grown, &unit)
	}
	return append(grown, other)
}
