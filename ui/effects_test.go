package ui

import (
	"context"
	"reflect"
	"testing"

	"creneau/state"
)

// unheardOf is an effect that nobody but this test knows.
type unheardOf struct{ does state.Does }

func (s unheardOf) Traits() state.Traits { return state.Traits{Does: s.does} }

// Every request is one that the desk can make: what it comes back as is its answer,
// or the clinic's refusal.
func TestEveryEffectIsDone(t *testing.T) {
	for _, x := range state.Exchanges() {
		r := newRig(t, newClinic(), plain())
		if x.Effect.Traits().Does == state.Shows {
			r.run(r.perform([]state.Effect{x.Effect}))
			if r.status.notice.Code == state.NotPossible {
				t.Errorf("%T has no case in show (ui/ui.go)", x.Effect)
			}
			continue
		}
		if x.Effect.Traits().Does == state.Keeps {
			r.config.Keeper = keeps{}
			for _, got := range r.ask(x.Effect)().(reply).events {
				if reflect.TypeOf(got) != reflect.TypeOf(x.Answer) {
					t.Errorf("%T is answered with %T, want %T", x.Effect, got, x.Answer)
				}
			}
			continue
		}
		switch got := Ask(t.Context(), newClinic(), x.Effect, 0).(type) {
		case state.Failed:
			if got.Failure.Code == state.NotPossible {
				t.Errorf("%T has no case in Ask (ui/effects.go)", x.Effect)
			}
		default:
			if reflect.TypeOf(got) != reflect.TypeOf(x.Answer) {
				t.Errorf("%T is answered with %T, want %T", x.Effect, got, x.Answer)
			}
		}
	}
}

// keeps keeps nothing, and says that it does.
type keeps struct{}

func (keeps) Record(context.Context, []state.Picture) error { return nil }
func (keeps) Leaving(ctx context.Context) context.Context   { return ctx }

// What nobody can do comes back as a failure of that very effect, is told, and
// never hangs.
func TestAStrangeEffectIsTold(t *testing.T) {
	for _, does := range []state.Does{state.Undeclared, state.Shows, state.Reads, state.Writes} {
		e := unheardOf{does}
		failed, ok := Ask(context.Background(), newClinic(), e, 0).(state.Failed)
		if !ok || failed.Doing != state.Effect(e) || failed.Failure.Code != state.NotPossible {
			t.Errorf("%v: %+v", does, failed)
		}
		r := newRig(t, newClinic(), plain())
		r.run(r.perform([]state.Effect{e}))
		if r.status.notice.Code != state.NotPossible {
			t.Errorf("%v: said %+v", does, r.status.notice)
		}
	}
}
