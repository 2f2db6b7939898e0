//go:build !unix

package cli

// noCoreFile does nothing where no core files are.
func noCoreFile() {}
