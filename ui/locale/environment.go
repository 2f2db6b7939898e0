package locale

import "strings"

// Match is the language among Languages that a name such as "fr", "fr-GN" or
// "fr_FR.UTF-8" asks for; English for any other.
func Match(name string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), ".")
	base, _, _ = strings.Cut(base, "@")
	base, _, _ = strings.Cut(strings.ReplaceAll(base, "-", "_"), "_")
	for _, lang := range Languages() {
		if base == lang {
			return lang
		}
	}
	return English
}

// FromEnv is the language to speak: that of the setting when there is one, else
// the first of LC_ALL, LC_MESSAGES and LANG that is not empty, as POSIX ranks
// them.
func FromEnv(setting, lcAll, lcMessages, lang string) string {
	return Match(first(setting, lcAll, lcMessages, lang))
}

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
