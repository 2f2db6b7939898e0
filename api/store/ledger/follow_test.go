package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/desk"
	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
	"creneau/state"
	"creneau/state/clinic"
)

// Desks of one store are told within a second what another books, cancels, types, puts
// on the waiting list and marks, where that is, and what became of it; nobody is told
// of what they did themselves.
func TestDesksFollowEachOther(t *testing.T) {
	s, err := sqlite.Open(t.Context(), sqlite.Options{
		Path: filepath.Join(t.TempDir(), sqlite.FileName), Mode: 0o600, Now: time.Now,
		Keys: func() (*seal.Ring, error) { return seal.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	opens := func(login, place string) (*Ledger, state.Restored) {
		at := desk.Seat{Clock: desk.Clock{Now: time.Now, Mono: func() time.Duration { return time.Since(began) }}, Login: login, Place: place}
		l, open, err := Open(t.Context(), s, at, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return l, open
	}
	records := func(l *Ledger, pictures ...state.Picture) {
		t.Helper()
		if err := l.Record(t.Context(), pictures); err != nil {
			t.Fatal(err)
		}
	}
	told := func(l *Ledger) state.Followed {
		t.Helper()
		ctx, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		news, err := l.Follow(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return news
	}
	booking := clinic.Booking{Ref: "tui-1", Department: "16", At: 1_770_111_600, Name: "Zowo Martine"}
	intent := state.Picture{Subject: state.Subject{Kind: state.KeptIntent, Name: "tui-1"}, Stage: "sending", Alone: "for one", Of: state.IntentPicture{Booking: booking}}
	wait := state.Picture{Subject: state.Subject{Kind: state.KeptWait, Name: "w/1"}, Of: state.Wait{Who: clinic.Who{Name: "Zowo Paul"}}}

	one, _ := opens("amina", "pts/1")
	two, _ := opens("amina", "pts/2")
	records(two, wait)
	records(one, intent)
	news := told(two)
	if len(news.Shared) != 0 || len(news.Others) != 1 {
		t.Fatalf("told is %+v", news)
	}
	want := clinic.Elsewhere{Kind: state.KeptIntent, Subject: "tui-1", Desk: "pts/1", Who: clinic.Who{Name: booking.Name}, Department: "16", At: booking.At}
	if news.Others[0] != want {
		t.Errorf("told is\n%+v, want\n%+v", news.Others[0], want)
	}
	if news := told(one); len(news.Others) != 0 || len(news.Shared) != 1 || news.Shared[0] != wait {
		t.Errorf("of the waiting list is told %+v", news)
	}
	three, open := opens("binta", "pts/3")
	if len(open.Elsewhere) != 1 || open.Elsewhere[0].Desk != "amina" || len(open.Pictures) != 1 {
		t.Errorf("who opens meanwhile has %+v", open)
	}
	var taken *store.Taken
	same := intent
	same.Name = "tui-2"
	if err := three.Record(t.Context(), []state.Picture{same}); !errors.As(err, &taken) || taken.Refused != "tui-2" || taken.Subject != "tui-1" || three.SeatName(taken.Desk) != "amina" {
		t.Errorf("the same confirmed at another desk: %v, %+v", err, taken)
	}
	stands := clinic.Appointment{ID: "7", Name: booking.Name, At: booking.At, Department: "16", Status: clinic.Scheduled}
	draft := state.Picture{Subject: state.Subject{Kind: state.KeptDraft, Name: "d/1"}, Of: state.DraftPicture{Line: "zowo p"}}
	records(one, state.Picture{Subject: intent.Subject, Closed: true, Stage: "SCHEDULED", Of: stands}, draft)
	news = told(three)
	if len(news.Others) != 2 || !news.Others[0].Closed || news.Others[0].Done != stands || news.Others[1].Line != "zowo p" {
		t.Errorf("told is %+v", news)
	}
	records(three, state.Picture{Subject: wait.Subject, Closed: true})
	if news := told(two); len(news.Others) != 2 || len(news.Shared) != 1 || !news.Shared[0].Closed {
		t.Errorf("told is %+v", news)
	}

	// The draft of a desk that was left is its login's: another's does not take it.
	if err := one.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := three.Adopt(t.Context()); err != nil || len(left.Pictures) != 0 {
		t.Errorf("another login takes over %+v, %v", left.Pictures, err)
	}
	if left, err := two.Adopt(t.Context()); err != nil || len(left.Pictures) != 1 || left.Pictures[0].Name != "d/1" {
		t.Errorf("the login's other desk takes over %+v, %v", left.Pictures, err)
	}
}
