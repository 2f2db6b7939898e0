package locale

import "strings"

// UTF8 tells whether the terminal's character set is UTF-8: by the first of
// LC_ALL, LC_CTYPE and LANG that is not empty. A locale names its character set
// behind a dot; alone it stands in what a Mac sends over SSH, LC_CTYPE=UTF-8.
func UTF8(lcAll, lcCtype, lang string) bool {
	name, _, _ := strings.Cut(first(lcAll, lcCtype, lang), "@")
	if _, set, named := strings.Cut(name, "."); named {
		name = set
	}
	return strings.EqualFold(strings.ReplaceAll(name, "-", ""), "utf8")
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
