package journey

import (
	"strings"
	"unicode/utf8"
)

// sequences are what a terminal sends for the keys that type no character.
var sequences = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f", "delete": "\x1b[3~",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
	"f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
}

// Named says whether a text is the name of a key and no text to type.
func Named(text string) bool {
	_, ok := sequences[text]
	return ok || strings.HasPrefix(text, "ctrl+")
}

// bytesOf is what a terminal sends for a key.
func (d *Desk) bytesOf(name string) string {
	if s, ok := sequences[name]; ok {
		return s
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 && 'a' <= letter[0] && letter[0] <= 'z' {
		return string(letter[0] & 0x1f)
	}
	if utf8.RuneCountInString(name) != 1 {
		d.t.Fatalf("no key is called %q", name)
	}
	return name
}
