package ledger

import (
	"reflect"
	"testing"
	"time"

	"creneau/api/store"
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
