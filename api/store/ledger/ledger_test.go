package ledger

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/desk"
	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
	"creneau/api/store/storetest"
	"creneau/state"
	"creneau/state/clinic"
)

// fill sets every field to something that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("\"é\u00a0<&>")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(1_770_111_600)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("a field is a %v", v.Type())
	}
}

// Every field of every kind comes back as it was kept: none is left out because it
// has no name outside, or no form in JSON.
func TestPicturesComeBackWhole(t *testing.T) {
	zone := time.FixedZone("there", 2*3600)
	l := &Ledger{zone: zone}
	for kind, of := range map[string]any{
		state.KeptDraft: &state.DraftPicture{}, state.KeptIntent: &state.IntentPicture{}, state.KeptCancel: &state.CancelPicture{}, state.KeptWait: &state.Wait{}, state.KeptArrival: &state.Arrival{},
	} {
		fill(t, reflect.ValueOf(of).Elem())
		p := state.Picture{
			Subject: state.Subject{Kind: kind, Name: "desk/1/2"}, Stage: "here",
			Until: clinic.At(2026, 2, 4, 0, 0), Of: reflect.ValueOf(of).Elem().Interface(),
		}
		f, err := l.fact(p)
		if err != nil {
			t.Fatal(err)
		}
		if want := time.Date(2026, 2, 4, 0, 0, 0, 0, zone); !f.Until.Equal(want) {
			t.Errorf("%s: until %v, want %v", kind, f.Until, want)
		}
		if got := l.pictures([]store.Fact{f}); len(got) != 1 || got[0] != p {
			t.Errorf("%s: kept\n%+v, came back as\n%+v", kind, p, got)
		}
	}
}

// What a newer creneau wrote, or nobody can read, is left as it is.
func TestWhatCannotBeReadIsLeft(t *testing.T) {
	l := &Ledger{zone: time.UTC}
	for _, f := range []store.Fact{
		{Kind: store.Draft, Subject: "a", Secret: []byte("{")},
		{Kind: store.Draft, Subject: "b"},
		{Kind: "newer", Subject: "c", Secret: []byte("{}")},
	} {
		if got := l.pictures([]store.Fact{f}); len(got) != 0 {
			t.Errorf("%+v is taken for %+v", f, got)
		}
	}
}

// What a desk had open that was away for more than two minutes, another has then: it is
// told so once, may send nothing of it, and goes on under a new name.
func TestAwayForMoreThanTwoMinutes(t *testing.T) {
	c := storetest.NewClock()
	s, err := sqlite.Open(t.Context(), sqlite.Options{
		Path: filepath.Join(t.TempDir(), sqlite.FileName), Mode: 0o600, Now: c.Now,
		Keys: func() (*seal.Ring, error) { return seal.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	began := c.Now()
	seat := desk.Seat{Clock: desk.Clock{Now: c.Now, Mono: func() time.Duration { return c.Now().Sub(began) }}}
	opens := func() (*Ledger, state.Restored) {
		l, open, err := Open(t.Context(), s, seat, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return l, open
	}
	booking := func(name string) state.Picture {
		of := state.IntentPicture{Booking: clinic.Booking{Ref: name}, Stage: state.Sending}
		return state.Picture{Subject: state.Subject{Kind: state.KeptIntent, Name: name}, Stage: "sending", Alone: "for " + name, Of: of}
	}
	away, _ := opens()
	if err := away.Record(t.Context(), []state.Picture{booking("tui-1")}); err != nil {
		t.Fatal(err)
	}
	may := away.MaySend()
	if err := may(t.Context()); err != nil {
		t.Errorf("a request may not leave that was recorded just now: %v", err)
	}
	if _, open := opens(); len(open.Elsewhere) != 1 || len(open.Pictures) != 0 {
		t.Errorf("a desk that opens meanwhile has %+v", open)
	}
	c.Move(11 * time.Second)
	if may(t.Context()) == nil {
		t.Error("a request may leave eleven seconds after it was recorded")
	}
	c.Move(2 * time.Minute)
	if _, open := opens(); len(open.Elsewhere) != 0 || len(open.Pictures) != 1 || open.Pictures[0].Name != "tui-1" {
		t.Errorf("a desk that opens two minutes later has %+v", open)
	}
	if may(t.Context()) == nil {
		t.Error("a request may leave of what was taken over")
	}
	if err := away.Record(t.Context(), []state.Picture{booking("tui-2")}); !errors.Is(err, store.ErrLost) {
		t.Errorf("it is not told: %v", err)
	}
	if err := away.Record(t.Context(), []state.Picture{booking("tui-2")}); err != nil {
		t.Errorf("it does not go on: %v", err)
	}
	if err := away.MaySend()(t.Context()); err != nil {
		t.Errorf("it may send no more: %v", err)
	}
}
