package state

import "creneau/state/clinic"

// A Right is something that a key may be forbidden: an action, or a department.
type Right string

// The rights that requests need, by the scopes of the public contract.
const (
	MayBook   Right = "book"        // appointments:create
	MayCancel Right = "cancel"      // appointments:cancel
	MayRead   Right = "visits"      // appointments:read
	MaySlots  Right = "slots"       // availability:check
	MayList   Right = "departments" // departments:read
)

// inDepartment is the right to one department.
func inDepartment(id clinic.ID) Right { return Right("department " + id.Text()) }

// Forbidden says whether the API has refused a right, and by which code.
func (g *Gate) Forbidden(r Right) (Code, bool) {
	c, ok := g.forbidden[r]
	return c, ok
}

// ForbiddenIn is Forbidden for a department.
func (g *Gate) ForbiddenIn(department clinic.ID) (Code, bool) {
	return g.Forbidden(inDepartment(department))
}

// forbid notes which right a refusal takes from the desk, and says whether that
// is news. What the API did not write takes none: a proxy knows no rights.
func (g *Gate) forbid(e Effect, f Failure) bool {
	if f.unwritten() {
		return true
	}
	right, department := e.Traits().Right, e.Traits().Department
	if f.Code != InsufficientScope {
		if e.Traits().One {
			return true // it concerns one appointment alone
		}
		if department != "" {
			right = inDepartment(department)
		}
	}
	_, known := g.forbidden[right]
	g.forbidden[right] = f.Code
	return !known
}

// forbids says whether an effect needs a right that was refused.
func (g *Gate) forbids(e Effect) (Code, bool) {
	right, department := e.Traits().Right, e.Traits().Department
	if c, ok := g.forbidden[right]; ok {
		return c, true
	}
	if department == "" {
		return "", false
	}
	return g.ForbiddenIn(department)
}

// A KeyRefusal is why the API refuses the key, and since when.
type KeyRefusal struct {
	Code Code
	At   clinic.Wall

	since clinic.Instant
}

// keyRefused notes that the key is refused; the first time it is said.
func (s *State) keyRefused(f Failure) []Effect {
	if s.Key.Code != "" {
		return nil
	}
	s.Key = KeyRefusal{Code: f.Code, At: s.Now.Wall, since: s.Now}
	return s.say(Notice{Key: "key_refused", Tone: Bad, Code: f.Code})
}

// RetryAsked makes the read that would be made again by itself at once: a person
// wants to know now.
type RetryAsked struct{}

func (RetryAsked) apply(s *State) []Effect {
	if !s.Link.Trying && s.Key.Code == "" {
		return nil
	}
	s.again, s.Link.Stopped = s.Now, false
	return s.refresh()
}

// RetryStopped stops the reads that would be made again by themselves, until a
// person looks at something else.
type RetryStopped struct{}

func (RetryStopped) apply(s *State) []Effect {
	if !s.Link.Trying {
		return nil
	}
	s.Link.Stopped = true
	return s.say(Notice{Key: "retry_stopped"})
}
