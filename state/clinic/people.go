package clinic

import (
	"cmp"
	"slices"
	"strings"
)

// A Person is somebody seen in appointments, as of one moment. People are told
// apart by the folded words of the name in any order, since the API knows no
// patients.
type Person struct {
	Key     string // the same for the same person in every answer of one People
	Name    string // as written in the latest appointment
	Patient string // the patient's externalUserId; "" unless People.ByExternal

	Visits   int  // past ones that took place, as far as the API tells
	Absences int  // NO_SHOW
	Last     Wall // latest of Visits; 0 where none
	Next     Wall // earliest appointment still to come; 0 where none
	LastSeen Wall // Last, else Next

	// LastDepartment is where Last was, else where Next will be, else where
	// the latest appointment of any kind was.
	LastDepartment ID
}

// People is what the desk knows of persons: an index of the words of distinct
// names, learnt from appointments.
type People struct {
	// ByExternal says that externalUserId names a patient, not a booking, and
	// so tells namesakes apart. It is set before anything is learnt.
	ByExternal bool

	now     Wall // the latest moment at which something was learnt
	records []*personRecord
	byKey   map[string]*personRecord
	byVisit map[string]*personRecord // by the text of the appointment's id
	words   []*nameWord              // in alphabetical order
	spelled []*nameWord              // the same in that of their spelling
	byWord  map[string]*nameWord
}

// A nameWord is one folded word and whose names have it.
type nameWord struct {
	text    string
	spelled string
	records []int32 // indexes into People.records
}

// A personRecord is a person with all appointments seen.
type personRecord struct {
	key     string
	sorted  string   // folded words in alphabetical order, one space between
	words   []string // folded words in the order of name
	name    string
	patient string
	visits  []personVisit // by time, then id
}

// A personVisit is what an appointment tells of a person.
type personVisit struct {
	id         string
	at         Wall
	department ID
	status     Status
	name       string
}

// NewPeople is an index that knows nobody.
func NewPeople() *People {
	return &People{
		byKey:   map[string]*personRecord{},
		byVisit: map[string]*personRecord{},
		byWord:  map[string]*nameWord{},
	}
}

// Learn takes in what appointments tell of people. An appointment that is
// learnt again replaces what it told before. Those without an id or a name
// tell nothing.
func (p *People) Learn(list []Appointment, now Wall) {
	p.now = max(p.now, now)
	known := len(p.words)
	for _, a := range list {
		if a.ID != "" {
			p.learn(a)
		}
	}
	if len(p.words) > known {
		slices.SortFunc(p.words, func(a, b *nameWord) int { return strings.Compare(a.text, b.text) })
		p.spelled = slices.Clone(p.words)
		slices.SortFunc(p.spelled, func(a, b *nameWord) int {
			return cmp.Or(strings.Compare(a.spelled, b.spelled), strings.Compare(a.text, b.text))
		})
	}
}

func (p *People) learn(a Appointment) {
	v := personVisit{id: a.ID.Text(), at: a.At, department: a.Department, status: a.Status, name: a.Name}
	before := p.byVisit[v.id]
	if before != nil && before.has(v) && (!p.ByExternal || before.patient == a.External) {
		return
	}
	record := p.record(a)
	if before != nil && before != record {
		before.drop(v.id)
		delete(p.byVisit, v.id)
	}
	if record != nil {
		record.put(v)
		p.byVisit[v.id] = record
	}
}

// record is the record of the person an appointment is for, a new one where
// none is known, nil where the name has no words.
func (p *People) record(a Appointment) *personRecord {
	words := nameWords(a.Name)
	if len(words) == 0 {
		return nil
	}
	who := p.Who(a)
	slices.Sort(words)
	sorted, key := strings.Join(words, " "), who.Key()
	if known := p.byKey[key]; known != nil {
		return known
	}
	record := &personRecord{key: key, sorted: sorted, patient: who.Patient}
	index := int32(len(p.records))
	p.records = append(p.records, record)
	p.byKey[key] = record
	for _, text := range slices.Compact(words) {
		word := p.byWord[text]
		if word == nil {
			word = &nameWord{text: text, spelled: spell(text)}
			p.byWord[text] = word
			p.words = append(p.words, word)
		}
		word.records = append(word.records, index)
	}
	return record
}

// Len is the number of distinct people.
func (p *People) Len() int {
	n := 0
	for _, r := range p.records {
		if len(r.visits) > 0 {
			n++
		}
	}
	return n
}

func (r *personRecord) has(v personVisit) bool { return slices.Contains(r.visits, v) }

func (r *personRecord) drop(id string) {
	r.visits = slices.DeleteFunc(r.visits, func(v personVisit) bool { return v.id == id })
	r.rename()
}

func (r *personRecord) put(v personVisit) {
	r.visits = slices.DeleteFunc(r.visits, func(old personVisit) bool { return old.id == v.id })
	at, _ := slices.BinarySearchFunc(r.visits, v, func(a, b personVisit) int {
		return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.id, b.id))
	})
	r.visits = slices.Insert(r.visits, at, v)
	r.rename()
}

// rename writes the name as the latest appointment has it.
func (r *personRecord) rename() {
	if len(r.visits) == 0 {
		return
	}
	if name := r.visits[len(r.visits)-1].name; name != r.name {
		r.name, r.words = name, nameWords(name)
	}
}

// took says whether an appointment is one that took place. The API has no call
// for an arrival, so one of an earlier day that is still SCHEDULED counts; one of
// today may just be going on.
func (v personVisit) took(now Wall) bool {
	switch v.status {
	case Cancelled, NoShow, PendingPayment:
		return false
	case Scheduled:
		return v.at.Day() < now.Day()
	}
	return v.at <= now
}

// stands says whether an appointment to come is still expected.
func (v personVisit) stands() bool {
	return v.status != Cancelled && v.status != NoShow && v.status != Completed
}

// seen is when the person was last seen: past is true for a visit not later
// than now, else it is the earliest one to come; 0 for neither.
func (r *personRecord) seen(now Wall) (at Wall, past bool) {
	for i := len(r.visits) - 1; i >= 0; i-- {
		switch v := r.visits[i]; {
		case v.took(now):
			return v.at, true
		case v.at > now && v.stands():
			at = v.at
		}
	}
	return at, false
}

// person sums up the record as of now.
func (r *personRecord) person(now Wall) *Person {
	p := &Person{Key: r.key, Name: r.name, Patient: r.patient}
	var last, next, any ID
	for _, v := range r.visits {
		any = v.department
		switch {
		case v.status == NoShow:
			p.Absences++
		case v.took(now):
			p.Visits++
			p.Last, last = v.at, v.department
		case v.at > now && v.stands() && p.Next == 0:
			p.Next, next = v.at, v.department
		}
	}
	p.LastSeen, _ = r.seen(now)
	p.LastDepartment = cmp.Or(last, next, any)
	return p
}

// Who is what tells one person from another, as far as anything does: the name,
// and the patient's externalUserId where that names patients; "" where it does
// not, or where this patient's is not known.
type Who struct{ Name, Patient string }

// Key is the same for the same person, however the name is written.
func (w Who) Key() string {
	key := nameKey(w.Name)
	if w.Patient != "" {
		key += "\x00" + w.Patient
	}
	return key
}

// Is says whether two are one person as far as can be told: of two whose patients
// are told apart only one of them is.
func (w Who) Is(other Who) bool { return w.Key() == other.Key() }

// MayBe is Is, or that nothing tells them apart: the name is the same, and of one
// of them the patient is not known.
func (w Who) MayBe(other Who) bool {
	return nameKey(w.Name) == nameKey(other.Name) && (w.Patient == other.Patient || w.Patient == "" || other.Patient == "")
}

// Who is the person an appointment is for.
func (p *People) Who(a Appointment) Who {
	if !p.ByExternal {
		return Who{Name: a.Name}
	}
	return Who{Name: a.Name, Patient: a.External}
}

// Who tells the person from others.
func (p *Person) Who() Who { return Who{Name: p.Name, Patient: p.Patient} }

// Of is what is known of a person, as of when something was last learnt.
func (p *People) Of(who Who) (*Person, bool) {
	record := p.byKey[who.Key()]
	if record == nil || len(record.visits) == 0 {
		return nil, false
	}
	return record.person(p.now), true
}

// BeginsName says whether every word of what was typed begins a word of a name, no
// two the same.
func BeginsName(typed, name string) bool {
	words := nameWords(typed)
	s := search{asked: askedFor(words, nil)}
	return len(words) <= maxWords && s.matchWords(nameWords(name)).count == len(words)
}

// nameKey is the same for names that are the same but for accents, case,
// hyphens, apostrophes and the order of their words; "" for a name without a
// word. It tells no namesakes apart.
func nameKey(name string) string {
	words := nameWords(name)
	slices.Sort(words)
	return strings.Join(words, " ")
}
