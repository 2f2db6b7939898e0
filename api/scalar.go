package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"creneau/state/clinic"
)

// textOf is a JSON string; "" for anything else.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
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

// truthOf is a JSON truth value, or its word in a string.
func truthOf(raw json.RawMessage) (value, ok bool) {
	switch strings.ToLower(scalarOf(raw)) {
	case "true":
		return true, true
	case "false":
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
		// What cleaning would change cannot be sent back as it came, and dots
		// alone would climb up the path.
		if utf8.RuneCountInString(text) > clinic.MaxID || clinic.Clean(text, clinic.MaxID) != text || strings.Trim(text, ".") == "" {
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

// wallOf reads a dateTime of the years 1970 to 9999. Without a zone it is the
// clinic's wall time. With Z or an offset it is converted to the clinic's zone,
// and a year narrower at both ends, so that every zone takes the same.
func wallOf(text string, zone *time.Location) (clinic.Wall, error) {
	text = strings.TrimSpace(text)
	wall, err := clinic.ParseWall(text)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700"} {
		if err == nil {
			break
		}
		var t time.Time
		if t, err = time.Parse(layout, text); err == nil {
			wall = clinic.WallOf(t.In(zone))
			if year := t.UTC().Year(); year < 1971 || year > 9998 {
				err = errNoDate
				break
			}
		}
	}
	if err == nil && (wall <= 0 || wall.Time().Year() > 9999) {
		err = errNoDate
	}
	if err != nil {
		return 0, err
	}
	return wall, nil
}

var errNoDate = errors.New("no date that a clinic has")

// clockOf reads HH:MM or HH:MM:SS, to 24:00, as seconds since midnight.
func clockOf(text string) (clinic.Wall, error) {
	text = strings.TrimSpace(text)
	if text == "24:00" || text == "24:00:00" {
		return 24 * clinic.Hour, nil
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return clinic.Wall(t.Hour()*3600 + t.Minute()*60 + t.Second()), nil
		}
	}
	return 0, fmt.Errorf("not a time of day: %.20q", text)
}
