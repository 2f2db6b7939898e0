package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
	"creneau/ui/story"
)

// The journeys play whole tasks over the real program, the real client and the
// demo clinic, in fake time. They judge by what the screen shows and by the
// clinic's books.

// What the demo clinic's books hold after the first bookings of the journeys.
const (
	diallo     = "book Diallo Fatoumata, 11, 3 Feb 11:00"
	dialloLate = "book Diallo Fatoumata, 11, 10 Feb 10:15"
	noDiallo   = "cancel Diallo Fatoumata, 11, 3 Feb 11:00"

	noDialloLate = "cancel Diallo Fatoumata, 11, 10 Feb 10:15"
)

// toRead is how long somebody reads what is said in the warning tone.
const toRead = 400 * time.Millisecond

// untilAllIsRead waits for the days that tell who comes.
func untilAllIsRead(d *journey.Desk) {
	for range 60 {
		d.Rest(2 * time.Second)
	}
}

func TestKeysOfEachTask(t *testing.T) {
	for _, task := range []struct {
		name   string
		before func(*journey.Desk)
		do     func(*journey.Desk)
		keys   int
		ledger []string
	}{
		{
			name: "the next free slot for a known caller",
			do:   func(d *journey.Desk) { d.Book("dia") },
			keys: 6, ledger: []string{diallo},
		}, {
			name: "the same with department and half day",
			do:   func(d *journey.Desk) { d.Book("dia ca mat") },
			keys: 13, ledger: []string{diallo},
		}, {
			name:   "a new caller with a name of 12 letters",
			before: untilAllIsRead,
			do:     func(d *journey.Desk) { d.Ask("Zowo Martine"); d.Rest(toRead); d.Press("enter") },
			keys:   15, ledger: []string{"book Zowo Martine, 11, 3 Feb 11:00"},
		}, {
			name:   "the same where a word of the name is known",
			before: untilAllIsRead,
			do: func(d *journey.Desk) {
				d.Ask("Bah Wilhelma")
				d.Says("book.who_left")
				d.Rest(toRead)
				d.Press("enter")
				d.Rest(toRead)
				d.Press("enter")
			},
			keys: 16, ledger: []string{"book Bah Wilhelma, 11, 3 Feb 11:00"},
		}, {
			name:   "from the week grid",
			before: func(d *journey.Desk) { d.Press("d") },
			do:     func(d *journey.Desk) { d.Press("enter"); d.Type("dia"); d.Press("enter", "enter") },
			keys:   6, ledger: []string{diallo},
		}, {
			name:   "cancel",
			before: func(d *journey.Desk) { d.Book("dia"); d.Press("esc") },
			do:     func(d *journey.Desk) { d.Press("f"); d.Type("dia"); d.Press("enter", "x"); d.Rest(state.Grace) },
			keys:   6, ledger: []string{diallo, noDiallo},
		}, {
			name:   "move to the next free slot",
			before: func(d *journey.Desk) { d.Book("dia mar 10"); d.Press("esc") },
			do:     func(d *journey.Desk) { d.Press("f"); d.Type("dia"); d.Press("enter", "r", "enter") },
			keys:   7, ledger: []string{dialloLate, diallo, noDialloLate},
		}, {
			name: "the slot is taken: the best alternative",
			before: func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.SlotTaken})
				d.Book("dia car mar 10")
				d.Rest(time.Second)
			},
			do:   func(d *journey.Desk) { d.Press("enter") },
			keys: 1, ledger: []string{"book Diallo Fatoumata, 11, 9 Feb 10:15"},
		}, {
			name: "after a top-up, where the balance can be seen",
			before: func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.NoCredits})
				d.Book("dia")
				d.Rest(time.Second)
			},
			do:   func(d *journey.Desk) { d.Order(demo.Misfortune{Kind: demo.TopUp, Credits: 1}); d.Rest(7 * time.Second) },
			keys: 0, ledger: []string{diallo},
		}, {
			name: "after a payment that no balance shows",
			before: func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.Error, Code: state.PaymentRequired})
				d.Book("dia")
				d.Rest(time.Minute)
			},
			do:   func(d *journey.Desk) { d.Press("enter"); d.Rest(6 * time.Second) },
			keys: 1, ledger: []string{diallo},
		}, {
			name: "when a rate limit ends",
			before: func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 20})
				d.Book("dia")
			},
			do:   func(d *journey.Desk) { d.Rest(22 * time.Second) },
			keys: 0, ledger: []string{diallo},
		},
	} {
		t.Run(task.name, func(t *testing.T) {
			journey.Sit(t, run, "fr", func(d *journey.Desk) {
				if task.before != nil {
					task.before(d)
				}
				d.CountKeys()
				task.do(d)
				d.LeftAfter(task.keys)
				d.Ledger(task.ledger...)
			})
		})
	}
}

func TestKeysToAnswerWhenAnAppointmentIs(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		d.CountKeys()
		d.Press("f")
		d.Type("dia")
		d.Pressed(4)
		d.Sees(d.Words.F("find.visits_of", locale.Args{"Who": "Diallo Fatoumata"}), "mar. 3 févr. 11:00 Cardiologie o prévu")
	})
}

// TestBookForWhoWasFound goes from Find to a booking for the same person, and for
// a new one of a name that nobody has.
func TestBookForWhoWasFound(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Press("f")
		d.Type("dia")
		d.Press("down", "f2")
		d.Sees(d.Words.T("book.line") + " Diallo Aïcha Oury")
		d.Press("enter", "enter")
		d.Books("Diallo Aïcha Oury")
		d.Press("esc", "f")
		d.Press("ctrl+u")
		d.Type("Zowo Martine")
		d.Says("find.nobody_yet")
		untilAllIsRead(d) // then somebody is new
		d.Says("find.nobody")
		d.Press("f2", "enter")
		d.Says("book.new_person")
		d.Rest(toRead)
		d.Press("enter")
		d.Books("Zowo Martine")
	})
}

func TestBrowseTheWeekAndBookFromIt(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Press("d", "+")
		d.Rest(time.Second)
		d.Press("up", "up", "up")
		d.Sees(d.Words.F("slots.week_of", locale.Args{"Day": d.Words.Day(clinic.Date(2026, 2, 9), clinic.Date(2026, 2, 3))}))
		d.Press("up", "enter") // ten is taken
		d.Posts(0)
		d.SeesNot(d.Words.T("book.title"))
		d.Press("esc", "down", "right", "left", "enter")
		d.Says("book.title")
		d.Sees(d.Words.LongDay(clinic.Date(2026, 2, 10)) + " 10:15")
		d.Type("dia")
		d.Press("enter")
		d.Posts(0)
		d.Press("enter")
		d.Says("ticket.title_booked")
		d.Ledger(dialloLate)
		d.Press("esc")
		d.Sees("Diallo")
		d.Credits(2)
	})
}

// TestStory plays the three minutes of `creneau demo`, beat by beat.
func TestStory(t *testing.T) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			journey.Play(t, run, lang, func(d *journey.Desk) {
				booked := 0
				for i, scene := range story.Scenes() {
					d.Act(scene)
					if scene.Booked != "" {
						booked++
						d.Books(scene.Booked)
					}
					if t.Failed() {
						t.Errorf("in scene %d, beat %d", i+1, scene.Beat)
						return
					}
				}
				d.Posts(booked + 4)
				d.Ledger(storyBooks...)
				d.Wrote("creneau-2026-02-03.txt", "Camara Sékou", "Keïta Maïmouna")
			})
		})
	}
}

// storyBooks is what the clinic's books hold at the end of the story.
var storyBooks = []string{
	diallo, noDiallo, "book Diallo Fatoumata, 11, 9 Feb 10:00", "book Bah Aïssatou Lamarana, 12, 3 Feb 10:00",
	"book Sylla Aïssatou, 13, 3 Feb 10:00", "book Condé Ibrahima, 15, 3 Feb 10:10",
	"book Keïta Maïmouna, 14, 3 Feb 12:00", "book Camara Sékou, 11, 3 Feb 11:00",
}

// TestPlayedStory lets the story play by itself: each caption is on screen at its
// time, and the desk ends as the presenter's does, within three minutes and a half.
func TestPlayedStory(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {160, 50}} {
		for _, lang := range locale.Languages() {
			t.Run(fmt.Sprintf("%dx%d %s", size[0], size[1], lang), func(t *testing.T) {
				journey.Watch(t, run, lang, size[0], size[1], func(d *journey.Desk) {
					seen := map[int]bool{}
					for range 210 {
						for beat := 1; beat <= story.Beats(); beat++ {
							if d.Shows(fmt.Sprintf("%d/%d", beat, story.Beats())) && d.Shows(d.Words.T(story.Caption(beat))) {
								seen[beat] = true
							}
						}
						if d.Shows(d.Words.T("note.play_over")) {
							break
						}
						d.Rest(time.Second)
					}
					if len(seen) != story.Beats() {
						t.Errorf("%d captions of %d were seen", len(seen), story.Beats())
					}
					d.Says("note.play_over")
					d.Ledger(storyBooks...)
				})
			})
		}
	}
}

func TestAnyKeyTakesOver(t *testing.T) {
	journey.Watch(t, run, "en", 80, 24, func(d *journey.Desk) {
		d.Rest(15 * time.Second)
		d.Says("story.beat2")
		d.Press("q") // not to leave
		d.Says("note.taken_over")
		d.Lasts(time.Minute)
		d.Ledger()
		d.Press("esc", "esc")
		d.Book("bah")
		d.Ledger("book Bah Aïssatou Lamarana, 12, 3 Feb 10:00")
	})
}

func TestBeginTheStoryAtABeat(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("ctrl+g", "ctrl+g")
		d.Says("story.title", "story.beat4", "story.beat10")
		d.Press("down", "down", "down", "down", "enter") // no credit
		d.Sees("con " + d.Words.T("key.enter"))
		d.Press("n")
		d.Type("con")
		d.Press("enter", "enter")
		d.Rest(time.Second)
		d.Says("purchase.refused")
		d.Press("ctrl+g")
		d.Rest(8 * time.Second)
		d.Says("ticket.title_booked")
		d.Ledger(diallo, "book Condé Ibrahima, 15, 3 Feb 10:10")
	})
}

func TestSlotTaken(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Book("dia car mar 10")
		d.Says("alternatives.title", "alternatives.kept", "alternatives.same_hour", "alternatives.same_day", "alternatives.soonest")
		d.Sees("dia car mar 10", d.Words.Said(clinic.At(2026, 2, 10, 10, 15)), "> 1")
		d.Rest(time.Minute)
		d.Posts(1)
		d.Ledger()
		d.Credits(3)
		d.CountKeys()
		d.Press("é")
		d.Posts(1) // it waits for another byte
		d.Rest(journey.PerKey)
		d.LeftAfter(1)
		d.Ledger("book Diallo Fatoumata, 11, 9 Feb 10:00")
		d.Says("ticket.title_booked")
	})
}

// TestTheChosenAlternativeIsTakenToo books one that another desk takes as well:
// the picker comes back without it, and without the first.
func TestTheChosenAlternativeIsTakenToo(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Book("dia car mar 10")
		d.Rest(time.Second)
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Press("enter") // Monday 9 at 10:15
		d.Rest(time.Second)
		d.Says("alternatives.title", "alternatives.kept")
		d.Posts(2)
		d.SeesNot("9 févr. 10:15", "9 Feb 10:15", "10 févr. 10:15", "10 Feb 10:15")
		d.Press("1")
		d.Rest(journey.PerKey)
		d.Posts(3)
		d.Says("ticket.title_booked")
	})
}

// TestAlternativesThatChange lets another desk take the first of the offered
// slots: a key that meant that row books nothing else.
func TestAlternativesThatChange(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Ask("dia car mar 10")
		d.ElsewhereBooked("Loua Finda", clinic.NumberID("11"), clinic.At(2026, 2, 10, 10, 15))
		d.ElsewhereBooked("Loua Siaka", clinic.NumberID("11"), clinic.At(2026, 2, 9, 10, 15))
		d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodGet, Seconds: 1, Times: 9})
		d.Press("enter")
		d.Rest(time.Second) // whether the conflict is with the booking itself is looked into first
		d.Sees("> 1 lun. 9 févr. 10:15")
		d.Rest(900 * time.Millisecond)
		d.Sees("> 1 lun. 9 févr. 10:00")
		d.Press("enter")
		d.Posts(3)
		d.Says("note.row_changed")
		d.Rest(time.Second)
		d.Press("enter")
		d.Posts(4)
		d.Says("ticket.title_booked")
	})
}

func TestNoCreditsThenTopUp(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.NoCredits})
		d.Book("con")
		d.Says("purchase.title", "purchase.refused", "purchase.then")
		d.Sees("Condé Ibrahima", "https://moncreneau-docs.vercel.app/")
		d.Sees(d.Words.F("purchase.missing", locale.Args{"Required": 1, "Available": 0}))
		d.Rest(time.Minute)
		d.Posts(1)
		d.Ledger()
		d.Order(demo.Misfortune{Kind: demo.TopUp, Credits: 20})
		d.Rest(1200 * time.Millisecond)
		d.Posts(1)
		left := func(seconds int) string {
			return d.Words.N("purchase.counting", seconds, locale.Args{"Time": d.Words.Said(clinic.At(2026, 2, 3, 10, 10))})
		}
		if !d.Shows(left(5)) && !d.Shows(left(4)) {
			d.Fail("no countdown is seen")
		}
		d.Rest(5 * time.Second)
		d.Posts(2)
		d.Ledger("book Condé Ibrahima, 15, 3 Feb 10:10")
		d.Says("ticket.title_booked")
		d.Press("esc")
		d.Credits(19)
	})
}

func TestEscStopsAPurchase(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.NoCredits})
		d.Book("con")
		d.Rest(time.Second)
		d.Order(demo.Misfortune{Kind: demo.TopUp, Credits: 20})
		d.Rest(3 * time.Second)
		d.Press("esc")
		d.Rest(time.Minute)
		d.Posts(1)
		d.Ledger()
		d.Sees(d.Words.T("book.line") + " con")
		d.Press("enter", "enter")
		d.Ledger("book Condé Ibrahima, 15, 3 Feb 10:10")
	})
}

func TestRateLimit(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Rest(2 * time.Minute) // the coming days are read
		d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 20})
		d.Book("kei")
		d.Sees("Keïta Maïmouna", d.Words.Countdown(22*time.Second))
		d.Rest(10 * time.Second)
		d.Sees(d.Words.Countdown(12 * time.Second))
		before := len(d.Clinic.Requests())
		d.Press("enter", "right") // the desk goes on with what it holds
		d.Sees(d.Words.Day(clinic.Date(2026, 2, 4), clinic.Date(2026, 2, 3)), "08:00")
		d.Rest(5 * time.Second)
		if len(d.Clinic.Requests()) != before {
			d.Fail("a request left within the limit")
		}
		d.Ledger()
		d.Rest(8 * time.Second)
		d.Posts(2)
		d.Ledger("book Keïta Maïmouna, 14, 3 Feb 12:00")
		d.Says("head.online")
		d.Credits(2)
		if !strings.Contains(d.Clinic.Requests()[before].Query, "externalUserId=") {
			d.Fail("the booking that met the limit was not looked for first")
		}
	})
}

func TestABookingInTheQueueIsTakenBack(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 20})
		d.Book("kei")
		d.Press("esc")
		d.Sees(d.Words.T("book.line") + " kei")
		d.Rest(time.Minute)
		d.Posts(1)
		d.Ledger()
		d.Press("enter", "enter")
		d.Ledger("book Keïta Maïmouna, 14, 3 Feb 12:00")
	})
}

func TestABookingMadeWithinTheLimitJoinsTheQueue(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30, From: demo.FromNow})
		d.Press("d", "+", "+", "+") // a week that is not held
		d.Rest(time.Second)
		d.Says("head.waiting")
		d.Press("t")
		d.Book("dia")
		d.Sees(d.Words.F("book.waits", locale.Args{"Until": d.Words.Said(clinic.At(2026, 2, 3, 9, 40))}))
		d.Posts(0)
		d.Rest(40 * time.Second)
		d.Posts(1)
		d.Ledger(diallo)
	})
}

func TestDuplicate(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("bah")
		d.Press("esc")
		d.Ask("bah")
		d.Rest(time.Second)
		d.Says("book.already") // before it is sent
		d.Press("enter")
		d.Says("duplicate.title", "duplicate.kept")
		d.Sees("Bah Aïssatou Lamarana", "bah", d.Words.LongDay(clinic.Date(2026, 2, 3))+" 10:00")
		d.Rest(time.Second)
		d.Press("esc")
		d.Sees(d.Words.T("head.drafts") + " 1")
		d.Ledger("book Bah Aïssatou Lamarana, 12, 3 Feb 10:00")
		d.Credits(2)
		d.Press("ctrl+t")
		d.Sees("bah")
	})
}

func TestUndoOfABookingAndOfACancel(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("u")
		d.Ledger(diallo, noDiallo)
		d.Credits(3)
		d.Book("dia")
		d.Press("x")
		d.Credits(2)
		d.Rest(5 * time.Second)
		at := clinic.At(2026, 2, 3, 11, 0)
		d.Sees(d.Words.F("note.cancel_counts", locale.Args{
			"N": 3, "Keep": d.Words.T("status.key_keep"), "Who": "Diallo Fatoumata", "Day": d.Words.Day(at.Day(), at.Day()), "Time": d.Words.Said(at)}))
		d.Press("u")
		d.Rest(time.Minute)
		d.Ledger(diallo, noDiallo, diallo)
		d.Press("f")
		d.Type("dia")
		d.Says("status.planned")
	})
}

func TestLostAnswer(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.LostAnswer})
		d.Book("bah")
		d.Says("book.uncertain")
		d.Sees(d.Words.T("head.intents") + " 1")
		d.Rest(3 * time.Second)
		d.Says("ticket.title_booked")
		d.Press("esc")
		at := clinic.At(2026, 2, 3, 10, 0)
		d.Sees(d.Words.F("note.booked_late", locale.Args{"Who": "Bah Aïssatou Lamarana", "Where": "Pédiatrie",
			"Day": d.Words.Day(at.Day(), at.Day()), "Time": d.Words.Said(at)}))
		d.SeesNot(d.Words.T("head.intents"))
		d.Posts(1)
		d.Ledger("book Bah Aïssatou Lamarana, 12, 3 Feb 10:00")
	})
}

func TestMove(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia mar 10")
		d.Press("esc", "f")
		d.Type("dia")
		d.Press("enter", "r")
		late := clinic.At(2026, 2, 10, 10, 15)
		d.Says("book.title_move")
		d.Sees(d.Words.F("book.instead_of", locale.Args{"Day": d.Words.Day(late.Day(), late.Day()), "Time": d.Words.Said(late)}))
		d.Press("enter")
		d.Says("ticket.title_booked")
		d.Ledger(dialloLate, diallo, noDialloLate)
		d.Press("esc")
		d.Credits(2)
	})
}

func TestAMoveThatFindsItsSlotTaken(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Book("dia mar 10")
		d.Press("esc", "f")
		d.Type("dia")
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Press("enter", "r", "enter")
		d.Ledger(dialloLate)
		d.Rest(time.Second)
		d.Says("alternatives.title")
		d.Press("enter")
		d.Ledger(dialloLate, "book Diallo Fatoumata, 11, 4 Feb 11:00", noDialloLate)
	})
}

func TestTypeAhead(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Burst("n", "d", "i", "a", "enter", "enter")
		d.Posts(0)
		d.Rest(journey.PerKey)
		at := clinic.At(2026, 2, 3, 11, 0)
		d.Sees(d.Words.T("book.line")+" dia", d.Words.F("book.aloud", locale.Args{
			"Who": "Diallo Fatoumata", "Where": "Cardiologie", "Day": d.Words.LongDay(at.Day()), "Time": d.Words.Said(at), "With": "", "Instead": ""}))
		if strings.Count(d.Text(), d.Words.F("book.enter_books", locale.Args{"Day": d.Words.Day(at.Day(), at.Day()), "Time": d.Words.Said(at)})) != 2 {
			t.Errorf("the sentence and a notice do not both say what Enter books:\n%s", d.Text())
		}
		d.Press("enter")
		d.Ledger(diallo)
	})
}

func TestTypeAheadWhileTheSlotIsRead(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Rest(time.Minute)
		d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodGet, Seconds: 2, Times: 9})
		d.Burst("n", "d", "i", "a", "enter", "enter")
		d.Rest(time.Second)
		d.Says("book.slot_loading", "note.slot_still_read")
		d.Rest(2 * time.Second)
		at := clinic.At(2026, 2, 3, 11, 0)
		d.Sees(d.Words.F("book.enter_books", locale.Args{"Day": d.Words.Day(at.Day(), at.Day()), "Time": d.Words.Said(at)}))
		d.Posts(0)
		d.Press("enter")
		d.Ledger(diallo)
	})
}

func TestTypeAheadBeforeAnythingIsRead(t *testing.T) {
	slow := demo.Misfortune{Kind: demo.Slow, Method: http.MethodGet, Seconds: 3, Times: 6}
	journey.Play(t, run, "fr", func(d *journey.Desk) {
		d.Burst("n", "d", "i", "a", "enter", "enter")
		d.Rest(journey.PerKey)
		d.Sees(d.Words.T("head.reading"), d.Words.T("book.line")+" dia")
		d.Rest(time.Minute)
		d.Sees(d.Words.T("book.line")+" dia", d.Words.T("book.reads")+" Diallo Fatoumata")
		d.Posts(0)
		d.Press("enter", "enter")
		d.Ledger(diallo)
	}, slow)
}

func TestKeysInTheGraceOfAnOverlay(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 1})
		d.Book("dia car mar 10")
		d.Says("book.sending")
		d.Rest(950 * time.Millisecond)
		d.Says("alternatives.title")
		d.Press("2", "1", "enter", "e", "é")
		d.Posts(1)
		d.Sees("dia car mar 1021eé")
		d.Rest(400 * time.Millisecond)
		d.Press("é")
		d.Rest(journey.PerKey)
		d.Ledger("book Diallo Fatoumata, 11, 9 Feb 10:00")
	})
}

// TestAnotherNameTypedInTheGrace types on into a draft whose slot is taken, so
// that it means somebody else: the picker books for whom it speaks of.
func TestAnotherNameTypedInTheGrace(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 1})
		d.Book("dia")
		d.Rest(950 * time.Millisecond)
		d.Type("llo aï")
		d.Sees("diallo aï")
		d.Rest(400 * time.Millisecond)
		d.Press("enter")
		d.Ledger("book Diallo Fatoumata, 11, 4 Feb 11:00")
	})
}

func TestDoubleEnter(t *testing.T) {
	for _, slow := range []int{0, 2} {
		t.Run(fmt.Sprintf("answer after %d s", slow), func(t *testing.T) {
			journey.Sit(t, run, "fr", func(d *journey.Desk) {
				if slow > 0 {
					d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: slow})
				}
				d.Ask("dia")
				d.Burst("enter", "enter", "enter")
				d.Rest(5 * time.Second)
				d.Posts(1)
				d.Ledger(diallo)
			})
		})
	}
}

// rude is a paste that does all a paste can do.
var rude = strings.Repeat("dia\r\ncar\n\x1b[2J\x1b[1;1HX\x1b]52;c;eA==\x07\u009b31m\t\x00\u202eé\x1b[A\x03", 400)

func TestRudePaste(t *testing.T) {
	if len(rude) < 16<<10 {
		t.Fatalf("%d bytes", len(rude))
	}
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Press("n")
		blank := d.Frame().Text()
		d.Paste(rude)
		d.Posts(0)
		after := d.Frame().Text()
		for y, line := range after {
			if edge := strings.Index(blank[y], "│"); edge >= 0 && (strings.Index(line, "│") != edge || !strings.HasSuffix(line, "│")) {
				t.Errorf("line %d is broken: %s", y, line)
			}
		}
		if after[0] != blank[0] {
			t.Errorf("the header has changed:\n%s", d.Text())
		}
		if strings.ContainsFunc(strings.Join(after, ""), func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }) {
			t.Errorf("the screen holds characters that do more than show: %+q", after)
		}
		d.Press("ctrl+u")
		d.Type("dia")
		if typed := d.Frame().Text(); after[23] != typed[23] {
			t.Errorf("the footer is %q, and not as of any line: %q", after[23], typed[23])
		}
		d.Press("enter", "enter")
		d.Ledger(diallo)
		d.Press("esc")
		day := d.Frame().Text()
		d.Paste("nxq\r" + rude) // into no field
		d.Posts(1)
		if got := d.Frame().Text(); !slices.Equal(got[3:18], day[3:18]) {
			t.Errorf("a paste into no field has done something:\n%s", d.Text())
		}
	})
}

func TestResizeAndPasteInTheMiddle(t *testing.T) {
	journey.Sit(t, run, "fr", func(d *journey.Desk) {
		d.Rest(15 * time.Second) // all weeks are read: nothing changes by itself
		d.Ask("dia")
		d.Press("esc")
		before := d.Text()
		for _, size := range [][2]int{{120, 40}, {59, 15}, {40, 10}, {39, 9}, {1, 1}, {1000, 1000}, {160, 50}, {80, 24}} {
			d.Resize(size[0], size[1])
			if size[0] >= 40 && !d.Shows("Diallo Fatoumata") {
				t.Errorf("at %dx%d the draft is gone", size[0], size[1])
			}
		}
		if got := d.Text(); withoutQuota(got) != withoutQuota(before) {
			t.Errorf("after the resizes the screen shows\n%s\nnot\n%s", got, before)
		}
		d.Paste(" car mar 10")
		d.Rest(time.Second)
		d.Sees(d.Words.T("book.line")+" dia car mar 10", "mardi 10 février 10:15")
		d.Press("enter")
		d.Resize(59, 15)
		d.Press("enter")
		d.Ledger(dialloLate)
	})
}

// withoutQuota is a screen without the line that every reading changes.
func withoutQuota(screen string) string {
	lines := strings.Split(screen, "\n")
	return strings.Join(slices.Delete(lines, 1, 2), "\n")
}

func TestAChosenPersonStaysChosenWhileTheWeeksAreRead(t *testing.T) {
	journey.Play(t, run, "fr", func(d *journey.Desk) {
		d.Rest(2500 * time.Millisecond) // today and one week are read
		d.Press("n")
		d.Type("dia")
		d.Press("down", "down")
		chosen := marked(d.Text())
		d.Rest(15 * time.Second) // all are
		if got := marked(d.Text()); got == "" || got != chosen {
			t.Errorf("%q was chosen and is now %q", chosen, got)
		}
	})
}

// marked is the name in the row that an overlay marks.
func marked(screen string) string {
	_, row, _ := strings.Cut(screen, "│ > ")
	name, _, _ := strings.Cut(row, "  ")
	return name
}

// TestNoTracesFromTheFirstStatement: what comes before it could crash with a core
// file.
func TestNoTracesFromTheFirstStatement(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		if main, ok := d.(*ast.FuncDecl); ok && main.Name.Name == "main" {
			first, ok := main.Body.List[0].(*ast.ExprStmt)
			if !ok {
				t.Fatal("main begins with no call")
			}
			call, ok := first.X.(*ast.CallExpr)
			if !ok {
				t.Fatal("main begins with no call")
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "LeaveNoTraces" {
				t.Error("main begins with another call")
			}
			return
		}
	}
	t.Error("no main was found")
}

// What the books hold of a move within the day.
const (
	dialloLater   = "book Diallo Fatoumata, 11, 3 Feb 12:15"
	noDialloLater = "cancel Diallo Fatoumata, 11, 3 Feb 12:15"
)

// moves begins to move the appointment that Diallo Fatoumata has.
func moves(d *journey.Desk) {
	d.Press("f")
	d.Type("dia")
	d.Press("enter", "r")
}

// TestMoveWithinADay moves an appointment within its day, which the clinic takes for
// a second one: one question, and one key, in the other order. `u` moves it back, which is asked as
// well. From then on it is asked at once.
func TestMoveWithinADay(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		d.CountKeys()
		moves(d)
		d.Press("enter")
		d.LeftAfter(7) // refused: no key books what is doubled
		d.Rest(time.Second)
		d.Says("book.title_move")
		question := d.Words.F("book.cancels_first", locale.Args{
			"Old": d.Words.Said(clinic.At(2026, 2, 3, 11, 0)), "Time": d.Words.Said(clinic.At(2026, 2, 3, 12, 15))})
		d.Sees(question)
		d.Ledger(diallo)
		d.Press("enter")
		d.Pressed(8)
		d.Says("ticket.title_booked")
		d.Ledger(diallo, noDiallo, dialloLater)
		d.Press("esc")
		d.Credits(2)
		d.Press("u")
		d.Says("book.one_a_day")
		d.Rest(time.Minute)
		d.Ledger(diallo, noDiallo, dialloLater)
		d.Press("esc", "f5")
		d.CountKeys()
		moves(d)
		d.Says("book.one_a_day")
		d.Press("enter")
		d.Pressed(7)
		d.LeftAfter(7)
		d.Ledger(diallo, noDiallo, dialloLater, noDialloLater, diallo)
		d.SeesNot(d.Words.T("head.without"))
	})
}

// TestUndoWhatWasDone takes a cancel back, and a move to another day: each is counted
// down for 8 s, and dropped by another `u`.
func TestUndoWhatWasDone(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia mar 10")
		d.Press("esc")
		moves(d)
		d.Press("enter")
		d.Rest(time.Second)
		d.Press("esc")
		d.Sees("u " + d.Words.T("act.undo") + " Diallo 11:00")
		moved := []string{dialloLate, diallo, noDialloLate}
		d.Ledger(moved...)
		d.Press("u")
		d.Says("note.back_counts")
		d.Press("u")
		d.Says("note.back_dropped")
		d.Rest(time.Minute)
		d.Ledger(moved...)

		d.Press("f5", "f")
		d.Type("dia")
		d.Press("enter", "x")
		d.Rest(state.Grace)
		d.Ledger(append(moved, noDiallo)...)
		d.Press("u")
		d.Says("note.again_counts")
		d.Rest(state.Grace)
		d.Ledger(append(moved, noDiallo, diallo)...)
		d.Says("note.booked")
	})
}

// TestReplaceTheExisting replaces the appointment that a booking would double.
func TestReplaceTheExisting(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		d.Ask("dia 15h")
		d.Rest(time.Second)
		d.Says("book.already")
		d.Press("enter")
		d.Rest(time.Second)
		d.Says("duplicate.title")
		d.Press("r")
		d.Says("book.title_move")
		d.Ledger(diallo)
		d.Press("enter")
		d.Says("ticket.title_booked")
		d.Ledger(diallo, noDiallo, "book Diallo Fatoumata, 11, 3 Feb 15:30")
	})
}

// TestMoveWhoseSlotGoesMeanwhile has the new slot taken between the cancel and the
// booking: the old one is booked again, and the draft offers others.
func TestMoveWhoseSlotGoesMeanwhile(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		moves(d)
		d.Press("enter")
		d.Rest(time.Second)
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Press("enter")
		d.Rest(time.Second)
		d.Ledger(diallo, noDiallo, diallo)
		d.Says("alternatives.title")
		d.SeesNot(d.Words.T("head.without"))
		d.Credits(2)
	})
}

// TestMoveWhoseSlotsGoBoth has nobody say of a patient who has lost the old slot and
// not got the new one that all is well.
func TestMoveWhoseSlotsGoBoth(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		moves(d)
		d.Press("enter")
		d.Rest(time.Second)
		d.Order(demo.Misfortune{Kind: demo.SlotTaken, Times: 2})
		d.Press("enter")
		d.Rest(time.Second)
		d.Ledger(diallo, noDiallo)
		d.Says("alternatives.title")
		d.Sees(d.Words.T("head.without") + " 1")
		d.Press("esc", "esc") // nothing drops it
		d.Sees(d.Words.T("head.without") + " 1")
		d.Press("b")
		d.Says("todo.without")
		d.Press("enter", "enter")
		d.Says("book.lost") // both slots
		d.Rest(toRead)
		d.Press("enter")
		d.Says("ticket.title_booked")
		d.SeesNot(d.Words.T("head.without"))
		d.Books("Diallo Fatoumata")
	})
}

// TestMoveThatMeetsTheLimit has the limit come between the cancel and the booking:
// the booking goes out first after it, or Esc books the old slot again.
func TestMoveThatMeetsTheLimit(t *testing.T) {
	for name, esc := range map[string]bool{"goes out first": false, "taken back": true} {
		t.Run(name, func(t *testing.T) {
			journey.Sit(t, run, "fr", func(d *journey.Desk) {
				d.Book("dia")
				d.Press("esc")
				moves(d)
				d.Press("enter")
				d.Rest(time.Second)
				d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30, Method: http.MethodPost})
				d.Press("enter")
				d.Rest(time.Second)
				d.Ledger(diallo, noDiallo)
				d.Says("book.waits_gone")
				d.Sees(d.Words.T("head.without") + " 1")
				last := dialloLater
				if esc {
					d.Press("esc")
					last = diallo
				}
				d.Rest(40 * time.Second)
				d.Ledger(diallo, noDiallo, last)
				d.SeesNot(d.Words.T("head.without"))
			})
		})
	}
}

// What the house may measure at most, tests left out.
const (
	mostFiles     = 22  // of a folder's own
	mostFields    = 20  // of a struct that a package declares; an embedded one counts as one
	longestFunc   = 52  // lines, from its name to its last brace
	mostFuncs99   = 39  // lines of 99 functions of 100
	longestSource = 341 // lines of a file
)

// sources are the Go files of the whole module, tests left out, by their paths.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		all[filepath.ToSlash(name)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A measure is how large something is, and its name.
type measure struct {
	size int
	of   string
}

// largest logs the three largest, and fails for those beyond a limit.
func largest(t *testing.T, what string, limit int, all []measure) {
	t.Helper()
	slices.SortStableFunc(all, func(a, b measure) int { return b.size - a.size })
	if len(all) < 3 {
		t.Fatalf("%s: only %v were found", what, all)
	}
	for i, m := range all {
		if i < 3 {
			t.Logf("%-22s %4d of at most %d: %s", what, m.size, limit, m.of)
		}
		if m.size > limit {
			t.Errorf("%s: %d, at most %d is allowed: %s", what, m.size, limit, m.of)
		}
	}
}

// TestFigures measures folders, structs, functions and files.
func TestFigures(t *testing.T) {
	folders := map[string]int{}
	var files, structs, functions []measure
	for name, text := range sources(t) {
		folders[filepath.Dir(name)]++
		files = append(files, measure{strings.Count(string(text), "\n"), name})
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				lines := fset.Position(decl.End()).Line - fset.Position(decl.Pos()).Line + 1
				functions = append(functions, measure{lines, name + ", " + decl.Name.Name})
			case *ast.GenDecl:
				structs = append(structs, structsOf(name, decl)...)
			}
		}
	}
	var own []measure
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		own = append(own, measure{folders[folder], folder})
	}
	largest(t, "files of a folder", mostFiles, own)
	largest(t, "fields of a struct", mostFields, structs)
	largest(t, "lines of a file", longestSource, files)
	largest(t, "lines of a function", longestFunc, functions)
	// They are sorted now, the longest first.
	if m := functions[len(functions)/100]; m.size > mostFuncs99 {
		t.Errorf("of %d functions one of 100 is longer than %d lines, at most %d are allowed: %s", len(functions), m.size-1, mostFuncs99, m.of)
	} else {
		t.Logf("of %d functions 99 of 100 have at most %d lines, of at most %d", len(functions), m.size, mostFuncs99)
	}
}

// structsOf are the structs that a declaration declares.
func structsOf(file string, decl *ast.GenDecl) []measure {
	var all []measure
	for _, spec := range decl.Specs {
		named, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		s, ok := named.Type.(*ast.StructType)
		if !ok {
			continue
		}
		fields := 0
		for _, f := range s.Fields.List {
			fields += max(1, len(f.Names))
		}
		all = append(all, measure{fields, file + ", " + named.Name.Name})
	}
	return all
}
