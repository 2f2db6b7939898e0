package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"

	"creneau/api/store/audit"
	"creneau/state"
	"creneau/state/clinic"
)

// What the audit calls what people do at a desk.
const (
	ActBook   = "book"
	ActMove   = "move"
	ActCancel = "cancel"
	ActArrive = "arrive"
	ActWait   = "wait"
)

// Acts makes entries of the audit of what a desk records: one for each stage of a
// booking or a cancel, for each arrival, and for each place on the waiting list. What
// is being typed is nobody's business.
type Acts struct {
	mu   sync.Mutex
	open map[state.Subject]audit.Entry // the last of each, while it is open
}

// Of are the entries of a batch that was recorded.
func (a *Acts) Of(pictures []state.Picture) []audit.Entry {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open == nil {
		a.open = map[state.Subject]audit.Entry{}
	}
	var out []audit.Entry
	for _, p := range pictures {
		was, known := a.open[p.Subject]
		e, ok := entryOf(p, was)
		if !ok || known && e == was {
			continue
		}
		if a.open[p.Subject] = e; p.Closed {
			delete(a.open, p.Subject)
		}
		out = append(out, e)
	}
	return out
}

// entryOf is what a picture says that was done; what is closed is told by what was
// known of it.
func entryOf(p state.Picture, was audit.Entry) (audit.Entry, bool) {
	e := audit.Entry{Act: was.Act, Ref: was.Ref, Outcome: p.Stage}
	switch p.Kind {
	case state.KeptIntent:
		if of, ok := p.Of.(state.IntentPicture); ok {
			if e.Act = ActBook; of.Draft.Moves.ID != "" {
				e.Act = ActMove
			}
			e.Ref = Reference(of.Booking.Ref)
		}
	case state.KeptCancel:
		if of, ok := p.Of.(state.CancelPicture); ok {
			e.Act, e.Ref = ActCancel, Reference(of.Visit.ID.Text())
		}
	case state.KeptArrival:
		e.Act, e.Ref = ActArrive, Reference(p.Name)
	case state.KeptWait:
		e.Act, e.Ref = ActWait, p.Name // the desk has given it
	default:
		return e, false
	}
	if p.Closed {
		e.Outcome = ended(p)
	}
	return e, e.Act != ""
}

// ended is how something ended: by the appointment that it became where that is known.
func ended(p state.Picture) string {
	writes := p.Kind == state.KeptIntent || p.Kind == state.KeptCancel
	switch {
	case p.Stage == string(clinic.Cancelled):
		return "cancelled"
	case clinic.Status(p.Stage).Known():
		return "booked"
	case p.Stage != "":
		return p.Stage
	case writes:
		return "dropped"
	}
	return "taken_back"
}

// ourMark begins the references that this program makes.
const ourMark = "tui-"

// Reference is a reference as the audit holds it: our own and an id of digits as it
// is; of any other, which another system may have made of a name, a mark that tells it
// from others.
func Reference(text string) string {
	digits := strings.Trim(text, "0123456789") == ""
	if digits || strings.HasPrefix(text, ourMark) && len(text) == len(ourMark)+26 {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return "mark-" + hex.EncodeToString(sum[:8])
}
