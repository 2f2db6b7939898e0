package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
)

// opening is the beginning of the story: Tuesday 3 February 2026, 09:40.
var opening = time.Date(2026, 2, 3, 9, 40, 0, 0, time.UTC)

// at the demo clinic, with the key of this name.
func atClinic(t *testing.T, key string) (*Client, *demo.Clinic) {
	t.Helper()
	now := func() time.Time { return opening }
	house := demo.New(demo.Options{Now: now, Seed: 1, Credits: 3})
	i := slices.IndexFunc(house.Keys(), func(k demo.Key) bool { return k.Name == key })
	c, err := New(Options{BaseURL: demo.BaseURL, Key: secret(t, house.Keys()[i].Secret), Transport: house.Transport(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return c, house
}

func order(t *testing.T, house *demo.Clinic, m demo.Misfortune) {
	t.Helper()
	if err := house.Order(m); err != nil {
		t.Fatal(err)
	}
}

// freeSlot is a free slot of a department that needs no worker.
func freeSlot(t *testing.T, c *Client, house *demo.Clinic) clinic.Slot {
	t.Helper()
	list, err := c.Departments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tomorrow := clinic.WallOf(opening).Day() + 1
	for _, d := range list.Departments {
		if house.NeedsWorker(d.ID.Text()) {
			continue
		}
		slots, err := c.Slots(t.Context(), d.ID, tomorrow, tomorrow+8)
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(slots.Slots, func(s clinic.Slot) bool { return s.Free }); i >= 0 {
			return slots.Slots[i]
		}
	}
	t.Fatal("no free slot")
	return clinic.Slot{}
}

func TestABookingsLife(t *testing.T) {
	c, house := atClinic(t, demo.KeyFull)
	s := freeSlot(t, c, house)
	b := clinic.Booking{Ref: "tui-01J", Department: s.Department, At: s.At, Name: "Aïssatou Sylla"}
	made, err := c.Book(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if made.At != s.At || made.Name != b.Name || made.External != b.Ref || made.Status != clinic.Scheduled || !made.Department.Same(s.Department) {
		t.Errorf("made %+v", made)
	}
	read, err := c.Visit(t.Context(), made.ID)
	if err != nil || read != made {
		t.Errorf("read %+v, %v; made %+v", read, err, made)
	}
	list, err := c.Visits(t.Context(), clinic.Visits{From: s.At.Day(), To: s.At.Day(), Department: s.Department, External: b.Ref})
	if err != nil || len(list.Appointments) != 1 || list.Appointments[0] != made || list.Partial || list.Skipped != 0 {
		t.Errorf("list %+v, %v", list, err)
	}
	slots, err := c.Slots(t.Context(), s.Department, s.At.Day(), s.At.Day())
	if err != nil || slices.ContainsFunc(slots.Slots, func(other clinic.Slot) bool { return other.At == s.At && other.Free }) {
		t.Errorf("the slot is still free, %v", err)
	}
	if err := c.Cancel(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	if house.Credits() != 3 || len(house.Ledger()) != 2 {
		t.Errorf("%d credits after %d commits", house.Credits(), len(house.Ledger()))
	}
	if q := c.Quota(); !q.Known || q.Limit != 1000 || q.Remaining >= 1000 || q.Reset <= 0 {
		t.Errorf("quota %+v", q)
	}
	if offset, known := c.Offset(); !known || offset != 0 {
		t.Errorf("offset %v %v", offset, known)
	}
}

func TestTheDayIsReadWhole(t *testing.T) {
	c, _ := atClinic(t, demo.KeyFull)
	today := clinic.WallOf(opening).Day()
	list, err := c.Visits(t.Context(), clinic.Visits{From: today - 7, To: today + 7})
	if err != nil || list.Partial || list.Skipped != 0 || len(list.Appointments) <= pageSize {
		t.Fatalf("%d appointments, partial %v, skipped %d, %v", len(list.Appointments), list.Partial, list.Skipped, err)
	}
	for _, a := range list.Appointments {
		if a.ID == "" || a.Name == "" || a.At.Day() < today-7 || a.At.Day() > today+7 {
			t.Fatalf("%+v", a)
		}
	}
}

// TestEveryCallHasARoute makes each call of the client at the demo clinic: what it
// answers as a framework does, without a code, is no route there.
func TestEveryCallHasARoute(t *testing.T) {
	client := reflect.TypeFor[*Client]()
	calls := 0
	for i := range client.NumMethod() {
		method := client.Method(i)
		if method.Type.NumIn() < 2 || method.Type.In(1) != reflect.TypeFor[context.Context]() {
			continue
		}
		calls++
		c, house := atClinic(t, demo.KeyFull)
		args := []reflect.Value{reflect.ValueOf(c), reflect.ValueOf(t.Context())}
		for n := 2; n < method.Type.NumIn(); n++ {
			arg := reflect.New(method.Type.In(n)).Elem()
			fill(arg)
			args = append(args, arg)
		}
		out := method.Func.Call(args)
		err, _ := out[len(out)-1].Interface().(error)
		if sent := len(house.Requests()); sent == 0 {
			t.Errorf("%s sends nothing: %v", method.Name, err)
		}
		if err != nil && !failure(t, err).Coded {
			t.Errorf("%s has no row in routes (api/demo/http.go): %v", method.Name, err)
		}
	}
	if calls < 7 {
		t.Errorf("only %d calls were found", calls)
	}
}

// fill gives every id and every moment of an argument a value.
func fill(v reflect.Value) {
	switch at := v.Addr().Interface().(type) {
	case *clinic.ID:
		*at = clinic.NumberID("7")
		return
	case *clinic.Day:
		*at = clinic.WallOf(opening).Day()
		return
	case *clinic.Wall:
		*at = clinic.WallOf(opening)
		return
	}
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}

func TestEveryOrderedCodeArrives(t *testing.T) {
	for _, code := range state.Documented() {
		c, house := atClinic(t, demo.KeyFull)
		s := freeSlot(t, c, house)
		if err := house.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodPost}); err != nil {
			t.Errorf("%s has no row in answers (api/demo/refusal.go): %v", code, err)
			continue
		}
		before := len(house.Requests())
		_, err := c.Book(t.Context(), clinic.Booking{Department: s.Department, At: s.At, Name: "Mariama Sow"})
		f := failure(t, err)
		if f.Code != code || f.Status == 0 || f.Message == "" {
			t.Errorf("%s: %+v", code, f)
		}
		if limited(code) != (f.Wait != 0) || f.Wait < 0 || f.Wait > maxWait {
			t.Errorf("%s: wait %v", code, f.Wait)
		}
		if code == state.InsufficientCredits && (!f.CreditsTold || f.Required == 0) {
			t.Errorf("%s: %+v", code, f)
		}
		if sent := len(house.Requests()) - before; sent != 1 {
			t.Errorf("%s: sent %d times", code, sent)
		}
	}
}

func TestResetFormsOfTheClinic(t *testing.T) {
	for form, want := range map[string]time.Duration{
		"seconds": 20 * time.Second, "millis": 20 * time.Second, "iso": 20 * time.Second,
		"http_date": 20 * time.Second, "delta": 20 * time.Second, "none": firstWait,
	} {
		c, house := atClinic(t, demo.KeyFull)
		order(t, house, demo.Misfortune{Kind: demo.ResetForm, Form: form})
		order(t, house, demo.Misfortune{Kind: demo.RateLimit, Seconds: 20, From: demo.FromNow})
		_, err := c.Departments(t.Context())
		if f := failure(t, err); f.Wait != want {
			t.Errorf("%s: wait %v", form, f.Wait)
		}
	}
}

func TestTroubleOnTheLine(t *testing.T) {
	c, house := atClinic(t, demo.KeyFull)
	s := freeSlot(t, c, house)
	order(t, house, demo.Misfortune{Kind: demo.LostAnswer})
	_, err := c.Book(t.Context(), clinic.Booking{Ref: "tui-2", Department: s.Department, At: s.At, Name: "Bah"})
	if f := failure(t, err); f.Code != state.NoAnswer || len(house.Ledger()) != 1 {
		t.Errorf("lost answer: %+v, %d commits", f, len(house.Ledger()))
	}
	order(t, house, demo.Misfortune{Kind: demo.Cut, Seconds: 60, From: demo.FromNow})
	_, err = c.Book(t.Context(), clinic.Booking{Ref: "tui-3", Department: s.Department, At: s.At, Name: "Barry"})
	if f := failure(t, err); f != (state.Failure{Code: state.NotSent, Cause: state.CauseRefused}) || len(house.Ledger()) != 1 {
		t.Errorf("cut: %+v", f)
	}
}

func TestRefusedKeys(t *testing.T) {
	for name, want := range map[string]state.Code{demo.KeyRevoked: state.InvalidAPIKey, demo.KeyExpired: state.ExpiredAPIKey} {
		c, house := atClinic(t, name)
		_, err := c.Departments(t.Context())
		f := failure(t, err)
		if f.Code != want || len(house.Requests()) != 2 { // refused both ways
			t.Errorf("%s: %+v after %d requests", name, f, len(house.Requests()))
		}
		if strings.Contains(f.Message+f.Value, house.Keys()[0].Secret) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
