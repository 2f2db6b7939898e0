// Package seal keeps what names somebody unreadable where it lies:
// XChaCha20-Poly1305 with a data key in a file of its own. A file may hold
// several keys, one a line: the first seals, and each opens what it sealed, so
// that a key can be changed while desks are open.
package seal

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// What can be wrong with something sealed.
var (
	ErrKey    = errors.New("it was sealed with another key")
	ErrBroken = errors.New("it is not what was sealed")
)

// Something sealed is its form, the id of its key, a nonce, and the sealed text
// with its tag.
const (
	form     = 1
	idLength = 8
	head     = 1 + idLength + chacha20poly1305.NonceSizeX
)

// A Ring is the data keys, the one that seals first.
type Ring struct{ keys []key }

// A key prints as nothing, wherever it is printed from: a function holds it.
type key struct {
	id  string
	raw func() []byte
}

func newKey(raw []byte) key {
	sum := sha256.Sum256(append([]byte("creneau data key\x00"), raw...))
	return key{id: hex.EncodeToString(sum[:idLength]), raw: func() []byte { return raw }}
}

func (k key) sealer() cipher.AEAD {
	sealer, err := chacha20poly1305.NewX(k.raw())
	if err != nil {
		panic(err) // a key has the right length, or there is none
	}
	return sealer
}

// Parse reads a ring as a key file holds it: 32 bytes in base64 a line. Blank
// lines are passed over. The error repeats nothing of it.
func Parse(text string) (*Ring, error) {
	r := &Ring{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != chacha20poly1305.KeySize {
			return nil, errors.New("a data key is 32 bytes in base64, one a line")
		}
		r.keys = append(r.keys, newKey(raw))
	}
	if len(r.keys) == 0 {
		return nil, errors.New("there is no data key")
	}
	return r, nil
}

// text is the ring as a key file holds it.
func (r *Ring) text() string {
	var b strings.Builder
	for _, k := range r.keys {
		b.WriteString(base64.StdEncoding.EncodeToString(k.raw()) + "\n")
	}
	return b.String()
}

// String tells nothing but the id of the key that seals.
func (r *Ring) String() string { return "data key " + r.ID() }

// ID tells keys apart and nothing about them: that of the one that seals.
func (r *Ring) ID() string { return r.keys[0].id }

// Len is how many keys the ring has.
func (r *Ring) Len() int { return len(r.keys) }

// Has says whether the ring opens what the key of an id sealed.
func (r *Ring) Has(id string) bool { return r.find(id) != nil }

// Led is the ring with the key of an id first.
func (r *Ring) Led(id string) (*Ring, bool) {
	k := r.find(id)
	if k == nil {
		return nil, false
	}
	led := &Ring{keys: []key{*k}}
	for _, other := range r.keys {
		if other.id != id {
			led.keys = append(led.keys, other)
		}
	}
	return led, true
}

func (r *Ring) find(id string) *key {
	for i := range r.keys {
		if r.keys[i].id == id {
			return &r.keys[i]
		}
	}
	return nil
}

// Seal seals a text. About is what it belongs to: it opens only beside the same.
func (r *Ring) Seal(text, about []byte) []byte {
	k := r.keys[0]
	out := make([]byte, head, head+len(text)+chacha20poly1305.Overhead)
	out[0] = form
	_, _ = hex.Decode(out[1:], []byte(k.id))
	nonce := out[1+idLength : head]
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	return k.sealer().Seal(out, nonce, text, about)
}

// Open opens what Seal made (ErrKey, ErrBroken).
func (r *Ring) Open(sealed, about []byte) ([]byte, error) {
	id, err := IDOf(sealed)
	if err != nil {
		return nil, err
	}
	k := r.find(id)
	if k == nil {
		return nil, ErrKey
	}
	text, err := k.sealer().Open(nil, sealed[1+idLength:head], sealed[head:], about)
	if err != nil {
		return nil, ErrBroken
	}
	return text, nil
}

// IDOf is the id of the key that something was sealed with (ErrBroken).
func IDOf(sealed []byte) (string, error) {
	if len(sealed) < head+chacha20poly1305.Overhead || sealed[0] != form {
		return "", ErrBroken
	}
	return hex.EncodeToString(sealed[1 : 1+idLength]), nil
}

// A Marker makes marks of texts: the same of the same text, and of which nobody
// without it can tell the text.
type Marker struct{ secret []byte }

// MarkerLength is that of a marker's secret, in bytes.
const MarkerLength = 32

// NewMarker makes one of its secret.
func NewMarker(secret []byte) Marker { return Marker{secret} }

// Mark is the mark of a text; nil of none.
func (m Marker) Mark(text string) []byte {
	if text == "" {
		return nil
	}
	sum := hmac.New(sha256.New, m.secret)
	sum.Write([]byte(text))
	return sum.Sum(nil)[:16]
}
