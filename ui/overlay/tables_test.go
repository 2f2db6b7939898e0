package overlay

import (
	"testing"

	"creneau/state/clinic"
	"creneau/ui/locale"
)

func TestEveryReasonForAnAlternativeHasItsWords(t *testing.T) {
	for _, lang := range locale.Languages() {
		words := locale.Load(lang)
		for reason := clinic.SameHourOtherDay; reason <= clinic.OtherDepartment; reason++ {
			if !words.Has(reasonKeys[reason]) {
				t.Errorf("reason %d has no words in %s", reason, lang)
			}
		}
	}
}
