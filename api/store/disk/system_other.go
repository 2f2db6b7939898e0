//go:build !linux

package disk

// System is not known here.
func System(string) string { return "" }
