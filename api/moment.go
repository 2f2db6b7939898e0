package api

import (
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"creneau/state/clinic"
)

var errNoDate = errors.New("no date that a clinic has")

// momentOf reads a dateTime in any form that is not ambiguous: the documented
// string, the array of numbers that Java writes by default, or a number of
// seconds or milliseconds since 1970.
func momentOf(raw json.RawMessage, zone *time.Location) (clinic.Wall, error) {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "":
		return 0, errNoDate
	case text[0] == '"':
		return wallOf(textOf(raw), zone)
	case text[0] == '[':
		return wallOfParts(raw)
	}
	return wallOfEpoch(text, zone)
}

// wallOfParts reads [year, month, day, hour, minute], and what may follow them:
// seconds and nanoseconds. It is a wall time.
func wallOfParts(raw json.RawMessage) (clinic.Wall, error) {
	var parts []int
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) < 5 || len(parts) > 7 {
		return 0, errNoDate
	}
	seconds := 0
	if len(parts) > 5 {
		seconds = parts[5]
	}
	t := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], seconds, 0, time.UTC)
	if t.Year() != parts[0] || int(t.Month()) != parts[1] || t.Day() != parts[2] || t.Hour() != parts[3] || t.Minute() != parts[4] || t.Second() != seconds {
		return 0, errNoDate // the 31st of April is no date
	}
	return inRange(clinic.Wall(t.Unix()))
}

// wallOfEpoch reads seconds or milliseconds since 1970, of the years from 2001
// on: smaller numbers may be something else.
func wallOfEpoch(text string, zone *time.Location) (clinic.Wall, error) {
	whole, ok := wholeDigits(text)
	if !ok {
		return 0, errNoDate
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	switch {
	case err != nil:
		return 0, errNoDate
	case n >= 1e9 && n < 1e11:
		return inRange(clinic.WallOf(time.Unix(n, 0).In(zone)))
	case n >= 1e12 && n < 1e14:
		return inRange(clinic.WallOf(time.UnixMilli(n).In(zone)))
	}
	return 0, errNoDate
}

// dayOf reads a date: YYYY-MM-DD, an array of year, month and day, or the day of
// a date and time.
func dayOf(raw json.RawMessage, zone *time.Location) (clinic.Day, error) {
	var parts []int
	if json.Unmarshal(raw, &parts) == nil && len(parts) == 3 {
		t := time.Date(parts[0], time.Month(parts[1]), parts[2], 0, 0, 0, 0, time.UTC)
		if t.Year() != parts[0] || int(t.Month()) != parts[1] || t.Day() != parts[2] {
			return 0, errNoDate
		}
		return clinic.Wall(t.Unix()).Day(), nil
	}
	if day, err := clinic.ParseDay(strings.TrimSpace(textOf(raw))); err == nil {
		return day, nil
	}
	at, err := momentOf(raw, zone)
	return at.Day(), err
}

// zoneName is the name that Java writes behind an offset: +01:00[Europe/Paris].
var zoneName = regexp.MustCompile(`\[[A-Za-z0-9_+/-]+\]$`)

// midnight is how ISO 8601 also writes the end of a day.
var midnight = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]24:00(:00(\.0+)?)?$`)

// wallOf reads a dateTime of the years 1970 to 9999. Without a zone it is the
// clinic's wall time. With Z or an offset it is converted to the clinic's zone,
// and a year narrower at both ends, so that every zone takes the same.
func wallOf(text string, zone *time.Location) (clinic.Wall, error) {
	text = strings.ToUpper(zoneName.ReplaceAllString(strings.TrimSpace(text), ""))
	if m := midnight.FindStringSubmatch(text); m != nil {
		day, err := clinic.ParseDay(m[1])
		if err != nil {
			return 0, errNoDate
		}
		return inRange((day + 1).Start())
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return inRange(clinic.Wall(t.Unix()))
		}
		for _, offset := range []string{"Z07:00", "Z0700", "Z07"} {
			if t, err := time.Parse(layout+offset, text); err == nil {
				if year := t.UTC().Year(); year < 1971 || year > 9998 {
					return 0, errNoDate
				}
				return inRange(clinic.WallOf(t.In(zone)))
			}
		}
	}
	return 0, errNoDate
}

func inRange(wall clinic.Wall) (clinic.Wall, error) {
	if wall <= 0 || wall.Time().Year() > 9999 {
		return 0, errNoDate
	}
	return wall, nil
}

// hourForm are the times of day that slots are written with: 09:00, 09:00:30,
// 9h00, 09:00 AM.
var hourForm = regexp.MustCompile(`^(\d{1,2})(?::|H)(\d{2})(?::(\d{2})(?:\.\d+)?)? ?([AP]M)?$`)

// clockOf reads a time of day, to 24:00, as seconds since midnight.
func clockOf(text string) (clinic.Wall, error) {
	m := hourForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(text)))
	if m == nil {
		return 0, errNoHour
	}
	part := func(i int) clinic.Wall { n, _ := strconv.Atoi(m[i]); return clinic.Wall(n) }
	hour, minute, second := part(1), part(2), part(3)
	if m[4] != "" {
		if hour < 1 || hour > 12 {
			return 0, errNoHour
		}
		hour %= 12
		if m[4] == "PM" {
			hour += 12
		}
	}
	if minute > 59 || second > 59 || hour > 24 || hour == 24 && minute+second > 0 {
		return 0, errNoHour
	}
	return hour*clinic.Hour + minute*clinic.Minute + second, nil
}

var errNoHour = errors.New("not a time of day")
