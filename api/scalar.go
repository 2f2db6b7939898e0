package api

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"creneau/state/clinic"
)

// textOf is a JSON string; "" for anything else. One without escapes stands
// there as it is.
func textOf(raw json.RawMessage) string {
	if n := len(raw); n >= 2 && raw[0] == '"' && raw[n-1] == '"' && plain(raw[1:n-1]) {
		return string(raw[1 : n-1])
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// plain says whether the inside of a JSON string means what it shows.
func plain(inside []byte) bool {
	for _, c := range inside {
		if c == '\\' || c == '"' || c < ' ' {
			return false
		}
	}
	return utf8.Valid(inside)
}

// scalarOf is a JSON string, number or truth value as text; "" for anything
// else.
func scalarOf(raw json.RawMessage) string {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "", text == "null", text[0] == '{', text[0] == '[':
		return ""
	case text[0] == '"':
		return textOf(raw)
	}
	return text
}

// countOf is a whole number from 0 to a billion, as a number or in a string.
func countOf(raw json.RawMessage) (int, bool) {
	n, err := strconv.ParseFloat(scalarOf(raw), 64)
	if err != nil || n < 0 || n > 1e9 || n != float64(int(n)) {
		return 0, false
	}
	return int(n), true
}

// truthOf is a JSON truth value, its word in a string, or 1 and 0.
func truthOf(raw json.RawMessage) (value, ok bool) {
	switch strings.ToLower(scalarOf(raw)) {
	case "true", "1", "yes":
		return true, true
	case "false", "0", "no":
		return false, true
	}
	return false, false
}

// idOf reads an id, which the documents show as a number and as a string. A
// number that a careless writer made a decimal, 90412.0 or 9.0412e4, is the
// whole number that it means. The zero ID stands for null.
func idOf(raw json.RawMessage) (clinic.ID, error) {
	text := scalarOf(raw)
	if text == "" {
		return "", errors.New("no id")
	}
	if raw[0] == '"' {
		// What cleaning would change cannot be sent back as it came, and slashes
		// or dots alone would name another path.
		if utf8.RuneCountInString(text) > clinic.MaxID || clinic.Clean(text, clinic.MaxID) != text || strings.Trim(text, ".") == "" || strings.ContainsAny(text, `/\`) {
			return "", errors.New("not an id")
		}
		return clinic.TextID(text), nil
	}
	whole, ok := wholeDigits(text)
	if !ok || len(whole) > clinic.MaxID {
		return "", errors.New("not an id")
	}
	return clinic.NumberID(whole), nil
}

// wholeDigits writes a JSON number without point and exponent; not ok where it
// is none, not whole or absurdly long.
func wholeDigits(number string) (string, bool) {
	if number == "true" || number == "false" {
		return "", false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	fraction = strings.TrimRight(fraction, "0")
	shift := 0
	if exponent != "" {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift > clinic.MaxID || shift < -clinic.MaxID {
			return "", false
		}
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	all := whole + fraction
	if zeros := shift - len(fraction); zeros >= 0 {
		all += strings.Repeat("0", zeros)
	} else {
		cut := len(all) + zeros
		if cut <= 0 || strings.Trim(all[cut:], "0") != "" {
			return "", false
		}
		all = all[:cut]
	}
	if all = strings.TrimLeft(all, "0"); all == "" {
		return "0", true
	}
	return sign + all, true
}

// wireID is the JSON form of an id: the one it came in.
func wireID(id clinic.ID) any {
	text := id.Text()
	if whole, ok := wholeDigits(text); !id.Quoted() && ok && whole == text {
		return json.Number(text)
	}
	return text
}
