package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"creneau/api/store"
)

// problem is an error as a Problem with this store; what is none of those is
// returned as it is.
func (s *Store) problem(err error) error {
	var p store.Problem
	var e *driver.Error
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &p):
		if p.Path == "" {
			p.Path = s.path
		}
		return p
	case errors.As(err, &e):
		return s.refusal(e)
	case errors.Is(err, syscall.ENOSPC):
		return store.Problem{Trouble: store.Full, Path: s.path}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return store.Problem{Trouble: store.ReadOnly, Path: s.path, Detail: reason(err)}
	case isFile(err):
		return store.Problem{Trouble: store.Failing, Path: s.path, Detail: reason(err)}
	}
	return err
}

// refusal is what SQLite refused.
func (s *Store) refusal(e *driver.Error) error {
	p := store.Problem{Path: s.path, Detail: e.Error()}
	if e.Code() == codes.SQLITE_IOERR_SHMSIZE { // the memory that processes share lies on the disk as well
		p.Trouble = store.Full
		return p
	}
	switch e.Code() & 0xff { // the rest of it is detail
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		p.Trouble = store.Locked
	case codes.SQLITE_FULL:
		p.Trouble = store.Full
	case codes.SQLITE_READONLY, codes.SQLITE_PERM:
		p.Trouble = store.ReadOnly
	case codes.SQLITE_CANTOPEN, codes.SQLITE_AUTH:
		p.Trouble = store.Unreadable
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return s.corrupt(e.Error())
	case codes.SQLITE_IOERR:
		p.Trouble = store.Failing
	default:
		return e
	}
	return p
}

// corrupt is a file that is no store any more. The command puts it aside; nothing
// else does.
func (s *Store) corrupt(detail string) store.Problem {
	return store.Problem{Trouble: store.Corrupt, Path: s.path, Detail: detail, Command: Aside(s.path)}
}

// isFile says whether an error is the system's about a file.
func isFile(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	return errors.As(err, &path) || errors.As(err, &link)
}

// reason is why the system refused, without the path.
func reason(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return err.Error()
}
