package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"creneau/api/store"
	"creneau/api/store/disk"
)

// Fit says what is wrong with the folder and what is in it; nil where that is
// nothing. It changes nothing on the disk.
func (f *Folder) Fit() error {
	info, err := os.Stat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return store.Problem{Trouble: store.Missing, Path: f.Path, Command: "sudo install -d -m 2770 -g reception " + store.Quoted(f.Path)}
	case err != nil:
		return store.Problem{Trouble: store.Unreadable, Path: f.Path, Detail: reason(err)}
	case !info.IsDir():
		return store.Problem{Trouble: store.NoFolder, Path: f.Path}
	}
	if system := f.system(f.Path); disk.Remote(system) {
		return store.Problem{Trouble: store.Network, Path: f.Path, Detail: system, Use: groupFolder, Command: "sudo install -d -m 2770 -g reception " + groupFolder}
	}
	f.Shared = f.Named && info.Mode().Perm()&0o070 != 0
	if err := f.fitFolder(info, myself()); err != nil {
		return err
	}
	f.placeKey()
	if err := disk.Writable(f.Path); err != nil {
		return store.Problem{Trouble: store.ReadOnly, Path: f.Path, Detail: err.Error()}
	}
	return f.fitFiles(info, myself())
}

// placeKey says where the key is that nobody has named.
func (f *Folder) placeKey() {
	switch {
	case f.Key.Path != "":
	case f.Shared:
		f.Key.Path = groupKey
	default:
		f.Key.Path = f.ownKey
	}
}

// A user is who runs this program, as far as files know users.
type user struct {
	id     int
	groups []int
}

func myself() user {
	groups, _ := os.Getgroups()
	return user{id: os.Geteuid(), groups: append(groups, os.Getegid())}
}

// setgid, with all for owner and group, is the mode of a folder that a group
// shares: what is made in it is the group's.
const groupMode = fs.ModeSetgid | 0o770

// fitFolder judges whose the folder is: the user's alone, or that of a group.
func (f *Folder) fitFolder(info fs.FileInfo, me user) error {
	owner, group, known := disk.OwnerOf(info)
	if !known {
		return nil // the folder's access list decides
	}
	path, mode := store.Quoted(f.Path), info.Mode()&(fs.ModeSetgid|fs.ModePerm)
	change := func(mode string) string {
		if owner != me.id && me.id != 0 {
			return "sudo chmod " + mode + " " + path
		}
		return "chmod " + mode + " " + path
	}
	switch {
	case owner != me.id && !(f.Shared && owner == 0):
		who := name(me.id)
		if f.Shared {
			who = "root"
		}
		return store.Problem{Trouble: store.Owner, Path: f.Path, Command: "sudo chown " + who + " " + path}
	case !f.Shared && mode.Perm()&0o077 != 0:
		return store.Problem{Trouble: store.Exposed, Path: f.Path, Mode: mode, Command: change("700")}
	case !f.Shared:
		return nil
	case mode.Perm()&0o007 != 0:
		return store.Problem{Trouble: store.Exposed, Path: f.Path, Mode: mode, Command: change("2770")}
	case mode != groupMode:
		return store.Problem{Trouble: store.Unshared, Path: f.Path, Mode: mode, Command: change("2770")}
	case me.id != 0 && !slices.Contains(me.groups, group):
		return store.Problem{Trouble: store.Group, Path: f.Path, Command: "sudo usermod -aG " + groupName(group) + " " + name(me.id)}
	}
	return nil
}

// fitFiles judges what is in the folder.
func (f *Folder) fitFiles(folder fs.FileInfo, me user) error {
	files, err := f.files()
	if err != nil {
		return store.Problem{Trouble: store.Unreadable, Path: f.Path, Detail: reason(err)}
	}
	_, group, _ := disk.OwnerOf(folder)
	for _, path := range files {
		err := f.fitPath(path, group, me)
		for range 5 { // another desk is just making it: its rights come a moment later
			var p store.Problem
			if !errors.As(err, &p) || p.Trouble != store.FileMode || p.Mode&^f.Mode() != 0 {
				break
			}
			time.Sleep(20 * time.Millisecond)
			err = f.fitPath(path, group, me)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) fitPath(path string, group int, me user) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist): // another desk has closed the store
		return nil
	case err != nil:
		return store.Problem{Trouble: store.Unreadable, Path: path, Detail: reason(err)}
	}
	return f.fitFile(path, info, group, me)
}

func (f *Folder) fitFile(path string, info fs.FileInfo, group int, me user) error {
	if !info.Mode().IsRegular() {
		return store.Problem{Trouble: store.FileKind, Path: path}
	}
	owner, of, known := disk.OwnerOf(info)
	if !known {
		return nil
	}
	want, named := f.Mode(), "600"
	if f.Shared {
		named = "660"
	}
	switch {
	case f.Shared && of != group:
		return store.Problem{Trouble: store.FileOwner, Path: path, Command: "sudo chgrp " + groupName(group) + " " + store.Quoted(path)}
	case !f.Shared && owner != me.id:
		return store.Problem{Trouble: store.FileOwner, Path: path, Command: "sudo chown " + name(me.id) + " " + store.Quoted(path)}
	case info.Mode().Perm() != want:
		sudo := ""
		if owner != me.id && me.id != 0 {
			sudo = "sudo "
		}
		return store.Problem{Trouble: store.FileMode, Path: path, Mode: info.Mode().Perm(), Command: sudo + "chmod " + named + " " + store.Quoted(path)}
	}
	return nil
}

// reason is why the system refused, without the path.
func reason(err error) string {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return err.Error()
}

// Fleeting says whether what lies in the folder is gone with the power.
func (f *Folder) Fleeting() bool { return disk.Fleeting(f.system(filepath.Clean(f.Path))) }
