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
// credential, which no child inherits, the key file, the environment. A place that
// was named and is unfit is an error even where another has a key; a place that is
// named and empty is one where no other has. No key in any place is no error.
func findKey(keyFile *string, config string, env source, set func(string) bool) (api.Secret, string, error) {
	credential := filepath.Join(env(EnvCredentials), CredentialName)
	if env(EnvCredentials) != "" {
		if _, err := os.Lstat(credential); !errors.Is(err, fs.ErrNotExist) {
			text, err := readKey(credential)
			return parseKey(text, credential, err)
		}
	}
	if keyFile != nil {
		path, err := resolve(*keyFile, config, env)
		if err != nil {
			return api.Secret{}, *keyFile, err
		}
		text, err := readKeyFile(path)
		return parseKey(text, path, err)
	}
	if text := env(EnvKey); text != "" {
		return parseKey(text, EnvKey, nil)
	}
	for _, name := range []string{EnvKey, EnvCredentials} {
		if set(name) && env(name) == "" {
			return api.Secret{}, name, Problem{Kind: KeyVariableEmpty, Source: name}
		}
	}
	if env(EnvCredentials) != "" {
		return api.Secret{}, credential, Problem{Kind: KeyCredentialMissing, Path: credential}
	}
	return api.Secret{}, "", nil
}

// findPlace looks for the place of a secret besides the key to the API: systemd's
// credential of a name, else the file that a field names. That it is not there is for
// who uses it to say.
func findPlace(field, name string, keyFile *string, config string, env source) (KeyPlace, error) {
	if env(EnvCredentials) != "" {
		credential := filepath.Join(env(EnvCredentials), name)
		if _, err := os.Lstat(credential); err == nil {
			return KeyPlace{Path: credential, Credential: true}, nil
		}
	}
	if keyFile == nil {
		return KeyPlace{}, nil
	}
	path, err := resolve(*keyFile, config, env)
	if strings.TrimSpace(*keyFile) == "" || err != nil { // below a home that is not known
		return KeyPlace{}, Problem{Kind: BadValue, Source: config, Field: field, Value: shown(*keyFile), Allowed: `"/etc/creneau/…"`}
	}
	return KeyPlace{Path: path}, nil
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
func resolve(path, config string, env source) (string, error) {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home := env("HOME"); filepath.IsAbs(home) {
			return filepath.Join(home, rest), nil
		}
		return "", Problem{Kind: KeyHomeUnset, Path: path}
	}
	if filepath.IsAbs(path) {
		return path, nil
	}
	return filepath.Join(filepath.Dir(config), path), nil
}

// ReadKeyFile reads a key that nobody else but root, and who may share it, can read
// or replace. What is wrong with the file is a Problem.
func ReadKeyFile(path string) (string, error) {
	text, err := readKeyFile(path)
	var p Problem
	if err != nil && !errors.As(err, &p) {
		err = Problem{Kind: KeyFileUnreadable, Path: path, Detail: reason(err)}
	}
	return text, err
}

func readKeyFile(path string) (string, error) { return readGuarded(path, maxKeyFile) }

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
