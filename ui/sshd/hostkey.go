package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
	"creneau/api/store/disk"
)

// hostKey reads the key by which clients know this server, by the rule of the key
// file, and makes it where there is none. One that is there is never written over:
// every client would be warned of another machine.
func hostKey(path string) (gossh.Signer, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeHostKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	text, err := settings.ReadKeyFile(path)
	if err != nil {
		return nil, err
	}
	signer, err := gossh.ParsePrivateKey([]byte(text))
	if err != nil {
		return nil, settings.Problem{Kind: settings.KeyFileUnreadable, Path: path, Detail: "it holds no private key without a passphrase"}
	}
	return signer, nil
}

// makeHostKey puts a new key in a place where none is, whole or not at all.
func makeHostKey(path string) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(key, "creneau")
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".hostkey-") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(pem.EncodeToMemory(block))
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Link(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return disk.Sync(folder)
}
