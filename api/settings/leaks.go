package settings

import (
	"slices"
	"strings"
)

// fitRuntime refuses what the language's own runtime read from the environment
// before this program began, and by which it would write down what nobody may
// read: GODEBUG=http2debug logs the headers of every request, with the key, and a
// GOTRACEBACK beyond single what every part of the program was at.
func fitRuntime(env source) error {
	if value := env("GODEBUG"); strings.Contains(value, "http2debug") {
		return Problem{Kind: VariableLeaks, Source: "GODEBUG", Value: "http2debug"}
	}
	quiet := []string{"", "none", "0", "single"}
	if value := env("GOTRACEBACK"); !slices.Contains(quiet, value) {
		return Problem{Kind: VariableLeaks, Source: "GOTRACEBACK", Value: shown(value)}
	}
	return nil
}
