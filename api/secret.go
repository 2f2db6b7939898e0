package api

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// masked stands for a key wherever one would be printed.
const masked = "mk_…"

// A Secret is an API key. Printing, logging or encoding it, or anything that
// holds it, gives mk_… instead. The zero Secret is no key.
type Secret struct {
	// A pointer, because fmt reads unexported fields of an outer struct without
	// asking this type how it wants to be printed, but stops at pointers.
	text *string
}

// NewSecret takes a key as it was configured, without the blanks around it. It
// refuses what cannot stand in a header, without repeating it.
func NewSecret(text string) (Secret, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Secret{}, errors.New("the key is empty")
	}
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return Secret{}, fmt.Errorf("the key holds a character that no key has, at place %d", i+1)
		}
	}
	return Secret{text: &text}, nil
}

// Empty says whether there is no key.
func (s Secret) Empty() bool { return s.text == nil }

// Reveal is the key itself, for the header that carries it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String is mk_…, or nothing where there is no key.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return masked
}

// GoString is String, for %#v.
func (s Secret) GoString() string { return "api.Secret(" + s.String() + ")" }

// Format prints String under every verb.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		io.WriteString(f, s.GoString())
		return
	}
	io.WriteString(f, s.String())
}

// LogValue is String, for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is String, for encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON is String as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }
