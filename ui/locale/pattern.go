package locale

import (
	"fmt"
	"slices"
	"strings"
)

// A pattern is a text with fields such as {{.Date}}, cut up once because it is
// filled for every row of a screen.
type pattern []part

// A part is text, and the number of the field after it; -1 for none.
type part struct {
	text  string
	field int
}

// readPattern cuts a text up. The fields are known by their place in names.
func readPattern(text string, names []string) (pattern, error) {
	var p pattern
	for text != "" {
		before, rest, found := strings.Cut(text, "{{.")
		if !found {
			return append(p, part{before, -1}), nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		field := slices.Index(names, name)
		if !closed || field < 0 {
			return nil, fmt.Errorf("%q is none of the fields %q", name, names)
		}
		p, text = append(p, part{before, field}), after
	}
	if p == nil {
		return nil, fmt.Errorf("it is missing")
	}
	return p, nil
}

// fill is the text with the fields' values.
func (p pattern) fill(values ...string) string {
	var b strings.Builder
	for _, part := range p {
		b.WriteString(part.text)
		if part.field >= 0 {
			b.WriteString(values[part.field])
		}
	}
	return b.String()
}
