// Package locale holds the desk's languages: what is said in each, how it writes
// days and times, and the words of the express line. Adding a language is adding
// a file.
package locale

import (
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"creneau/state/clinic"
)

// Args are the fields of a sentence, by name.
type Args = map[string]any

// Words are the sentences of one language. They never change once loaded, so
// many desks can share them.
type Words struct {
	lang      string
	plain     map[string]string // sentences without plural forms, as the file has them
	static    map[string]string // those of them without fields
	known     map[string]bool
	localizer *i18n.Localizer
	calendar  calendar
	elision   elision
	lexicon   *clinic.Lexicon
	twelve    bool // times are told on a clock of twelve hours
}

// readWords reads all of a language's file but the words of the express line.
func readWords(lang string, text []byte) (*Words, error) {
	tag := language.Make(lang)
	messages, err := i18n.ParseMessageBytes(text, toml.Unmarshal)
	if err != nil {
		return nil, err
	}
	sentences := slices.DeleteFunc(messages, func(m *i18n.Message) bool {
		return strings.HasPrefix(m.ID, expressTable+".")
	})
	bundle := i18n.NewBundle(tag)
	if err := bundle.AddMessages(tag, sentences...); err != nil {
		return nil, err
	}
	w := &Words{
		lang:      lang,
		plain:     make(map[string]string, len(sentences)),
		static:    make(map[string]string, len(sentences)),
		known:     make(map[string]bool, len(sentences)),
		localizer: i18n.NewLocalizer(bundle, lang),
	}
	for _, m := range sentences {
		w.known[m.ID] = true
		if m.Zero != "" || m.One != "" || m.Two != "" || m.Few != "" || m.Many != "" {
			continue // it has plural forms
		}
		w.plain[m.ID] = m.Other
		if !strings.Contains(m.Other, "{{") {
			w.static[m.ID] = m.Other
		}
	}
	w.elision = w.readElision()
	w.calendar, err = w.readCalendar()
	return w, err
}

// Lang is the language's tag, such as "en".
func (w *Words) Lang() string { return w.lang }

// Lexicon is the words of the express line at a desk of this language.
func (w *Words) Lexicon() *clinic.Lexicon { return w.lexicon }

// T is a sentence without fields. A key that is not known stands for itself.
func (w *Words) T(key string) string {
	if s, ok := w.static[key]; ok {
		return s
	}
	return key
}

// Raw is a sentence as its file has it, with its fields unfilled; of one with
// plural forms, "".
func (w *Words) Raw(key string) string { return w.plain[key] }

// F is a sentence with fields, such as {{.Name}}.
func (w *Words) F(key string, a Args) string {
	if s, ok := w.static[key]; ok {
		return s
	}
	return w.elision.in(w.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: a}), a)
}

// N is a sentence in the plural form of n, which stands in it as {{.N}}.
func (w *Words) N(key string, n int, a Args) string {
	fields := make(Args, len(a)+1)
	maps.Copy(fields, a)
	fields["N"] = n
	return w.elision.in(w.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: fields, PluralCount: n}), a)
}

func (w *Words) localize(c *i18n.LocalizeConfig) string {
	s, err := w.localizer.Localize(c)
	if err != nil && s == "" {
		return c.MessageID
	}
	return s
}

// Has tells whether a key is known.
func (w *Words) Has(key string) bool { return w.known[key] }

// Keys are all known keys in order.
func (w *Words) Keys() []string { return slices.Sorted(maps.Keys(w.known)) }
