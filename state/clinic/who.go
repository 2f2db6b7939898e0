package clinic

import (
	"slices"
	"strings"
)

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
