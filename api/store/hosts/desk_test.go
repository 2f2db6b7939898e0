package hosts

import (
	"context"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/desk"
	"creneau/api/store/ledger"
	"creneau/state"
	"creneau/state/clinic"
)

// notTakenOver: what a desk of another host has open is that desk's, however long it
// says nothing; and whatever this host's desks left is taken over as before.
func notTakenOver(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	f := a.fact(store.Intent, "tui-1", "confirmed")
	a.record(t, f)
	has(t, b.store, f, 10*time.Second)
	began := time.Now()
	clock := desk.Clock{Now: b.Now, Mono: func() time.Duration { return time.Since(began) }}
	for _, each := range []struct {
		at   *site
		want int
	}{{b, 0}, {a, 1}} {
		d, err := desk.Open(t.Context(), each.at.store, desk.Seat{Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		facts, err := d.Adopt(t.Context(), func(store.Fact) bool { return true }, store.Intent)
		if err != nil || len(facts) != each.want {
			t.Errorf("at host %s %d are taken over, want %d: %v", each.at.Name, len(facts), each.want, err)
		}
	}
}

// deskTold has a desk of one host book and type, and one of another host told of it
// within 3 s, as of a desk of that host.
func deskTold(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 5*time.Minute), newSite(t, p, "two", -5*time.Minute)
	a.run(t)
	b.run(t)
	opens := func(at *site, login string) *ledger.Ledger {
		began := time.Now()
		clock := desk.Clock{Now: at.Now, Mono: func() time.Duration { return time.Since(began) }}
		l, _, err := ledger.Open(t.Context(), at.store, desk.Seat{Clock: clock, Login: login, Place: "pts/1"}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	amina, binta := opens(a, "amina"), opens(b, "binta")
	a.becomes(t, true, 5*time.Second)
	b.becomes(t, true, 5*time.Second)
	ctx, end := context.WithTimeout(t.Context(), 3*time.Second)
	defer end()
	booking := clinic.Booking{Name: "Barry Aïssatou", Department: "16", At: clinic.WallOf(time.Date(2026, 11, 28, 8, 45, 0, 0, time.UTC))}
	intent := state.Picture{
		Subject: state.Subject{Kind: state.KeptIntent, Name: "tui-1"}, Stage: "sending", Alone: "16 08:45 Barry Aïssatou",
		Of: state.IntentPicture{Booking: booking},
	}
	if err := amina.Record(ctx, []state.Picture{intent}); err != nil {
		t.Fatal(err)
	}
	news, err := binta.Follow(ctx)
	want := clinic.Elsewhere{
		Kind: state.KeptIntent, Subject: "tui-1", Desk: "amina@one", Who: clinic.Who{Name: booking.Name}, Department: "16", At: booking.At,
	}
	if err != nil || len(news.Others) != 1 || news.Others[0] != want {
		t.Errorf("told is %+v, want %+v: %v", news.Others, want, err)
	}
	if left, err := binta.Adopt(ctx); err != nil || len(left.Pictures) != 0 {
		t.Errorf("taken over is %+v, %v", left.Pictures, err)
	}
	stands := clinic.Appointment{ID: "7", Name: booking.Name, At: booking.At, Department: "16", Status: clinic.Scheduled}
	if err := amina.Record(ctx, []state.Picture{{Subject: intent.Subject, Closed: true, Stage: "SCHEDULED", Of: stands}}); err != nil {
		t.Fatal(err)
	}
	if news, err = binta.Follow(ctx); err != nil || len(news.Others) != 1 || !news.Others[0].Closed || news.Others[0].Done != stands {
		t.Errorf("told is %+v: %v", news.Others, err)
	}
}
