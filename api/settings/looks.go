package settings

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/BurntSushi/toml"
)

// Looks are the settings that can be chosen at the desk, each as it is given; "" for
// one that is not.
type Looks struct {
	Lang  string `toml:"lang,omitempty"`  // one of the languages; "" for the locale's
	Theme string `toml:"theme,omitempty"` // "dark", "light" or "auto"
	Clock string `toml:"clock,omitempty"` // "24" or "12"
}

// Texts are the looks by the names of the settings, without those that are not given.
func (l Looks) Texts() map[string]string {
	all := map[string]string{"lang": l.Lang, "theme": l.Theme, "clock": l.Clock}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	return all
}

// With are the looks with others laid over them.
func (l Looks) With(over Looks) Looks {
	return Looks{Lang: orElse(over.Lang, l.Lang), Theme: orElse(over.Theme, l.Theme), Clock: orElse(over.Clock, l.Clock)}
}

// Text is the file that Chosen reads.
func (l Looks) Text() (string, error) {
	text, err := toml.Marshal(l)
	return string(text), err
}

// LooksPlace is the file in which a login's choices at the desk are kept; "" where no
// home folder is known.
func LooksPlace(env func(name string) string) string {
	folder := env("XDG_STATE_HOME")
	if !filepath.IsAbs(folder) { // the specification says to ignore such
		home := env("HOME")
		if !filepath.IsAbs(home) {
			return ""
		}
		folder = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(folder, "creneau", "looks.toml")
}

// Chosen are the choices that a file holds. It is the desk's own: where it is no file,
// or holds what cannot be, nothing was chosen, and the desk opens all the same.
func Chosen(place string, languages []string) Looks {
	var l Looks
	text, err := readOwn(place)
	if err != nil {
		return Looks{}
	}
	if _, err := toml.Decode(text, &l); err != nil {
		return Looks{}
	}
	for _, s := range Table(languages) {
		for name, field := range map[string]*string{"lang": &l.Lang, "theme": &l.Theme, "clock": &l.Clock} {
			if s.Name == name && !slices.Contains(s.Choices, *field) {
				*field = ""
			}
		}
	}
	return l
}

// maxLooks is how much of that file is read, in bytes.
const maxLooks = 4096

// readOwn reads a small file by its own name: no link, folder or pipe.
func readOwn(place string) (string, error) {
	before, err := os.Lstat(place)
	if err != nil {
		return "", err
	}
	if !before.Mode().IsRegular() {
		return "", errKind
	}
	f, err := os.Open(place)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !os.SameFile(before, now) {
		return "", errors.Join(fs.ErrNotExist, err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxLooks))
	return string(text), err
}

// under are the texts of the file with what was chosen at the desk laid over them.
func under(written map[string]string, env source, languages []string) map[string]string {
	maps.Copy(written, Chosen(LooksPlace(env), languages).Texts())
	return written
}
