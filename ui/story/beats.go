package story

import (
	"strconv"
	"time"
)

// A Scene is a part of a beat: what the presenter presses, and what is seen then.
type Scene struct {
	Beat    int           // of the story
	Opens   bool          // a presenter can begin with it, at a bare desk
	Press   []string      // names of keys, and texts that are typed
	Wait    time.Duration // until all is seen
	Says    []string      // sentences, by their keys in the locale files
	Sees    []string      // words that are the same in each language
	Credits int           // left in the purse
	Booked  string        // who was booked meanwhile
}

// Scenes are the story, in order.
func Scenes() []Scene {
	return []Scene{
		{Beat: 1, Wait: 7 * time.Second, Says: []string{"head.online", "day.patient"}, Sees: []string{"[Cardiologie"}, Credits: 3},
		{Beat: 2, Opens: true, Press: []string{"n", "dia"}, Says: []string{"book.title"}, Sees: []string{"Diallo Fatoumata"}, Credits: 3},
		{Beat: 2, Press: []string{"enter", "enter"}, Says: []string{"ticket.title_booked", "act.undo"}, Credits: 2, Booked: "Diallo Fatoumata"},
		{Beat: 3, Press: []string{"u"}, Says: []string{"note.cancelled"}, Credits: 3},
		{Beat: 4, Opens: true, Press: []string{"n", "dia car mar 10", Outside}, Says: []string{"book.reads", "note.event_slot_taken"}, Sees: []string{"Cardiologie / ", "10:15"}, Credits: 3},
		{Beat: 5, Press: []string{"enter", "enter"}, Wait: time.Second, Says: []string{"alternatives.title", "alternatives.kept", "alternatives.same_hour", "alternatives.same_day", "alternatives.soonest"}, Credits: 3},
		{Beat: 6, Press: []string{"é"}, Wait: 200 * time.Millisecond, Says: []string{"ticket.title_booked"}, Credits: 2, Booked: "Diallo Fatoumata"},
		{Beat: 7, Opens: true, Press: []string{Outside}, Says: []string{"note.event_lost_answer"}, Credits: 2},
		{Beat: 7, Press: []string{"n", "bah", "enter", "enter"}, Says: []string{"book.uncertain"}, Credits: 1, Booked: "Bah Aïssatou Lamarana"},
		{Beat: 7, Wait: 3 * time.Second, Says: []string{"ticket.title_booked", "ticket.late"}, Credits: 1},
		{Beat: 8, Press: []string{"n", "bah", "enter"}, Wait: time.Second, Says: []string{"book.already"}, Sees: []string{"bah", "10:00"}, Credits: 1},
		{Beat: 8, Press: []string{"enter"}, Wait: time.Second, Says: []string{"duplicate.title", "duplicate.kept", "duplicate.existing"}, Sees: []string{"bah", "10:00"}, Credits: 1},
		{Beat: 8, Press: []string{"esc"}, Says: []string{"day.patient", "note.parked"}, Credits: 1},
		{Beat: 9, Opens: true, Press: []string{"n", "syl", "enter", "enter"}, Says: []string{"ticket.title_booked"}, Credits: 0, Booked: "Sylla Aïssatou"},
		{Beat: 10, Opens: true, Press: []string{"n", "con", "enter", "enter"}, Wait: time.Second, Says: []string{"purchase.refused", "purchase.missing", "purchase.then", "purchase.where"}, Sees: []string{"Condé Ibrahima"}, Credits: 0},
		{Beat: 11, Press: []string{Outside}, Wait: 2 * time.Second, Says: []string{"purchase.counting"}, Credits: 20},
		{Beat: 11, Wait: 5 * time.Second, Says: []string{"ticket.title_booked"}, Credits: 19, Booked: "Condé Ibrahima"},
		{Beat: 12, Opens: true, Press: []string{Outside}, Says: []string{"note.event_rate_limit"}, Credits: 19},
		{Beat: 12, Press: []string{"n", "kei", "enter", "enter"}, Wait: time.Second, Says: []string{"head.waiting", "book.waits_met", "status.countdown_met"}, Sees: []string{"Keïta Maïmouna"}, Credits: 19},
		{Beat: 12, Press: []string{"enter", "left"}, Says: []string{"status.countdown_met"}, Sees: []string{"16:00"}, Credits: 19},
		{Beat: 13, Wait: 22 * time.Second, Says: []string{"head.online", "note.booked"}, Credits: 18, Booked: "Keïta Maïmouna"},
		{Beat: 14, Opens: true, Press: []string{"t", Outside}, Says: []string{"note.event_cut"}, Credits: 18},
		{Beat: 14, Press: []string{"n", "cam", "enter", "enter"}, Says: []string{"head.offline", "book.stranded"}, Credits: 18},
		{Beat: 14, Press: []string{"esc"}, Wait: 21 * time.Second, Says: []string{"head.offline", "status.offline", "day.patient"}, Credits: 18},
		{Beat: 15, Press: []string{Outside, "t"}, Wait: time.Second, Says: []string{"head.online", "book.back_free"}, Sees: []string{"Camara"}, Credits: 18},
		{Beat: 15, Press: []string{"enter"}, Says: []string{"ticket.title_booked"}, Credits: 17, Booked: "Camara Sékou"},
		{Beat: 16, Press: []string{"esc", "p"}, Says: []string{"note.printed"}, Credits: 17},
	}
}

// Beats is how many beats the story has.
func Beats() int { return Scenes()[len(Scenes())-1].Beat }

// Caption is the key of what is said of a beat.
func Caption(beat int) string { return "story.beat" + strconv.Itoa(beat) }

// A Chapter is a beat that a presenter can begin with, and what must be so then.
type Chapter struct {
	Beat    int
	Press   []string // what is pressed in it
	Credits int      // in the purse
	Event   int      // the outside event that comes next
}

// Chapters are the beats that a presenter can begin with.
func Chapters() []Chapter {
	var out []Chapter
	credits, event, open := Credits, 0, 0
	for _, s := range Scenes() {
		if s.Opens {
			out = append(out, Chapter{Beat: s.Beat, Credits: credits, Event: event})
			open = s.Beat
		}
		if s.Beat == open {
			out[len(out)-1].Press = append(out[len(out)-1].Press, s.Press...)
		}
		credits = s.Credits
		for _, key := range s.Press {
			if key == Outside {
				event++
			}
		}
	}
	return out
}
