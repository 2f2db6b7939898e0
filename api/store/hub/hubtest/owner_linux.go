package hubtest

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// owner is as whom PostgreSQL runs, which refuses to be root's; nil for oneself.
func owner() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

// own gives a folder to who PostgreSQL runs as.
func own(folder string) error {
	c, err := owner()
	if c == nil || err != nil {
		return err
	}
	return os.Chown(folder, int(c.Uid), int(c.Gid))
}

func asOwner(cmd *exec.Cmd) {
	if c, err := owner(); err == nil && c != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c}
	}
}
