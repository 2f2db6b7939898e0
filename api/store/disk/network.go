package disk

import "slices"

// remote are the file systems that lie on another machine, or that several
// machines may write at once: locks on them hold for one machine only, and memory
// cannot be shared over them.
var remote = []string{
	"9p", "acfs", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.cifs", "fuse.curlftpfs",
	"fuse.davfs2", "fuse.glusterfs", "fuse.goofys", "fuse.juicefs", "fuse.mfs", "fuse.moosefs", "fuse.nfs", "fuse.rclone", "fuse.s3fs",
	"fuse.seaweedfs", "fuse.smb-network", "fuse.sshfs", "fuse.vmhgfs-fuse", "fuse.weed", "gfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncp",
	"ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "webdav",
}

// Remote says whether a file system is one on which a store must not lie.
func Remote(system string) bool { return slices.Contains(remote, system) }

// Fleeting says whether what lies on a file system is gone with the power.
func Fleeting(system string) bool { return system == "tmpfs" || system == "ramfs" }
