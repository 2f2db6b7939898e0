//go:build unix

package cli

import (
	"io/fs"
	"os"
	"os/signal"
	"syscall"
)

// notThroughLinks has a file opened only where its name is no link, and at once
// where it is a pipe.
const notThroughLinks = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// solelyOurs says whether a file belongs to the user and has no second name.
func solelyOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && stat.Nlink == 1
}

// noCoreFile has the system write none: a limit of zero, which nothing started
// later can raise.
func noCoreFile() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }

// JobControl tells when the program is asked to stop, and when it goes on.
func JobControl() <-chan os.Signal {
	jobs := make(chan os.Signal, 4)
	signal.Notify(jobs, syscall.SIGTSTP, syscall.SIGCONT)
	return jobs
}

// toStop tells a request to stop from having gone on.
func toStop(s os.Signal) bool { return s == syscall.SIGTSTP }

// stop stops the program until it is told to go on.
func stop() { _ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP) }
