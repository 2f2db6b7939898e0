package sshd

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
)

// looksAtUsers is how often it is seen whether the users file has changed. Whoever
// logs in has it looked at too.
const looksAtUsers = 5 * time.Second

// users are those of the users file, as it was when it was last fit to be read.
type users struct {
	path      string
	languages []string
	log       *slog.Logger

	mu    sync.Mutex
	seen  seen
	byKey map[string]settings.User
}

// seen is by what a file is known to be another than before.
type seen struct {
	size int64
	at   time.Time
	file os.FileInfo // which file it was
	none bool
}

func look(path string) seen {
	info, err := os.Lstat(path)
	if err != nil {
		return seen{none: true}
	}
	return seen{size: info.Size(), at: info.ModTime(), file: info}
}

func (s seen) same(other seen) bool {
	if s.none || other.none {
		return s.none == other.none
	}
	return s.size == other.size && s.at.Equal(other.at) && os.SameFile(s.file, other.file) && s.file.Mode() == other.file.Mode()
}

// openUsers reads the users file for the first time: it must be fit.
func openUsers(path string, languages []string, log *slog.Logger) (*users, error) {
	u := &users{path: path, languages: languages, log: log, seen: look(path)}
	list, err := settings.Users(path, languages)
	if err != nil {
		return nil, err
	}
	u.take(list)
	return u, nil
}

func (u *users) take(list []settings.User) {
	u.byKey = make(map[string]settings.User, len(list))
	for _, one := range list {
		u.byKey[string(one.Key.Marshal())] = one
	}
}

// of is who has a key, by the file as it is now.
func (u *users) of(key gossh.PublicKey) (settings.User, bool) {
	u.refresh()
	u.mu.Lock()
	defer u.mu.Unlock()
	one, known := u.byKey[string(key.Marshal())]
	return one, known
}

func (u *users) len() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.byKey)
}

// refresh reads the file where it has changed. One that is unfit changes nothing, and
// is told in the log once.
func (u *users) refresh() (changed bool) {
	now := look(u.path)
	u.mu.Lock()
	defer u.mu.Unlock()
	if now.same(u.seen) {
		return false
	}
	u.seen = now
	list, err := settings.Users(u.path, u.languages)
	if err != nil {
		u.log.Error("the users file is unfit; those of before stay", why(err)...)
		return false
	}
	u.take(list)
	u.log.Info("the users file was read anew", "users", len(list))
	return true
}

// why is what the log tells of an unfit file: never what is written in it, which may be
// a name.
func why(err error) []any {
	var p settings.Problem
	if !errors.As(err, &p) {
		return []any{"why", "unreadable"}
	}
	return []any{"why", string(p.Kind), "field", p.Field, "line", p.Line, "mode", p.Mode.Perm()}
}

// follow reads the file where it changes, and has the desks ended of those who are
// not in it as they were.
func (u *users) follow(ctx context.Context, revoke func(still func(settings.User) bool)) {
	tick := time.NewTicker(looksAtUsers)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			u.refresh()
			revoke(u.still)
		}
	}
}

// still says whether somebody may do what they could.
func (u *users) still(who settings.User) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	now, known := u.byKey[string(who.Key.Marshal())]
	return known && now.Rights == who.Rights
}
