package desk

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"creneau/api/store"
	"creneau/api/store/disk"
)

// A Signer tells at once that a desk is gone whose process has ended: each desk has a
// byte of its own locked in one file, and such a lock ends with the process, by
// whatever it is killed; not while it is stopped. Nothing is taken from a process's
// number, which another may have. A nil Signer tells of nobody.
type Signer struct {
	path string
	mode fs.FileMode
}

// SignFile is the name of the file of the locks. It is empty.
const SignFile = "store.db-desks"

// NewSigner has the desks of a folder sign.
func NewSigner(folder string, mode fs.FileMode) *Signer {
	return &Signer{path: filepath.Join(folder, SignFile), mode: mode}
}

// mark says in a claim that its desk signed, and where: the same file on the same start
// of the same system. Of any other a lock tells nothing.
const mark = " signs "

// sign locks the byte of a desk's name until the file is closed, and returns how the
// claim is signed; without a mark where that is not possible.
func (s *Signer) sign(name string) (by string, held *os.File) {
	if s == nil {
		return name, nil
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|disk.NotThroughLinks, s.mode)
	if err != nil {
		return name, nil
	}
	_ = f.Chmod(s.mode) // where another made it, that one has
	here := disk.Here(f)
	if here == "" || disk.LockByte(f, byteOf(name)) != nil {
		_ = f.Close()
		return name, nil
	}
	return name + mark + here, f
}

// gone says whether the holder of a desk's claim is known to have ended. Only the desk
// itself signs its name: who took it over is judged by time.
func (s *Signer) gone(held *store.Held, name string) bool {
	who, where, signed := strings.Cut(held.By, mark)
	if s == nil || !signed || who != name {
		return false
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|disk.NotThroughLinks, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	if disk.Here(f) != where {
		return false
	}
	locked, err := disk.ByteLocked(f, byteOf(name))
	return err == nil && !locked
}

// byteOf is the place of a desk's lock, by the chance in its name: two of one place
// would only be waited for.
func byteOf(name string) int64 {
	id, err := store.ParseULID(name[strings.LastIndexByte(name, '/')+1:])
	if err != nil {
		return 0
	}
	return int64(binary.BigEndian.Uint64(id[8:]) >> 2)
}
