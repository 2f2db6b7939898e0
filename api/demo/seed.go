package demo

import (
	"math/rand/v2"
	"slices"

	"creneau/state/clinic"
)

// The seeded appointments reach from two weeks before the clock's day to three
// weeks after it.
const (
	daysBefore = 14
	daysAfter  = 21
)

// largeTotal is the number of appointments of a large clinic.
const largeTotal = 10_000

// quietUntil is when, on the clock's day, people answering to the search for a
// lead begin to appear again. It lies after the story's end.
const quietUntil = 11 * clinic.Hour

// A layout is the work of filling the slots. All of it hangs on the seed and
// the day alone, so that the same day gives the same clinic at any hour.
type layout struct {
	rng         *rand.Rand
	today       clinic.Day
	departments []*department
	census      *census
	pools       map[int64][]*person // who goes to which department
	lastSeen    []clinic.Wall       // of each lead
	taken       map[place]*appointment
	free        map[place]bool // slots that stay free
	list        []*appointment
}

// layAppointments fills the departments' slots around today.
func layAppointments(o Options, departments []*department, today clinic.Day) []*appointment {
	rng := rand.New(rand.NewPCG(o.Seed, uint64(today)))
	l := &layout{
		rng: rng, today: today, departments: departments, census: newCensus(rng),
		pools: map[int64][]*person{}, lastSeen: make([]clinic.Wall, len(leads)),
		taken: map[place]*appointment{}, free: map[place]bool{},
	}
	perDepartment := 160
	if o.Large {
		perDepartment = 18
	}
	l.settle(perDepartment)
	for i := range leads {
		l.placeLead(i)
	}
	l.shapeNextWeek()
	l.placeRegulars()
	if o.Large {
		for full := false; !full; full = len(l.list) == largeTotal {
			l.fillTo(largeTotal)
			l.partNamesakes()
		}
	} else {
		l.fill()
		l.leaveRoomToday()
		l.partNamesakes()
	}
	return l.list
}

// partNamesakes leaves a name at most once a day in a department: the clinic's own
// rule takes a second one for a duplicate, whoever it is.
func (l *layout) partNamesakes() {
	type visit struct {
		name       string
		department int64
		day        clinic.Day
	}
	seen := map[visit]bool{}
	l.list = slices.DeleteFunc(l.list, func(a *appointment) bool {
		v := visit{fold(a.name), a.department.id, a.at.Day()}
		again := a.status != clinic.Cancelled && seen[v]
		seen[v] = seen[v] || a.status != clinic.Cancelled
		return again
	})
}

// settle makes the people of each department. Maternity sees women only.
func (l *layout) settle(perDepartment int) {
	for _, d := range l.departments {
		for range perDepartment {
			women := d.id == maternity || l.rng.IntN(2) == 0
			l.pools[d.id] = append(l.pools[d.id], l.census.invent(women))
		}
	}
}

func (l *layout) department(id int64) *department {
	i := slices.IndexFunc(l.departments, func(d *department) bool { return d.id == id })
	return l.departments[i]
}

// openDaysBack lists the days before today on which a department is open, the
// latest first.
func (l *layout) openDaysBack(d *department) []clinic.Day {
	var days []clinic.Day
	for day := l.today - 1; day >= l.today-daysBefore; day-- {
		if len(d.hours[day.Weekday()]) > 0 {
			days = append(days, day)
		}
	}
	return days
}

// placeLead gives a person of the story visits that are over, the last of them
// on the department's last open day, and none to come.
func (l *layout) placeLead(i int) {
	p := l.census.named(leads[i].name)
	d := l.department(leads[i].department)
	days := l.openDaysBack(d)
	for v := range leads[i].visits {
		day := days[v*(len(days)-1)/leads[i].visits]
		slots := d.slots(day)
		at := slots[len(slots)*2/3+l.rng.IntN(len(slots)/3)]
		for l.taken[place{d.id, at}] != nil {
			at = slots[l.rng.IntN(len(slots))]
		}
		if v == 0 {
			l.lastSeen[i] = at
		}
		l.put(d, at, p, clinic.Scheduled).outcome = clinic.Completed
	}
}

// shapeNextWeek makes the slot that the story asks for, cardiology at ten a
// week from today: ten is taken, a quarter past is free and so are its
// neighbours on other days, and the morning is busy without being full.
func (l *layout) shapeNextWeek() {
	d := l.department(cardiology)
	day := l.today + 7
	for _, hhmm := range []int{915, 1015, 1045} {
		l.free[place{d.id, day.At(clock(hhmm))}] = true
	}
	for _, near := range []clinic.Day{day - 1, day + 1, day + 2} {
		l.free[place{d.id, near.At(clock(1015))}] = true
	}
	for _, hhmm := range []int{900, 930, 945, 1000, 1030, 1115} {
		if at := day.At(clock(hhmm)); d.bookable(at) {
			l.book(d, at, clinic.Scheduled)
		}
	}
}

// placeRegulars gives each of them a visit or two, whenever there is room.
func (l *layout) placeRegulars() {
	for _, r := range regulars {
		p := l.census.named(r.name)
		d := l.department(r.department)
		l.pools[d.id] = append(l.pools[d.id], p)
		days := l.openDaysBack(d)
		for range 2 {
			slots := d.slots(days[l.rng.IntN(len(days))])
			at := slots[l.rng.IntN(len(slots))]
			if l.taken[place{d.id, at}] == nil && l.fits(p, at) {
				l.put(d, at, p, clinic.Scheduled)
			}
		}
	}
}

// fill takes each day's share of each department's slots.
func (l *layout) fill() {
	for _, d := range l.departments {
		for day := l.today - daysBefore; day <= l.today+daysAfter; day++ {
			share := l.share(day)
			for _, at := range d.slots(day) {
				if l.rng.Float64() < share {
					l.bookSome(d, at)
				}
			}
		}
	}
}

// share is the part of a day's slots that is taken.
func (l *layout) share(day clinic.Day) float64 {
	switch ahead := day - l.today; {
	case ahead < 0:
		return 0.65 + 0.2*l.rng.Float64()
	case ahead == 0:
		return 0.77
	case ahead <= 7:
		return 0.3 + 0.2*l.rng.Float64()
	case ahead <= 14:
		return 0.15 + 0.1*l.rng.Float64()
	}
	return 0.05 + 0.1*l.rng.Float64()
}

// fillTo books random slots of our clinic until there are this many
// appointments.
func (l *layout) fillTo(total int) {
	for len(l.list) < total {
		d := l.departments[l.rng.IntN(largeCount)]
		slots := d.slots(l.today - daysBefore + clinic.Day(l.rng.IntN(daysBefore+daysAfter+1)))
		if len(slots) > 0 {
			l.bookSome(d, slots[l.rng.IntN(len(slots))])
		}
	}
}

// bookSome books a slot for somebody. A few bookings are cancelled, most of
// those slots are taken again by somebody else; a few wait for their payment.
func (l *layout) bookSome(d *department, at clinic.Wall) {
	p := place{d.id, at}
	if l.taken[p] != nil || l.free[p] {
		return
	}
	switch roll := l.rng.IntN(100); {
	case roll < 6:
		l.book(d, at, clinic.Cancelled)
		if roll < 4 {
			l.book(d, at, clinic.Scheduled)
		}
	case roll < 12 && at.Day() >= l.today:
		l.book(d, at, clinic.PendingPayment)
	default:
		l.book(d, at, clinic.Scheduled)
	}
}

// book finds somebody for a slot. Where nobody fits, it stays as it is.
func (l *layout) book(d *department, at clinic.Wall, status clinic.Status) {
	pool := l.pools[d.id]
	for range 12 {
		if p := pool[l.rng.IntN(len(pool))]; l.fits(p, at) {
			l.put(d, at, p, status)
			return
		}
	}
}

// fits says whether somebody can come then: once a day at most, and nobody who
// answers to the search for a lead between that lead's last visit and the end
// of the story.
func (l *layout) fits(p *person, at clinic.Wall) bool {
	if slices.Contains(p.busy, at.Day()) {
		return false
	}
	return at >= l.today.At(quietUntil) ||
		!slices.ContainsFunc(p.leads, func(lead int) bool { return at >= l.lastSeen[lead] })
}

func (l *layout) put(d *department, at clinic.Wall, p *person, status clinic.Status) *appointment {
	p.busy = append(p.busy, at.Day())
	a := &appointment{department: d, at: at, created: l.madeBefore(at), name: p.name, external: p.external,
		credits: price, status: status, outcome: clinic.Completed}
	if l.rng.IntN(100) < 9 {
		a.outcome = clinic.NoShow
	}
	if status != clinic.Cancelled {
		l.taken[a.place()] = a
	}
	l.list = append(l.list, a)
	return a
}

// madeBefore is when an appointment was made: some days ahead, at an hour when
// somebody answers the telephone, and before today, so that it is past at any
// hour of today's clock.
func (l *layout) madeBefore(at clinic.Wall) clinic.Wall {
	day := min(at.Day()-1-clinic.Day(l.rng.IntN(12)), l.today-1-clinic.Day(l.rng.IntN(6)))
	return day.At(8*clinic.Hour + clinic.Wall(l.rng.IntN(9*60*60)))
}

// roomToday is how many slots of each half of today stay free in every
// department that is open then.
const roomToday = 2

// leaveRoomToday drops some of today's appointments, so that
// no hour of the day finds a department of the story full.
func (l *layout) leaveRoomToday() {
	noon := l.today.At(13 * clinic.Hour)
	for _, d := range l.departments {
		slots := d.slots(l.today)
		l.leaveRoom(d, slots, l.today.At(10*clinic.Hour), noon)
		l.leaveRoom(d, slots, noon, (l.today + 1).Start())
	}
}

func (l *layout) leaveRoom(d *department, slots []clinic.Wall, from, to clinic.Wall) {
	var full []*appointment
	free := 0
	for _, at := range slots {
		switch a := l.taken[place{d.id, at}]; {
		case at < from || at >= to:
		case a == nil:
			free++
		default:
			full = append(full, a)
		}
	}
	l.rng.Shuffle(len(full), func(i, j int) { full[i], full[j] = full[j], full[i] })
	for _, a := range full[:min(len(full), max(0, roomToday-free))] {
		delete(l.taken, a.place())
		l.list = slices.DeleteFunc(l.list, func(b *appointment) bool { return a == b })
	}
}
