package settings

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"creneau/state/clinic"
)

// maxSentence is how long a sentence may be, in runes, with the paths in it.
const maxSentence = 600

// Kind names what is wrong with the configuration, in no language.
type Kind string

// What can be wrong with the configuration.
const (
	ConfigMissing    Kind = "config_missing"
	ConfigUnreadable Kind = "config_unreadable"
	BadTOML          Kind = "bad_toml"
	UnknownKeys      Kind = "unknown_keys"
	BadValue         Kind = "bad_value"

	KeyMissing        Kind = "key_missing"
	KeyMalformed      Kind = "key_malformed"
	KeyFileMissing    Kind = "key_file_missing"
	KeyFileUnreadable Kind = "key_file_unreadable"
	KeyFileLink       Kind = "key_file_link"
	KeyFileKind       Kind = "key_file_kind"
	KeyFileOwner      Kind = "key_file_owner"
	KeyFileOpen       Kind = "key_file_open"
)

// Kinds lists everything that can be wrong.
func Kinds() []Kind {
	return []Kind{
		ConfigMissing, ConfigUnreadable, BadTOML, UnknownKeys, BadValue,
		KeyMissing, KeyMalformed, KeyFileMissing, KeyFileUnreadable, KeyFileLink, KeyFileKind, KeyFileOwner, KeyFileOpen,
	}
}

// OfKey says whether it is only the key that is missing or unfit.
func (k Kind) OfKey() bool { return strings.HasPrefix(string(k), "key_") }

// A Problem is one thing that is wrong with the configuration. Which fields are
// set depends on the kind.
type Problem struct {
	Kind    Kind
	Path    string // of the file it is about
	Source  string // where a value was written: a path, a flag or a variable
	Line    int    // of the file; 0 where it is not known
	Field   string // the setting, or the settings, it is about
	Value   string // what was written
	Allowed string // what could be
	Detail  string // the parser's or the system's own words
	Mode    fs.FileMode
}

// Error is the sentence in English.
func (p Problem) Error() string { return p.Sentence("en") }

// Sentence says in one sentence what is wrong and, where there is one command
// that mends it, that command. The language is "fr" or "en".
func (p Problem) Sentence(lang string) string {
	kind := string(p.Kind)
	if p.Kind == BadValue && p.Value == "" {
		kind += "_missing"
	}
	text := strings.NewReplacer(
		"{path}", p.Path, "{quoted}", quoted(p.Path), "{source}", p.Source,
		"{field}", p.Field, "{value}", p.Value, "{allowed}", p.Allowed,
		"{detail}", p.Detail, "{mode}", fmt.Sprintf("%04o", p.Mode.Perm()),
		"{at}", p.at(lang), "{variable}", EnvKey,
	).Replace(sentence(kind, lang))
	return clinic.Clean(clinic.Mask(text), maxSentence)
}

// at is the line and the setting at which a file cannot be read.
func (p Problem) at(lang string) string {
	line := "?"
	if p.Line > 0 {
		line = strconv.Itoa(p.Line)
	}
	parts := []string{sentence("line", lang) + " " + line}
	if p.Field != "" {
		parts = append(parts, p.Field)
	}
	return strings.Join(parts, ", ")
}

// plainPath is a path that a shell takes as it is.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9_./@:+-]+$`)

// quoted is a path as it is typed in a shell.
func quoted(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
