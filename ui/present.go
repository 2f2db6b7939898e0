package ui

import (
	"creneau/state"
	"creneau/ui/overlay"
	"creneau/ui/pane"
)

// A presentation is how a reaction is shown: by an overlay that opens by
// itself, or, with a nil overlay, by the notice that was said alone.
type presentation struct {
	overlay func(*Model) pane.Pane
	draft   bool // the draft itself shows it: it is put in front
	intent  bool // the booking that a person has to decide about shows it
}

// presentations has a row for every reaction.
var presentations = map[state.Reaction]presentation{
	state.OfferSlots:     {overlay: func(m *Model) pane.Pane { return overlay.NewAlternatives(desk{m}) }},
	state.OfferCredits:   {overlay: func(m *Model) pane.Pane { return overlay.NewPurchase(desk{m}, m.creditsURL(), true) }},
	state.ShowExisting:   {overlay: func(m *Model) pane.Pane { return overlay.NewDuplicate(desk{m}) }},
	state.CountDown:      {},
	state.Tell:           {draft: true},
	state.FixField:       {draft: true},
	state.AskKey:         {overlay: func(m *Model) pane.Pane { return m.newAskKey() }},
	state.RefusedRight:   {draft: true},
	state.Gone:           {draft: true},
	state.Retry:          {},
	state.Maintenance:    {},
	state.Offline:        {intent: true},
	state.OutcomeUnknown: {intent: true},
}

// present shows a reaction. A draft that it concerns is put below it, so that
// closing it leads back to the typing.
func (m *Model) present(r state.Reaction) {
	p := presentations[r]
	if p.intent {
		m.presentIntent()
	}
	if p.overlay == nil && !p.draft || r == state.AskKey && m.typesOn() {
		return
	}
	switch b, _, open := find[*overlay.Book](m); {
	case m.st.Draft == nil:
	case !open:
		m.pushByItself(overlay.NewBook(desk{m}))
	default:
		b.Follow()
	}
	if p.overlay != nil {
		m.pushByItself(p.overlay(m))
	}
}

// typesOn says whether a draft is being typed that a refused key does not concern,
// or the new key already: then the notice is enough.
func (m *Model) typesOn() bool {
	_, _, asked := find[*overlay.AskKey](m)
	b, _, open := find[*overlay.Book](m)
	return asked || open && b.Typing() && m.st.Draft.Failure.Code != m.st.Key.Code
}

// presentIntent shows the booking that a person has to decide about, unless a
// draft is being typed, or another booking is shown on its way: then its notice is
// enough.
func (m *Model) presentIntent() {
	in, ok := m.st.ToDecide()
	if !ok {
		return
	}
	if b, _, open := find[*overlay.Book](m); open {
		_, underway := m.st.IntentOf(b.Serial())
		if underway || b.Typing() {
			return // what became of another one never takes the place of this one
		}
	}
	m.pushByItself(overlay.NewIntent(desk{m}, in.Draft.Serial))
}

// showTicket shows the ticket of what was just booked where the receptionist
// waits for it: in place of its draft. Elsewhere the notice is enough.
func (m *Model) showTicket(e state.ShowTicket) {
	b, front, ok := find[*overlay.Book](m)
	if !ok || !front || !b.Settled() {
		return
	}
	m.pop()
	m.pushByItself(overlay.NewBooked(desk{m}, e))
	m.top().seen = true // it takes no key that a draft would: n, Esc and Enter go on
}

// openVisit opens an appointment that was asked for by its number, in place of the
// one that is open. What had to be read first opens by itself, and not over what
// is being typed.
func (m *Model) openVisit(e state.OpenVisit) {
	if _, front, ok := find[*overlay.Ticket](m); ok && front {
		m.pop()
	}
	if m.status.notice.Key == "reference_sought" {
		m.status.next(m.config.Now()) // it is read
	}
	switch top := m.top(); {
	case !e.Late:
		m.push(overlay.NewTicket(desk{m}, e.ID))
	case top != nil && top.Typing():
		v, _ := m.st.Visit(e.ID)
		m.say(state.Notice{Key: "reference_found", Tone: state.Good, Where: v.ID.Text(), Who: v.Name, When: v.At})
	default:
		m.pushByItself(overlay.NewTicket(desk{m}, e.ID))
	}
}
