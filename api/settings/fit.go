package settings

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// The rights of a file's mode.
const (
	othersWrite fs.FileMode = 0o022 // group and others
	othersUse   fs.FileMode = 0o077
	sharedUse   fs.FileMode = 0o037 // all that one of root's may not grant: its group may read it
	groupReads  fs.FileMode = 0o040
)

// A user is who runs this program, as far as files know users.
type user struct {
	id     int
	groups []int
}

// fitKey says what is wrong with a key file; nil where it is a regular file that
// is the user's alone, or root's and at most read by a group of the user's.
func fitKey(path string, info fs.FileInfo, me user) error {
	mode := info.Mode()
	switch {
	case mode&fs.ModeSymlink != 0:
		return Problem{Kind: KeyFileLink, Path: path}
	case !mode.IsRegular():
		return Problem{Kind: KeyFileKind, Path: path}
	}
	owner, group, known := ownerOf(info)
	if !known {
		return nil // the folder's access list decides
	}
	file := quoted(path)
	mine := "sudo chown " + strconv.Itoa(me.id) + " " + file
	if mode.Perm()&othersUse != 0 {
		mine += " && sudo chmod 600 " + file
	}
	switch {
	case owner != me.id && owner != 0:
		return Problem{Kind: KeyFileOwner, Path: path, Command: mine}
	case owner == 0 && mode.Perm()&groupReads != 0 && (group != 0 || me.id == 0): // it is shared
		if mode.Perm()&sharedUse != 0 {
			fit := "640"
			if group == 0 { // nobody's but root's
				fit = "600"
			}
			return Problem{Kind: KeyFileOpen, Path: path, Mode: mode.Perm(), Command: me.change(owner, fit, path)}
		}
		if me.id != 0 && !me.in(group) {
			return Problem{Kind: KeyFileGroup, Path: path, Command: "sudo usermod -aG " + groupName(group) + " " + me.name()}
		}
	case owner != me.id:
		return Problem{Kind: KeyFileOwner, Path: path, Command: mine}
	case mode.Perm()&othersUse != 0:
		return Problem{Kind: KeyFileOpen, Path: path, Mode: mode.Perm(), Command: me.change(owner, "600", path)}
	}
	return nil
}

// change is the command by which the user has an owner's file get a mode.
func (u user) change(owner int, mode, path string) string {
	command := "chmod " + mode + " " + quoted(path)
	if owner != u.id {
		return "sudo " + command
	}
	return command
}

// in says whether the user is of a group.
func (u user) in(group int) bool {
	for _, g := range u.groups {
		if g == group {
			return true
		}
	}
	return false
}

// changeable says of a file or folder whether another than the user and root can
// change it, by its owner or by its mode, and the one command that mends that.
// In a folder with the sticky bit nobody replaces another's files.
func changeable(path string, info fs.FileInfo, me user) (byOwner, byMode bool, command string) {
	owner, _, known := ownerOf(info)
	if !known {
		return false, false, ""
	}
	mode := info.Mode()
	byOwner = owner != me.id && owner != 0
	byMode = mode.Perm()&othersWrite != 0 && !(mode.IsDir() && mode&fs.ModeSticky != 0)
	switch {
	case byOwner && byMode:
		command = "sudo chown root " + quoted(path) + " && sudo chmod go-w " + quoted(path)
	case byOwner:
		command = "sudo chown root " + quoted(path)
	case byMode:
		command = me.change(owner, "go-w", path)
	}
	return byOwner, byMode, command
}

// fitConfig says what is wrong with a configuration file: that others can change
// it, or can put another in its place. info is of the file itself.
func fitConfig(place string, info fs.FileInfo, me user) error {
	real, err := filepath.EvalSymlinks(place)
	if err != nil {
		return Problem{Kind: ConfigUnreadable, Path: place, Detail: reason(err)}
	}
	if err := unchangeable(real, info, me, ConfigOwner, ConfigWritable); err != nil {
		return err
	}
	for _, folder := range []string{filepath.Dir(place), filepath.Dir(real)} {
		if err := fitFolder(folder, me, ConfigOwner, ConfigWritable); err != nil {
			return err
		}
	}
	return nil
}

// fitFolder says the same of a folder.
func fitFolder(folder string, me user, byOwner, byMode Kind) error {
	info, err := os.Stat(folder)
	if err != nil {
		return nil // reading the file in it says why
	}
	return unchangeable(folder, info, me, byOwner, byMode)
}

// unchangeable is nil, or the problem of the kind by which others can change a
// file or a folder.
func unchangeable(path string, info fs.FileInfo, me user, byOwner, byMode Kind) error {
	switch others, open, command := changeable(path, info, me); {
	case others:
		return Problem{Kind: byOwner, Path: path, Command: command}
	case open:
		return Problem{Kind: byMode, Path: path, Mode: info.Mode().Perm(), Command: command}
	}
	return nil
}
