package settings

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"golang.org/x/crypto/ssh"

	"creneau/state/clinic"
)

// UsersName is the file of the users, beside the configuration.
const UsersName = "users.toml"

// Rights are what somebody may do at a desk that is served.
type Rights string

// The rights, as the users file says them.
const (
	MayRead       Rights = "read"
	MayBook       Rights = "book"
	MayAdminister Rights = "admin" // books, and gives another access key
)

// A User is somebody who may open a desk over SSH, by one public key.
type User struct {
	Name   string
	Key    ssh.PublicKey
	Rights Rights
	Lang   string // one of the languages, or "" for the server's
	Theme  string // "dark", "light" or "auto"; "" for the server's
}

// usersFile is the file of the users as it is written.
type usersFile struct {
	Users []userRow `toml:"user"`
}

type userRow struct {
	Name   string `toml:"name"`
	Key    string `toml:"key"`
	Rights string `toml:"rights"`
	Lang   string `toml:"lang"`
	Theme  string `toml:"theme"`
}

// Limits of the users file.
const (
	maxUsersFile = 1 << 20 // bytes
	maxUserName  = 60      // runes
	leastRSA     = 2048    // bits of an RSA key
)

// Users reads the users file, by the rule of the key file and strictly. Every error
// is a Problem; that nobody is in it is one.
func Users(path string, languages []string) ([]User, error) {
	text, err := readGuarded(path, maxUsersFile)
	var p Problem
	switch {
	case errors.As(err, &p):
		return nil, Problem{Kind: p.Kind.ofUsers(), Path: p.Path, Mode: p.Mode, Command: p.Command}
	case err != nil:
		return nil, Problem{Kind: UsersUnreadable, Path: path, Detail: reason(err)}
	}
	var f usersFile
	meta, err := toml.Decode(text, &f)
	if err != nil {
		p := badTOML(path, err)
		p.Kind = UsersTOML
		return nil, p
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, Problem{Kind: UsersUnknown, Path: path, Field: shown(unknown[0].String())}
	}
	if len(f.Users) == 0 {
		return nil, Problem{Kind: UsersNone, Path: path}
	}
	var users []User
	for n, row := range f.Users {
		u, err := row.user(path, "user["+strconv.Itoa(n+1)+"].", languages)
		if err != nil {
			return nil, err
		}
		for _, other := range users {
			if other.Name == u.Name || string(other.Key.Marshal()) == string(u.Key.Marshal()) {
				return nil, Problem{Kind: UsersTwice, Path: path, Field: "user[" + strconv.Itoa(n+1) + "]"}
			}
		}
		users = append(users, u)
	}
	return users, nil
}

// user judges a row of the file; at is where it stands.
func (r userRow) user(path, at string, languages []string) (User, error) {
	bad := func(field, value, allowed string) (User, error) {
		return User{}, Problem{Kind: BadValue, Source: path, Field: at + field, Value: shown(value), Allowed: allowed}
	}
	u := User{Name: strings.TrimSpace(r.Name), Rights: Rights(r.Rights), Lang: r.Lang, Theme: r.Theme}
	if u.Name == "" || clinic.Clean(u.Name, maxUserName) != u.Name {
		return bad("name", r.Name, `"Accueil 1"`)
	}
	rights, themes := []string{string(MayRead), string(MayBook), string(MayAdminister)}, []string{"dark", "light", "auto"}
	switch {
	case !slices.Contains(rights, r.Rights):
		return bad("rights", r.Rights, strings.Join(rights, ", "))
	case r.Lang != "" && !slices.Contains(languages, r.Lang):
		return bad("lang", r.Lang, strings.Join(languages, ", "))
	case r.Theme != "" && !slices.Contains(themes, r.Theme):
		return bad("theme", r.Theme, strings.Join(themes, ", "))
	}
	var fits bool
	if u.Key, fits = publicKey(r.Key); !fits {
		return bad("key", r.Key, `"ssh-ed25519 AAAA…"`)
	}
	return u, nil
}

// publicKey reads one public key, as ssh-keygen writes it. Options before it, which
// would promise what is not kept, a certificate and a key that is too weak do not fit.
func publicKey(text string) (ssh.PublicKey, bool) {
	key, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil || len(options) > 0 || len(rest) > 0 || strings.ContainsAny(strings.TrimSpace(text), "\r\n") {
		return nil, false
	}
	if _, is := key.(*ssh.Certificate); is {
		return nil, false
	}
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256:
		return key, true
	case ssh.KeyAlgoRSA:
		return key, bitsOf(key) >= leastRSA
	}
	return nil, false
}

// bitsOf is how long the modulus of an RSA key is, in bits.
func bitsOf(key ssh.PublicKey) int {
	var wire struct {
		Name    string
		E, N    []byte
		Ignored []byte `ssh:"rest"`
	}
	if err := ssh.Unmarshal(key.Marshal(), &wire); err != nil {
		return 0
	}
	return len(strings.TrimLeft(string(wire.N), "\x00")) * 8
}

// ofUsers is the kind of a problem with the users file where a key file has it.
func (k Kind) ofUsers() Kind { return Kind("users" + strings.TrimPrefix(string(k), "key")) }

// readGuarded reads a file that nobody else but root, and who may share it, can read or
// replace, up to so many bytes.
func readGuarded(path string, most int64) (string, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", Problem{Kind: KeyFileMissing, Path: path}
	}
	if err != nil {
		return "", err
	}
	if err := fitKey(path, info, myself()); err != nil {
		return "", err
	}
	if err := fitFolder(filepath.Dir(path), myself(), KeyFolderOwner, KeyFolderWritable); err != nil {
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
	text, err := io.ReadAll(io.LimitReader(f, most))
	return string(text), err
}

// UsersPath is where the users file is unless another is named: beside the
// configuration.
func UsersPath(flags Flags, env func(string) string) string {
	place, _, _ := locate(flags.Config, env)
	return filepath.Join(filepath.Dir(place), UsersName)
}
