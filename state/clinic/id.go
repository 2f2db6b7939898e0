package clinic

import "strings"

// MaxID is the longest identifier accepted from the API, in characters.
const MaxID = 64

// ID is an identifier as the API gave it: opaque, compared and never computed
// with. The API's documents disagree whether ids are numbers or strings, so an
// ID remembers its form and is sent back in it. The zero ID names nothing.
type ID string

// quoted marks an ID that came as a JSON string.
const quoted = `"`

// NumberID is the id that came as a JSON number with these digits.
func NumberID(digits string) ID { return ID(digits) }

// TextID is the id that came as a JSON string.
func TextID(text string) ID {
	if text == "" {
		return ""
	}
	return ID(quoted + text)
}

// Text is the id without its form: what stands in a path or on the screen.
func (id ID) Text() string { return strings.TrimPrefix(string(id), quoted) }

// Quoted says whether the id is sent as a JSON string.
func (id ID) Quoted() bool { return strings.HasPrefix(string(id), quoted) }

// Same says whether two ids name the same thing whatever form each came in.
func (id ID) Same(other ID) bool { return id.Text() == other.Text() }
