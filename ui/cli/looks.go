package cli

import (
	"errors"
	"sync"

	"creneau/api/settings"
	"creneau/ui"
	"creneau/ui/locale"
)

// voices are the languages that a desk has spoken, and the one that it speaks now.
type voices struct {
	mu        sync.Mutex
	languages *locale.Library
	known     map[string]*locale.Words
	now       *locale.Words
}

func newVoices(l *locale.Library, now *locale.Words) *voices {
	return &voices{languages: l, known: map[string]*locale.Words{now.Lang(): now}, now: now}
}

// of are the sentences of a language, read once.
func (v *voices) of(lang string) *locale.Words {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known[lang] == nil {
		v.known[lang] = v.languages.Load(lang)
	}
	return v.known[lang]
}

// words are the sentences of the language that is spoken now.
func (v *voices) words() *locale.Words {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

// speak changes the language that is spoken.
func (v *voices) speak(lang string) {
	now := v.of(lang)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.now = now
}

// choices are what there is to choose of at the desk.
func (l appearance) choices(s settings.Settings, keep func(settings.Looks) error, v *voices) ui.Choices {
	return ui.Choices{
		Stands:    ui.Looks{Lang: l.words.Lang(), Theme: s.Theme, Clock: s.Clock},
		Languages: v.languages.Languages(), Words: v.of, Theme: l.themed,
		Keep: func(chosen ui.Looks) error {
			if chosen.Lang != "" {
				v.speak(chosen.Lang)
			}
			return keep(settings.Looks(chosen))
		},
	}
}

// keepLooks keeps what was chosen with what was chosen before. What a flag says comes
// before that at the next start, so it is not kept.
func keepLooks(place string, chosen settings.Looks, flags map[string]string, v *voices) error {
	for name := range chosen.Texts() {
		if _, given := flags[name]; given {
			return errors.New(v.words().F("cli.look_flag", locale.Args{"Name": "--" + name}))
		}
	}
	if place == "" {
		return errors.New(v.words().T("cli.look_homeless"))
	}
	text, err := settings.Chosen(place, v.languages.Languages()).With(chosen).Text()
	if err != nil {
		return err
	}
	return writeLooks(place, text)
}
