//go:build unix

package cli

import "syscall"

// noCoreFile has the system write none: a limit of zero, which nothing started
// later can raise.
func noCoreFile() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
