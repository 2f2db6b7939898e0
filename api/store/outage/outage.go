// Package outage is the day as it can be read when there is no connection: what was
// last read of today and of the next seven days, sealed, with its age. What is over
// is gone.
package outage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"creneau/api/store"
	"creneau/state/clinic"
)

// ahead is how many days after today are kept.
const ahead = 7

// A Day is the appointments of a day, as they were read.
type Day struct {
	Day     clinic.Day
	Read    time.Time // when
	Partial bool      // the answer was cut
	Skipped int       // appointments that could not be read
	Visits  []clinic.Appointment
}

// A Copy is the outage copy of a store, in a clinic's zone.
type Copy struct {
	Store store.Store
	Zone  *time.Location
	Now   func() time.Time
	Desk  func() string
}

// departments is the subject that they are kept as.
const departments = "departments"

// Wanted says whether a day is one of those that are kept.
func (c Copy) Wanted(d clinic.Day) bool {
	today := clinic.WallOf(c.Now().In(c.Zone)).Day()
	return d >= today && d <= today+ahead
}

// Keep takes what was read in place of what was read before; no departments leave
// those that are there. Days that are over or too far ahead are passed over.
func (c Copy) Keep(ctx context.Context, listed []clinic.Department, days ...Day) error {
	now := c.Now()
	today := clinic.WallOf(now.In(c.Zone)).Day()
	var facts []store.Fact
	add := func(subject string, until clinic.Day, of any) error {
		secret, err := json.Marshal(of)
		facts = append(facts, store.Fact{
			ID: store.NewULID(now), Kind: store.Reading, Subject: subject, Latest: true,
			Desk: c.Desk(), At: now, Until: c.midnight(until), Secret: secret,
		})
		return err
	}
	if len(listed) > 0 {
		if err := add(departments, today+ahead+1, listed); err != nil {
			return err
		}
	}
	for _, d := range days {
		if !c.Wanted(d.Day) {
			continue
		}
		if err := add(fmt.Sprintf("day/%s", d.Day), d.Day+1, d); err != nil {
			return err
		}
	}
	if len(facts) == 0 {
		return nil
	}
	_, err := c.Store.Append(ctx, nil, facts...)
	return err
}

// midnight is the beginning of a day where the clinic is.
func (c Copy) midnight(d clinic.Day) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, c.Zone)
}

// Held is what is there of today and the next days. What a newer creneau wrote is left
// where it is.
func (c Copy) Held(ctx context.Context) (listed []clinic.Department, days []Day, err error) {
	facts, _, err := c.Store.Open(ctx, store.Reading)
	for _, f := range facts {
		var d Day
		switch {
		case f.Subject == departments:
			_ = json.Unmarshal(f.Secret, &listed)
		case json.Unmarshal(f.Secret, &d) == nil && d.Day != 0:
			days = append(days, d)
		}
	}
	return listed, days, err
}
