package settings

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"creneau/api"
)

// maxKeyFile is how much of a key file is read, in bytes.
const maxKeyFile = 4 << 10

// findKey looks for the key in the order in which its places are safe: systemd's
// credential, which no child inherits, the key file, the environment. A file
// that was named and is unfit is an error even where another place has a key.
// No key in any place is no error.
func findKey(keyFile, config string, env func(string) string) (api.Secret, string, error) {
	if folder := env(EnvCredentials); folder != "" {
		path := filepath.Join(folder, CredentialName)
		text, err := readKey(path)
		if !errors.Is(err, fs.ErrNotExist) {
			return parseKey(text, path, err)
		}
	}
	if keyFile != "" {
		path := resolve(keyFile, config, env)
		text, err := readKeyFile(path)
		return parseKey(text, path, err)
	}
	if text := env(EnvKey); text != "" {
		return parseKey(text, EnvKey, nil)
	}
	return api.Secret{}, "", nil
}

func parseKey(text, source string, err error) (api.Secret, string, error) {
	if err != nil {
		var p Problem
		if errors.As(err, &p) {
			return api.Secret{}, source, p
		}
		return api.Secret{}, source, Problem{Kind: KeyFileUnreadable, Path: source, Detail: reason(err)}
	}
	key, err := api.NewSecret(text)
	if err != nil {
		return api.Secret{}, source, Problem{Kind: KeyMalformed, Source: source}
	}
	return key, source, nil
}

// resolve makes a path absolute: below the home folder where it begins with ~/,
// else below the folder of the configuration file.
func resolve(path, config string, env func(string) string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		return filepath.Join(env("HOME"), rest)
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(config), path)
}

// readKeyFile reads a key that nobody else can read or replace.
func readKeyFile(path string) (string, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", Problem{Kind: KeyFileMissing, Path: path}
	}
	if err != nil {
		return "", err
	}
	if err := fit(path, info); err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	opened, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !os.SameFile(info, opened) { // replaced after it was looked at
		return "", Problem{Kind: KeyFileLink, Path: path}
	}
	return readCapped(f)
}

// fit says what is wrong with a key file; nil where it is a regular file of
// ours alone.
func fit(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return Problem{Kind: KeyFileLink, Path: path}
	case !mode.IsRegular():
		return Problem{Kind: KeyFileKind, Path: path}
	case !ours(info):
		return Problem{Kind: KeyFileOwner, Path: path}
	case openToOthers(mode):
		return Problem{Kind: KeyFileOpen, Path: path, Mode: mode.Perm()}
	}
	return nil
}

func readKey(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return readCapped(f)
}

func readCapped(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	return string(text), err
}
