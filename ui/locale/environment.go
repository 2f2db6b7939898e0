package locale

import "strings"

// UTF8 tells whether the terminal's character set is UTF-8: by the first of
// LC_ALL, LC_CTYPE and LANG that is not empty.
func UTF8(lcAll, lcCtype, lang string) bool {
	_, set, _ := strings.Cut(strings.ToLower(first(lcAll, lcCtype, lang)), ".")
	set, _, _ = strings.Cut(set, "@")
	return set == "utf-8" || set == "utf8"
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
