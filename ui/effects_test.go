package ui

import (
	"context"
	"testing"

	"creneau/state"
)

// unheardOf is an effect that nobody but this test knows.
type unheardOf struct{ does state.Does }

func (s unheardOf) Traits() state.Traits { return state.Traits{Does: s.does} }

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
