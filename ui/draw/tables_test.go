package draw

import (
	"testing"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
)

func TestEveryStatusHasItsWord(t *testing.T) {
	st := state.New(state.Options{})
	for _, lang := range locale.Languages() {
		words := locale.Load(lang)
		for _, status := range []clinic.Status{clinic.PendingPayment, clinic.Scheduled, clinic.Completed, clinic.Cancelled, clinic.NoShow} {
			if glyph, word, _ := StatusOf(st, clinic.Appointment{ID: "1", Status: status}); glyph == "?" || !words.Has(word) {
				t.Errorf("%s is shown in %s as %q %q", status, lang, glyph, word)
			}
		}
	}
}

func TestEveryToneHasItsRole(t *testing.T) {
	for tone := state.Plain; tone <= state.Bad; tone++ {
		if _, ok := toneRoles[tone]; !ok {
			t.Errorf("tone %d has no role", tone)
		}
	}
}
