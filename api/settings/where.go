package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A source tells what an environment variable holds, "" where it is not set.
type source func(name string) string

// locate finds the file: the one that was named, which must be there, else the
// one in the user's configuration folder, which need not. place is "" where no
// folder is known to look in.
func locate(named string, env source) (place string, found bool, err error) {
	place = named
	if place == "" {
		folder := env("XDG_CONFIG_HOME")
		if !filepath.IsAbs(folder) { // the specification says to ignore such
			home := env("HOME")
			if !filepath.IsAbs(home) {
				return "", false, nil
			}
			folder = filepath.Join(home, ".config")
		}
		place = filepath.Join(folder, "creneau", "config.toml")
	}
	switch _, err := os.Stat(place); {
	case err == nil:
		return place, true, nil
	case !errors.Is(err, fs.ErrNotExist):
		return place, false, Problem{Kind: ConfigUnreadable, Path: place, Detail: reason(err)}
	}
	if link := dangling(place); link != "" {
		return place, false, Problem{Kind: ConfigDangling, Path: link}
	}
	if named != "" {
		return place, false, Problem{Kind: ConfigMissing, Path: place}
	}
	return place, false, nil
}

// dangling is the link on the way to a path that is not there which leads
// nowhere: something was to be there. "" where there is none.
func dangling(path string) string {
	for ; ; path = filepath.Dir(path) {
		if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			if _, err := os.Stat(path); err != nil {
				return path
			}
		}
		if path == filepath.Dir(path) {
			return ""
		}
	}
}

// homeless is why it cannot be known whether the user has configured anything;
// nil where it can: there is a home folder to look in, or another folder is named.
func homeless(place string, env source) error {
	switch home := env("HOME"); {
	case place == "":
		return Problem{Kind: HomeUnset}
	case !filepath.IsAbs(env("XDG_CONFIG_HOME")):
		if _, err := os.Stat(home); err != nil {
			return Problem{Kind: HomeMissing, Path: home}
		}
	}
	return nil
}
