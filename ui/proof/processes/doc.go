// Package processes runs the built program many times at once, each at a terminal
// of its own, against one clinic. It holds tests only, which run by command.
package processes
