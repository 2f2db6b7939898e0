package settings

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

const (
	oneKey     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDkgVQ2hpcA2bkkvmKhJ7Nh0vOZD1rr0d6Y0XHxTQ0cD"
	anotherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
)

// usersFileOf writes a users file as its owner would.
func usersFileOf(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, UsersName)
	if err := errors.Join(os.Chmod(folder, 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestUsers reads who may connect; whatever is wrong with one of them is told, with its
// place, and nobody comes in by half a file.
func TestUsers(t *testing.T) {
	user := func(fields ...string) string { return "[[user]]\n" + strings.Join(fields, "\n") + "\n" }
	name, key, rights := `name = "Accueil 1"`, `key = "`+oneKey+` a comment"`, `rights = "book"`
	good := user(name, key, rights, `lang = "fr"`, `theme = "light"`)
	list, err := Users(usersFileOf(t, good+user(`name = "Salle d'attente"`, `key = "`+anotherKey+`"`, `rights = "read"`)), languages)
	if err != nil || len(list) != 2 || list[0].Name != "Accueil 1" || list[0].Rights != MayBook || list[0].Lang != "fr" || list[0].Theme != "light" || list[1].Rights != MayRead {
		t.Fatalf("%+v, %v", list, err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	weakKey, err := ssh.NewPublicKey(&weak.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	short := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(weakKey)))
	for text, want := range map[string]Problem{
		"":                      {Kind: UsersNone},
		"[[user]":               {Kind: UsersTOML},
		good + "colour = 3\n":   {Kind: UsersUnknown, Field: "user.colour"},
		"admin = true\n" + good: {Kind: UsersUnknown, Field: "admin"},
		good + user(name, `key = "`+anotherKey+`"`, rights): {Kind: UsersTwice, Field: "user[2]"},
		good + user(`name = "Other"`, key, rights):          {Kind: UsersTwice, Field: "user[2]"},
		user(key, rights):                                                 {Kind: BadValue, Field: "user[1].name"},
		user(`name = "a\u001b[2J"`, key, rights):                          {Kind: BadValue, Field: "user[1].name"},
		good + user(`name = "x"`, rights):                                 {Kind: BadValue, Field: "user[2].key"},
		user(name, `key = "`+short+`"`, rights):                           {Kind: BadValue, Field: "user[1].key"},
		user(name, `key = "`+oneKey+`\n`+anotherKey+`"`, rights):          {Kind: BadValue, Field: "user[1].key"},
		user(name, `key = 'from="10.0.0.0/8" `+oneKey+`'`, rights):        {Kind: BadValue, Field: "user[1].key"},
		user(name, `key = "`+strings.Fields(oneKey)[1]+`"`, rights):       {Kind: BadValue, Field: "user[1].key"},
		user(name, `key = "-----BEGIN OPENSSH PRIVATE KEY-----"`, rights): {Kind: BadValue, Field: "user[1].key"},
		user(name, key):                             {Kind: BadValue, Field: "user[1].rights"},
		user(name, key, `rights = "Admin"`):         {Kind: BadValue, Field: "user[1].rights"},
		user(name, key, rights, `lang = "xx"`):      {Kind: BadValue, Field: "user[1].lang"},
		user(name, key, rights, `theme = "pink"`):   {Kind: BadValue, Field: "user[1].theme"},
		user(name, key, rights, `rights = "admin"`): {Kind: UsersTOML},
	} {
		list, err := Users(usersFileOf(t, text), languages)
		var p Problem
		if !errors.As(err, &p) || p.Kind != want.Kind || p.Field != want.Field && want.Kind != UsersTOML || list != nil {
			t.Errorf("%q: %v, %d users", text, err, len(list))
		}
	}
}

// TestUsersFileFollowsTheRuleOfTheKeyFile: each problem that a key file can have is one
// of the users file, by its own name and with its command.
func TestUsersFileFollowsTheRuleOfTheKeyFile(t *testing.T) {
	good := fmt.Sprintf("[[user]]\nname = \"A\"\nkey = %q\nrights = \"read\"\n", oneKey)
	for want, spoil := range map[Kind]func(path string) error{
		UsersMissing:        os.Remove,
		UsersOpen:           func(path string) error { return os.Chmod(path, 0o644) },
		UsersKind:           func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		UsersLink:           func(path string) error { return errors.Join(os.Rename(path, path+"2"), os.Symlink(path+"2", path)) },
		UsersFolderWritable: func(path string) error { return os.Chmod(filepath.Dir(path), 0o777) },
	} {
		path := usersFileOf(t, good)
		if err := spoil(path); err != nil {
			t.Fatal(err)
		}
		var p Problem
		if _, err := Users(path, languages); !errors.As(err, &p) || p.Kind != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	cases := Cases()
	for kind, fields := range cases {
		rest, ofKey := strings.CutPrefix(kind, "key_f")
		if ofKey && !reflect.DeepEqual(cases["users_f"+rest], fields) {
			t.Errorf("%s tells %v of the users file, %v of a key file", kind, cases["users_f"+rest], fields)
		}
	}
}

// TestReadmeUsers reads the README's example of a users file.
func TestReadmeUsers(t *testing.T) {
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(content), "```toml\n[[user]]")
	example, _, closed := strings.Cut(rest, "```\n")
	if !ok || !closed {
		t.Fatal("the README has no example of a users file")
	}
	text := "[[user]]" + strings.Replace(example, "ssh-ed25519 AAAA…", oneKey, 1)
	list, err := Users(usersFileOf(t, text), languages)
	if err != nil || len(list) != 1 || list[0].Rights != MayBook {
		t.Errorf("the README's example gives %+v, %v", list, err)
	}
	row := reflect.TypeFor[userRow]()
	for i := range row.NumField() {
		if name := row.Field(i).Tag.Get("toml"); !strings.Contains(example, name+" = ") {
			t.Errorf("the README's example leaves out %s", name)
		}
	}
}
