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

// A Day is the appointments of a department on a day, as they were read.
type Day struct {
	Department clinic.ID
	Day        clinic.Day
	Read       time.Time // when
	Partial    bool      // the answer was cut, or parts of it could not be read
	Visits     []clinic.Appointment
}

// Age is how old the reading is; 0 where the clock was set back since.
func (d Day) Age(now time.Time) time.Duration { return max(0, now.Sub(d.Read)) }

// A Copy is the outage copy of a store, in a clinic's zone.
type Copy struct {
	Store store.Store
	Zone  *time.Location
	Now   func() time.Time
	Desk  string
}

// Keep takes what was read in place of what was read before. Days that are over or
// too far ahead are passed over.
func (c Copy) Keep(ctx context.Context, under []store.Claim, days ...Day) error {
	now := c.Now()
	today := clinic.WallOf(now.In(c.Zone)).Day()
	var facts []store.Fact
	for _, d := range days {
		if d.Day < today || d.Day > today+ahead {
			continue
		}
		secret, err := json.Marshal(d)
		if err != nil {
			return err
		}
		facts = append(facts, store.Fact{
			ID: store.NewULID(now), Kind: store.Reading, Subject: fmt.Sprintf("day/%s/%s", d.Department.Text(), d.Day), Latest: true,
			Desk: c.Desk, At: now, Until: c.midnight(d.Day + 1), Secret: secret,
		})
	}
	if len(facts) == 0 {
		return nil
	}
	_, err := c.Store.Append(ctx, under, facts...)
	return err
}

// midnight is the beginning of a day where the clinic is.
func (c Copy) midnight(d clinic.Day) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, c.Zone)
}

// Days are what is there of today and the next days.
func (c Copy) Days(ctx context.Context) ([]Day, error) {
	facts, _, err := c.Store.Open(ctx, store.Reading)
	if err != nil {
		return nil, err
	}
	var days []Day
	for _, f := range facts {
		var d Day
		if err := json.Unmarshal(f.Secret, &d); err != nil {
			return nil, err
		}
		days = append(days, d)
	}
	return days, nil
}
