//go:build !race

package yardstick

// Raced says that the race detector watches, which makes everything some five times
// slower and has nothing to find where one routine does everything.
const Raced = false
