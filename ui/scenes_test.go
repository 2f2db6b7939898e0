package ui

import (
	"slices"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/overlay"
	"creneau/ui/proof/yardstick"
	"creneau/ui/story"
)

// A scene is something that a desk shows, reached as a receptionist reaches it.
type scene struct {
	name    string
	overlay bool // an overlay is in front
	list    bool // a row or cell is selected
	blind   bool // the balance is not known
	bare    bool // the clinic has no department
	unread  bool // the weeks gone by are not read yet
	play    func(*rig)
}

// someScenes are all scenes; under the race detector every sixth, other ones in each test.
func someScenes(t *testing.T) []scene {
	if !yardstick.Raced {
		return scenes
	}
	var some []scene
	for i := len(t.Name()) % 6; i < len(scenes); i += 6 {
		some = append(some, scenes[i])
	}
	return some
}

// scenes are every screen, and every overlay in every form it has.
var scenes = []scene{
	{name: "day", list: true, play: func(r *rig) { r.press("down", "a") }},
	{name: "day_empty", play: func(r *rig) { r.press("left", "left") }},
	{name: "day_first", bare: true, play: func(*rig) {}},
	{name: "slots_first", bare: true, play: func(r *rig) { r.press("d") }},
	{name: "book_first", bare: true, overlay: true, play: func(r *rig) { r.press("n"); r.write("dia"); r.press("enter") }},
	{name: "day_offline", list: true, play: offline},
	{name: "day_maintenance", list: true, play: func(r *rig) {
		r.happen(state.Failed{Doing: state.LoadDepartments{}, Failure: state.Failure{Code: state.MaintenanceMode, Status: 503}, Jitter: 0.5})
	}},
	{name: "day_cancels_held", list: true, play: func(r *rig) {
		r.press("down", "x", "down", "down", "x")
		r.pass(state.Grace + time.Second)
		for _, c := range slices.Clone(r.st.Cancels) {
			r.happen(state.Failed{Doing: state.Cancel{ID: c.Visit.ID}, Failure: state.Failure{Code: state.RateLimitExceeded, Status: 429, Coded: true, Wait: time.Minute}})
		}
	}},
	{name: "day_countdown", list: true, play: func(r *rig) { meetLimit(r); r.press("n", "esc") }},
	{name: "day_cancelling", list: true, play: func(r *rig) { r.press("down", "x") }},
	{name: "day_booking_again", list: true, play: func(r *rig) { bookedAgain(r) }},
	{name: "book_resting", overlay: true, play: func(r *rig) { bookedAgain(r); r.press("b"); r.press("enter") }},
	{name: "slots", list: true, play: func(r *rig) { r.press("d", "down", "right") }},
	{name: "find", play: func(r *rig) { r.press("f"); r.write("dia") }},
	{name: "find_nobody", play: func(r *rig) { r.press("f"); r.write("xyzzy") }},
	{name: "find_visits", list: true, play: func(r *rig) { r.press("f"); r.write("dia fa"); r.press("enter") }},
	{name: "desk", list: true, play: deskAtWork},
	{name: "desk_elsewhere", list: true, play: func(r *rig) { othersAtWork(r); r.press("b", "end") }},
	{name: "day_elsewhere", list: true, play: othersAtWork},
	{name: "slots_elsewhere", list: true, play: func(r *rig) { othersAtWork(r); r.press("d", "down") }},
	{name: "book_elsewhere", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car"); othersAtWork(r); r.press("enter") }},
	{name: "desk_typing", blind: true, play: func(r *rig) { r.press("b", "c"); r.write("12") }},

	{name: "book_empty", overlay: true, play: func(r *rig) { r.press("n") }},
	{name: "book_typing", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car mar 10") }},
	{name: "book_fixed", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car"); r.press("enter") }},
	{name: "book_unread", unread: true, overlay: true, play: func(r *rig) { r.press("n"); r.write("zowo martine"); r.press("enter") }},
	{name: "book_new", overlay: true, play: func(r *rig) { r.press("n"); r.write("Soumah Rose Odette, ped jeu 10"); r.press("enter") }},
	{name: "book_asks", overlay: true, play: func(r *rig) { r.press("n"); r.write("diallo zenab"); r.press("enter") }},
	{name: "book_slip", overlay: true, play: func(r *rig) { r.press("n"); r.write("diallo cardiologei mercerdi"); r.press("enter") }},
	{name: "book_second_meaning", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car 620 12 34 56 sam") }},
	{name: "book_already", overlay: true, play: func(r *rig) { r.press("n"); r.write("condé car"); r.press("enter") }},
	{name: "book_unmet", overlay: true, play: func(r *rig) { r.press("n"); r.write("dialo car ven 13 32"); r.press("enter") }},
	{name: "book_past", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car 15/1"); r.press("enter") }},
	{name: "book_year", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car 15/1/2027 9h"); r.press("enter") }},
	{name: "book_reference", overlay: true, play: func(r *rig) { r.press("n"); r.write("bah 1042 sam soir"); r.press("enter") }},
	{name: "book_with_whom", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia dent"); r.press("enter", "down") }},
	{name: "book_fields", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia car"); r.press("tab", "tab") }},
	{name: "book_move", overlay: true, play: func(r *rig) { r.press("down", "r") }},
	{name: "book_move_first", overlay: true, play: cancelsFirst},
	{name: "book_clearing", overlay: true, play: func(r *rig) { cancelsFirst(r); r.press("enter") }},
	{name: "book_move_limited", overlay: true, play: func(r *rig) {
		clears(r)
		r.refuse(state.Failure{Code: state.RateLimitExceeded, Status: 429, Coded: true, Wait: 754 * time.Second})
	}},
	{name: "book_move_absent", overlay: true, play: func(r *rig) {
		clears(r)
		b := r.sent()
		r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
		for range 4 {
			r.pass(2 * time.Minute)
			r.happen(state.Found{Asked: state.ReadBack{Booking: b}})
		}
	}},
	{name: "book_putting_back", overlay: true, play: func(r *rig) { clears(r); r.conflict(state.SlotNotAvailable) }},
	{name: "alternatives_without", overlay: true, list: true, play: func(r *rig) {
		clears(r)
		r.conflict(state.SlotNotAvailable)
		r.conflict(state.SlotNotAvailable)
		r.pass(time.Second)
	}},
	{name: "desk_without", list: true, play: func(r *rig) {
		clears(r)
		r.refuse(state.Failure{Code: state.InsufficientCredits, Status: 402, Coded: true})
		r.press("esc", "esc", "b")
	}},
	{name: "book_refused", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.CreditCheckFailed, Status: 402})
	}},
	{name: "book_sending", overlay: true, play: send},
	{name: "book_waits", overlay: true, play: meetLimit},
	{name: "book_uncertain", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
	}},
	{name: "alternatives", overlay: true, list: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.SlotNotAvailable, Status: 409})
		r.pass(time.Second)
	}},
	{name: "alternatives_few", overlay: true, list: true, play: func(r *rig) {
		send(r)
		r.clinic.full = true
		r.refuse(state.Failure{Code: state.SlotNotAvailable, Status: 409})
		r.pass(time.Second)
		r.press("down")
	}},
	{name: "book_field", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.InvalidDateTime, Status: 422, Field: "dateTime", Message: "Format de date et d'heure non reconnu"})
	}},
	{name: "book_forbidden", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.DepartmentAccessDenied, Status: 403})
	}},
	{name: "book_absent", overlay: true, play: func(r *rig) {
		send(r)
		b := r.sent()
		r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
		for range 4 {
			r.pass(2 * time.Minute)
			r.happen(state.Found{Asked: state.ReadBack{Booking: b}})
		}
	}},
	{name: "book_alike", overlay: true, play: func(r *rig) {
		send(r)
		r.clinic.mute = true // what is looked for comes below
		r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
		r.pass(2 * time.Second)
		v := booked(r.sent())
		v.External = ""
		r.happen(state.Found{Asked: state.ReadBack{Booking: r.sent()}, List: clinic.VisitList{Appointments: []clinic.Appointment{v}}})
		if in := r.st.Intents[0]; in.Stage != state.Alike {
			r.tb.Fatalf("nobody is asked: %+v", in)
		}
	}},
	{name: "book_probably_refused", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: "HTTP_402", Status: 402})
	}},
	{name: "book_stranded", overlay: true, play: strand},
	{name: "book_back", overlay: true, play: func(r *rig) { strand(r); r.pass(time.Minute) }},
	{name: "ask_key", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.ExpiredAPIKey, Status: 401})
	}},
	{name: "credits", overlay: true, play: func(r *rig) { r.press("o") }},
	{name: "credits_waiting", overlay: true, play: needCredits},
	{name: "credits_counting", overlay: true, play: func(r *rig) {
		needCredits(r)
		r.clinic.credits = 20
		r.pass(time.Second)
	}},
	{name: "duplicate", overlay: true, play: func(r *rig) {
		r.press("n")
		r.write("dia fa car 11:45")
		r.press("enter", "enter")
		r.refuse(state.Failure{Code: state.DuplicateAppointment, Status: 409})
	}},
	{name: "ticket", overlay: true, play: func(r *rig) { r.press("down", "enter") }},
	{name: "ticket_booked", overlay: true, play: func(r *rig) {
		send(r)
		r.happen(state.Booked{Asked: r.sent(), Visit: booked(r.sent())})
	}},
	{name: "ticket_double", overlay: true, play: func(r *rig) {
		send(r)
		r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
		first := booked(r.sent())
		second := first
		second.ID = "2002"
		r.happen(state.Found{Asked: state.ReadBack{Booking: r.sent()}, List: clinic.VisitList{Appointments: []clinic.Appointment{first, second}}})
	}},
	{name: "ticket_qr", overlay: true, play: func(r *rig) { r.press("down", "enter", "v") }},
	{name: "confirm", overlay: true, play: func(r *rig) { r.press("n"); r.write("dia"); r.press("esc", "down", "x", "q") }},
	{name: "reference", overlay: true, play: func(r *rig) { r.press("1", "à", "é") }},
	{name: "palette", overlay: true, list: true, play: func(r *rig) { r.press("ctrl+k") }},
	{name: "palette_nothing", overlay: true, play: func(r *rig) { r.press("ctrl+k"); r.write("xyzzy") }},
	{name: "beats", overlay: true, list: true, play: func(r *rig) {
		for _, c := range story.Chapters() {
			r.config.Events[0].Beats = append(r.config.Events[0].Beats, overlay.Beat{Number: c.Beat, Text: story.Caption(c.Beat), Keys: c.Press, Ready: func() {}})
		}
		r.press("ctrl+g", "ctrl+g", "down")
	}},
	{name: "help", overlay: true, play: func(r *rig) { r.press("?") }},
}

// stage plays a scene at a fresh desk of 80x24.
func (s scene) stage(tb testing.TB, d dress) *rig {
	tb.Helper()
	c := newClinic()
	c.silent = true
	if s.bare {
		c.departments, c.visits = nil, nil
	}
	if s.blind {
		c.credits = -1
	}
	c.onlyAhead = s.unread
	r := newRig(tb, c, d)
	s.play(r)
	if got := r.top() != nil; got != s.overlay {
		tb.Fatalf("%s: an overlay in front: %v", s.name, got)
	}
	return r
}

// cancelsFirst moves an appointment within its day, which the API takes for a second
// one: the other order is asked about.
func cancelsFirst(r *rig) {
	r.press("down", "r", "enter")
	r.conflict(state.DuplicateAppointment)
}

// clears lets the old appointment be cancelled; the new one is on its way.
func clears(r *rig) {
	cancelsFirst(r)
	r.press("enter")
	r.happen(state.CancelDone{ID: r.st.Cancels[0].Visit.ID})
}

// conflict answers the booking that was confirmed last with a conflict, which no
// appearance explains.
func (r *rig) conflict(code state.Code) {
	b := r.sent()
	r.refuse(state.Failure{Code: code, Status: 409, Coded: true})
	r.happen(state.Found{Asked: state.ReadBack{Booking: b}})
}

// intent types a booking and confirms it; no answer comes.
func send(r *rig) {
	r.press("n")
	r.write("bah car mer 10")
	r.press("enter", "enter")
}

// meetLimit sends a booking that meets the request limit.
func meetLimit(r *rig) {
	send(r)
	r.refuse(state.Failure{Code: state.RateLimitExceeded, Status: 429, Wait: 754 * time.Second})
}

// strand sends a booking that finds no connection.
func strand(r *rig) {
	send(r)
	r.refuse(state.Failure{Code: state.NotSent, Cause: state.CauseRefused})
}

// needCredits sends a booking when the purse is empty.
func needCredits(r *rig) {
	r.clinic.credits = 0
	send(r)
	r.refuse(state.Failure{Code: state.InsufficientCredits, Status: 402, Required: 1, CreditsTold: true})
}

// offline lets a read fail before anything was sent.
func offline(r *rig) {
	r.happen(state.Failed{Doing: state.LoadDepartments{}, Failure: state.Failure{Code: state.NotSent, Cause: state.CauseDNS}, Jitter: 0.5})
}

// deskAtWork has a draft, somebody who waits, a send and a log.
func deskAtWork(r *rig) {
	r.press("down", "e", "n")
	r.write("condé demain")
	r.press("esc")
	send(r)
	r.refuse(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout})
	r.press("esc", "b", "down")
}

// othersAtWork has other desks book, cancel and type.
func othersAtWork(r *rig) {
	st := r.st
	dep := st.Departments[0]
	free, _ := st.NextFree(dep.ID, st.Now.Wall)
	visit := st.VisitsOn(st.Now.Wall.Day(), dep.ID)
	r.happen(state.Followed{Others: []clinic.Elsewhere{
		{Kind: state.KeptIntent, Subject: "tui-9", Desk: "pts/4", Who: clinic.Who{Name: "Zowo Martine"}, Department: dep.ID, At: free.At, Worker: free.Worker},
		{Kind: state.KeptCancel, Subject: visit[len(visit)-1].ID.Text(), Desk: "binta", Who: clinic.Who{Name: visit[len(visit)-1].Name}, Department: dep.ID, At: visit[len(visit)-1].At, Visit: visit[len(visit)-1].ID},
		{Kind: state.KeptDraft, Subject: "d/1", Desk: "binta", Line: "zowo pau ped"},
	}})
}

// bookedAgain takes a cancel back that was done: it is booked again after 8 s.
func bookedAgain(r *rig) {
	r.press("down", "x")
	r.pass(state.Grace)
	r.happen(state.CancelDone{ID: clinic.NumberID("1045")})
	r.press("u")
}
