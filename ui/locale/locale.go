// Package locale holds the desk's sentences in English and French, and how each
// language writes days and times. Adding a language is adding a file.
package locale

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed en.toml fr.toml
var files embed.FS

// English is the language of who asked for none that is known.
const English = "en"

// Languages are those that Load knows.
func Languages() []string { return []string{"en", "fr"} }

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
}

// Load reads the sentences of a language: "fr" or "en", in any of the forms
// that Match takes; English for others. It panics when an embedded file is
// broken, which a test rules out.
func Load(lang string) *Words {
	w, err := load(Match(lang))
	if err != nil {
		panic(err)
	}
	return w
}

func load(lang string) (*Words, error) {
	name := lang + ".toml"
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("no sentences for %q: %w", lang, err)
	}
	tag := language.Make(lang)
	bundle := i18n.NewBundle(tag)
	messages, err := bundle.ParseMessageBytes(tag, text, toml.Unmarshal)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	w := &Words{
		lang:      lang,
		plain:     make(map[string]string, len(messages)),
		static:    make(map[string]string, len(messages)),
		known:     make(map[string]bool, len(messages)),
		localizer: i18n.NewLocalizer(bundle, lang),
	}
	for _, m := range messages {
		w.known[m.ID] = true
		if m.One != "" || m.Many != "" {
			continue
		}
		w.plain[m.ID] = m.Other
		if !strings.Contains(m.Other, "{{") {
			w.static[m.ID] = m.Other
		}
	}
	if w.calendar, err = w.readCalendar(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// Lang is the language: "en" or "fr".
func (w *Words) Lang() string { return w.lang }

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
	return w.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: a})
}

// N is a sentence in the plural form of n, which stands in it as {{.N}}.
func (w *Words) N(key string, n int, a Args) string {
	fields := make(Args, len(a)+1)
	maps.Copy(fields, a)
	fields["N"] = n
	return w.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: fields, PluralCount: n})
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
