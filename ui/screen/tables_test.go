package screen

import (
	"testing"

	"creneau/state"
	"creneau/ui/locale"
)

func TestEveryStageHasItsWord(t *testing.T) {
	for _, lang := range locale.Languages() {
		words := locale.Load(lang)
		for _, stage := range state.IntentStages() {
			if !words.Has(stageWords[stage]) {
				t.Errorf("stage %d has no word in %s", stage, lang)
			}
		}
	}
}
