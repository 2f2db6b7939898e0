package story

import (
	"time"
	"unicode/utf8"
)

// How the story plays by itself: at a pace at which one can follow.
const (
	perLetter = 150 * time.Millisecond // of a text that is typed
	perKey    = time.Second            // before any other key, so that it is expected
	atLeast   = 1500 * time.Millisecond
	perRune   = 45 * time.Millisecond // of a caption that is new
)

// Pause is how long the story waits before a key: a letter of a text that is
// typed, or any other.
func Pause(letter bool) time.Duration {
	if letter {
		return perLetter
	}
	return perKey
}

// Reading is how long a scene stands once all is seen; a caption that is new has
// to be read.
func Reading(caption string, fresh bool) time.Duration {
	if !fresh {
		return atLeast
	}
	return atLeast + time.Duration(utf8.RuneCountInString(caption))*perRune
}
