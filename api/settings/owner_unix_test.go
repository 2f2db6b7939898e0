//go:build unix

package settings

import (
	"io/fs"
	"os"
	"syscall"
	"testing"
)

// strangers is what a file looks like that belongs to somebody else.
type strangers struct{ fs.FileInfo }

func (strangers) Mode() fs.FileMode { return 0o600 }
func (strangers) Sys() any          { return &syscall.Stat_t{Uid: uint32(os.Geteuid()) + 1} }

func TestKeyFileOfSomebodyElse(t *testing.T) {
	err := fit("/etc/creneau/key", strangers{})
	if p := problem(t, err); p.Kind != KeyFileOwner || p.Fields()["Quoted"] != "/etc/creneau/key" {
		t.Errorf("%v", err)
	}
}
