package api

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"creneau/state/clinic"
)

// A wireDepartment is the union of the two documented shapes of a department.
type wireDepartment struct {
	ID                  json.RawMessage `json:"id"`
	Name                json.RawMessage `json:"name"`
	Description         json.RawMessage `json:"description"`
	Organization        json.RawMessage `json:"organization"`
	SlotDuration        json.RawMessage `json:"slotDuration"`
	IsActive            json.RawMessage `json:"isActive"`
	OpeningHours        json.RawMessage `json:"openingHours"`
	ShowAdminsInBooking json.RawMessage `json:"showAdminsInBooking"`
}

// department reads one department. Without an id and a name it is none.
func department(raw json.RawMessage) (clinic.Department, error) {
	var w wireDepartment
	if err := json.Unmarshal(raw, &w); err != nil {
		return clinic.Department{}, err
	}
	id, err := idOf(w.ID)
	if err != nil {
		return clinic.Department{}, err
	}
	var organization struct {
		Name json.RawMessage `json:"name"`
	}
	_ = json.Unmarshal(w.Organization, &organization)
	d := clinic.Department{
		ID:           id,
		Name:         clinic.Clean(textOf(w.Name), maxName),
		Description:  clinic.Clean(textOf(w.Description), maxLong),
		Organization: clinic.Clean(textOf(organization.Name), maxName),
		Hours:        openingHours(w.OpeningHours),
	}
	if strings.TrimSpace(d.Name) == "" {
		return clinic.Department{}, errors.New("no name")
	}
	if minutes, ok := countOf(w.SlotDuration); ok && minutes <= 24*60 {
		d.SlotLength = minutes
	}
	active, told := truthOf(w.IsActive)
	d.Active = active || !told
	d.NeedsWorker, _ = truthOf(w.ShowAdminsInBooking)
	return d, nil
}

// departments reads the list, a bare array. Items that cannot be read are left
// out; a list of nothing else is no list.
func departments(body []byte) ([]clinic.Department, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(body, &items); err != nil {
		return nil, err
	}
	if items == nil {
		return nil, errors.New("no list")
	}
	list := make([]clinic.Department, 0, len(items))
	for _, raw := range items {
		if d, err := department(raw); err == nil {
			list = append(list, d)
		}
	}
	if len(list) == 0 && len(items) > 0 {
		return nil, errors.New("no department can be read")
	}
	return list, nil
}

// openingHours reads the hours by weekday. The documents give no spelling of
// the days; days and spans that cannot be read are left out.
func openingHours(raw json.RawMessage) (hours [7][]clinic.Span) {
	var days map[string]json.RawMessage
	if json.Unmarshal(raw, &days) != nil {
		return hours
	}
	for name, raw := range days {
		day, ok := weekday(name)
		var spans []struct {
			Start json.RawMessage `json:"start"`
			End   json.RawMessage `json:"end"`
		}
		if !ok || json.Unmarshal(raw, &spans) != nil {
			continue
		}
		for _, s := range spans {
			from, errFrom := clockOf(textOf(s.Start))
			to, errTo := clockOf(textOf(s.End))
			if errFrom == nil && errTo == nil && from < to {
				hours[day] = append(hours[day], clinic.Span{From: from, To: to})
			}
		}
		slices.SortFunc(hours[day], func(a, b clinic.Span) int { return int(a.From - b.From) })
	}
	return hours
}

// weekday reads MONDAY, Mon, lundi, lun and 1 (Monday) to 7.
func weekday(name string) (time.Weekday, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	for i, names := range [...]string{
		"sunday sun dimanche dim 7", "monday mon lundi lun 1", "tuesday tue mardi mar 2", "wednesday wed mercredi mer 3",
		"thursday thu jeudi jeu 4", "friday fri vendredi ven 5", "saturday sat samedi sam 6",
	} {
		if slices.Contains(strings.Fields(names), name) {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

// slotsOf reads the availability of a department from one day to another. Days
// and slots that cannot be read, or were not asked for, are left out.
func slotsOf(body []byte, of clinic.ID, from, to clinic.Day, zone *time.Location) ([]clinic.Slot, error) {
	var w struct {
		Availability []json.RawMessage `json:"availability"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, err
	}
	if w.Availability == nil {
		return nil, errors.New("no availability")
	}
	var list []clinic.Slot
	read := 0
	for _, raw := range w.Availability {
		var day struct {
			Date  json.RawMessage   `json:"date"`
			Slots []json.RawMessage `json:"slots"`
		}
		if json.Unmarshal(raw, &day) != nil {
			continue
		}
		read++
		for _, raw := range day.Slots {
			s, err := slot(raw, textOf(day.Date), zone)
			if err == nil && s.At.Day() >= from && s.At.Day() <= to {
				s.Department = of
				list = append(list, s)
			}
		}
	}
	if read == 0 && len(w.Availability) > 0 {
		return nil, errors.New("no day can be read")
	}
	return list, nil
}

// slot reads one slot of a day. Its dateTime wins over date and time; one that
// is listed without saying whether it is free is free.
func slot(raw json.RawMessage, date string, zone *time.Location) (clinic.Slot, error) {
	var w struct {
		Time      json.RawMessage `json:"time"`
		Available json.RawMessage `json:"available"`
		DateTime  json.RawMessage `json:"dateTime"`
		WorkerID  json.RawMessage `json:"workerId"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return clinic.Slot{}, err
	}
	var s clinic.Slot
	at, err := wallOf(textOf(w.DateTime), zone)
	if err != nil {
		day, errDay := clinic.ParseDay(date)
		clock, errClock := clockOf(textOf(w.Time))
		if errDay != nil || errClock != nil {
			return clinic.Slot{}, errors.Join(errDay, errClock)
		}
		at = day.At(clock)
	}
	s.At = at
	s.Worker, _ = idOf(w.WorkerID)
	free, told := truthOf(w.Available)
	if !told && scalarOf(w.Available) != "" {
		return clinic.Slot{}, errors.New("neither free nor taken")
	}
	s.Free = free || !told
	return s, nil
}
