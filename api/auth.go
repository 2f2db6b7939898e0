package api

import "net/http"

// Auth says which header carries the key. The documents show both.
type Auth string

// The ways to carry the key. AuthAuto begins with the bearer form, which is the
// error reference's own, and tries X-API-Key on a read refused for its header.
const (
	AuthAuto   Auth = "auto"
	AuthBearer Auth = "bearer"
	AuthAPIKey Auth = "x-api-key"
)

// set writes the key into the one header of this form.
func (a Auth) set(h http.Header, key Secret) {
	if a == AuthAPIKey {
		h.Set("X-API-Key", key.Reveal())
		return
	}
	h.Set("Authorization", "Bearer "+key.Reveal())
}

// Other is the header that this setting keeps the key out of; "" where it keeps it
// out of none.
func (a Auth) Other() Auth {
	switch a {
	case AuthBearer:
		return AuthAPIKey
	case AuthAPIKey:
		return AuthBearer
	}
	return ""
}

// guess is which header works, as far as is known.
type guess struct {
	header Auth // AuthBearer or AuthAPIKey
	auto   bool
	open   bool // no read has shown yet that header works, or that neither does
}

func newGuess(setting Auth) guess {
	switch setting {
	case AuthBearer, AuthAPIKey:
		return guess{header: setting}
	}
	return guess{header: AuthBearer, auto: true, open: true}
}

// settle ends the guessing with this header.
func (g *guess) settle(header Auth) { g.header, g.open = header, false }

// reopen begins the guessing anew, for another key.
func (g *guess) reopen() { g.open = g.auto }

// Name is the header as it is written, before the key.
func (a Auth) Name() string {
	if a == AuthAPIKey {
		return "X-API-Key"
	}
	return "Authorization: Bearer"
}
