package clinic

// A DepartmentList is the departments that could be read, and how many could not.
type DepartmentList struct {
	Departments []Department
	Skipped     int
}

// A SlotList is the slots that could be read, and how many could not.
type SlotList struct {
	Slots   []Slot
	Skipped int // slots, or whole days
}

// Visits asks for the appointments of a stretch of days, both ends included.
// Zero fields do not narrow.
type Visits struct {
	From, To   Day
	Department ID
	External   string
}

// VisitList is the answer to Visits, merged by id and filtered again on our
// side. Partial says that pages were left out: too many, or repeating.
type VisitList struct {
	Appointments []Appointment
	Partial      bool
	Skipped      int // items that could not be read
	Pages        int // requests that it took
}
