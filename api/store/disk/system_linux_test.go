package disk

import (
	"os"
	"testing"
)

// TestSystem reads what the kernel says of places that every machine has.
func TestSystem(t *testing.T) {
	if got := System("/proc/self"); got != "proc" {
		t.Errorf("/proc lies on %q", got)
	}
	if got := System(t.TempDir()); got == "" || Remote(got) {
		t.Errorf("a folder of this machine lies on %q", got)
	}
	if got := System("/proc/gone"); got != "" {
		t.Errorf("what is not there lies on %q", got)
	}
	if link := t.TempDir() + "/link"; os.Symlink("/proc", link) == nil && System(link) != "proc" {
		t.Error("a link is not followed")
	}
}

func TestMountOf(t *testing.T) {
	for line, want := range map[string][2]string{
		`36 35 98:0 /mnt1 /mnt/a\040folder rw,noatime master:1 - nfs4 server:/x rw`: {"/mnt/a folder", "nfs4"},
		`36 35 98:0 / / rw shared:1 - ext4 /dev/vda rw`:                             {"/", "ext4"},
		`36 35 98:0 / /srv rw - fuse.sshfs awa@host:/ rw`:                           {"/srv", "fuse.sshfs"},
		`a line that is cut`: {"", ""},
		`36 35 98:0 / - `:    {"", ""},
	} {
		if point, system, ok := mountOf(line); point != want[0] || system != want[1] || ok != (want[1] != "") {
			t.Errorf("%q: %q %q %v", line, point, system, ok)
		}
	}
	for system, remote := range map[string]bool{"ext4": false, "xfs": false, "btrfs": false, "zfs": false, "overlay": false, "fuseblk": false, "nfs": true, "nfs4": true, "cifs": true, "smb3": true, "9p": true, "fuse.sshfs": true, "ceph": true} {
		if Remote(system) != remote {
			t.Errorf("%s is remote: %v", system, !remote)
		}
	}
}
