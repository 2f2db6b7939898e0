package api

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"creneau/state/clinic"
)

// department reads one department, of whose documented shapes it takes the
// union. Without an id and a name it is none.
func department(raw json.RawMessage) (clinic.Department, error) {
	o, err := objectOf(raw)
	if err != nil {
		return clinic.Department{}, err
	}
	id, err := idOf(o["id"])
	if err != nil {
		return clinic.Department{}, err
	}
	organization, _ := objectOf(o["organization"])
	d := clinic.Department{
		ID:           id,
		Name:         clinic.Clean(textOf(o["name"]), maxName),
		Description:  clinic.Clean(textOf(o["description"]), maxLong),
		Organization: clinic.Clean(textOf(organization["name"]), maxName),
		Hours:        openingHours(o["openingHours"]),
	}
	if strings.TrimSpace(d.Name) == "" {
		return clinic.Department{}, errors.New("no name")
	}
	if minutes, ok := countOf(o["slotDuration"]); ok && minutes <= 24*60 {
		d.SlotLength = minutes
	}
	active, told := truthOf(o["isActive"])
	d.Active = active || !told
	d.NeedsWorker, _ = truthOf(o["showAdminsInBooking"])
	return d, nil
}

// departments reads the list, a bare array. Items that cannot be read are left
// out and counted; a list of nothing else is no list.
func departments(body []byte) (clinic.DepartmentList, error) {
	items, err := listOf(body)
	if err != nil {
		return clinic.DepartmentList{}, err
	}
	var list clinic.DepartmentList
	for _, raw := range items {
		d, err := department(raw)
		if err != nil {
			list.Skipped++
			continue
		}
		list.Departments = append(list.Departments, d)
	}
	if len(list.Departments) == 0 && len(items) > 0 {
		return clinic.DepartmentList{}, errors.New("no department can be read")
	}
	return list, nil
}

// openingHours reads the hours by weekday. The documents give no spelling of
// the days; days and spans that cannot be read are left out.
func openingHours(raw json.RawMessage) (hours [7][]clinic.Span) {
	days, _ := objectOf(raw)
	for name, raw := range days {
		day, ok := weekday(name)
		spans, err := listOf(raw)
		if !ok || err != nil {
			continue
		}
		for _, raw := range spans {
			s, _ := objectOf(raw)
			from, errFrom := clockOf(textOf(s["start"]))
			to, errTo := clockOf(textOf(s["end"]))
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
// and slots that were not asked for are left out; those that cannot be read are
// counted as well.
func slotsOf(body []byte, of clinic.ID, from, to clinic.Day, zone *time.Location) (clinic.SlotList, error) {
	o, err := objectOf(body)
	if err != nil {
		return clinic.SlotList{}, err
	}
	days, err := o.list("availability")
	if err != nil {
		return clinic.SlotList{}, err
	}
	var list clinic.SlotList
	read := 0
	for _, raw := range days {
		day, err := objectOf(raw)
		if err != nil {
			list.Skipped++
			continue
		}
		slots, err := listOf(orNull(day["slots"]))
		if err != nil {
			list.Skipped++
			continue
		}
		read++
		for _, raw := range slots {
			s, err := slot(raw, day["date"], zone)
			switch {
			case err != nil:
				list.Skipped++
			case s.At.Day() >= from && s.At.Day() <= to:
				s.Department = of
				list.Slots = append(list.Slots, s)
			}
		}
	}
	if read == 0 && len(days) > 0 {
		return clinic.SlotList{}, errors.New("no day can be read")
	}
	return list, nil
}

// slot reads one slot of a day. Its dateTime wins over date and time; one that
// is listed without saying whether it is free is free.
func slot(raw, date json.RawMessage, zone *time.Location) (clinic.Slot, error) {
	o, err := objectOf(raw)
	if err != nil {
		return clinic.Slot{}, err
	}
	var s clinic.Slot
	s.At, err = momentOf(o["dateTime"], zone)
	if err != nil {
		day, errDay := dayOf(date, zone)
		clock, errClock := clockOf(textOf(o["time"]))
		if errDay != nil || errClock != nil {
			return clinic.Slot{}, errors.Join(errDay, errClock)
		}
		s.At = day.At(clock)
	}
	s.Worker, _ = idOf(o["workerId"])
	free, told := truthOf(o["available"])
	if !told && scalarOf(o["available"]) != "" {
		return clinic.Slot{}, errors.New("neither free nor taken")
	}
	s.Free = free || !told
	return s, nil
}
