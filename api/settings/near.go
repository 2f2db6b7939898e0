package settings

import (
	"reflect"
	"slices"
	"strings"
)

// names are all settings that the file can hold, those of tables behind the
// table's name: "lang", "ranking.hour", "departments.workers.id".
func names() []string { return namesOf(reflect.TypeFor[file](), "") }

func namesOf(t reflect.Type, above string) []string {
	var all []string
	for i := range t.NumField() {
		name, inner := above+t.Field(i).Tag.Get("toml"), t.Field(i).Type
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			all = append(all, namesOf(inner, name+".")...)
			continue
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// nearest is the setting that a misspelt one probably means; "" where none is
// near.
func nearest(misspelt string) string {
	const most = 2 // letters that differ
	best, fewest := "", most+1
	for _, name := range names() {
		if n := distance(strings.ToLower(misspelt), name); n < fewest && n < len(name) {
			best, fewest = name, n
		}
	}
	return best
}

// distance is how many letters must be put in, taken out or changed to make one
// word of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := corner
			if a[i] != b[j] {
				changed++
			}
			corner = row[j+1]
			row[j+1] = min(changed, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
