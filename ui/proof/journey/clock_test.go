package journey_test

import (
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/ui/cli"
	"creneau/ui/proof/journey"
)

// TestAClockThatIsSet has somebody set the terminal's clock while a booking waits
// for the end of a limit: it leaves when it would have left.
func TestAClockThatIsSet(t *testing.T) {
	for name, by := range map[string]time.Duration{"forward": 45 * time.Minute, "back": -45 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 40})
				d.Book("dia")
				d.Rest(10 * time.Second)
				d.SetClock(by)
				d.Rest(10 * time.Second)
				d.Says("head.waiting")
				d.Posts(1)
				d.Ledger()
				d.Rest(25 * time.Second)
				d.Posts(2)
				d.Ledger(booked)
				d.Says("ticket.title_booked")
			})
		})
	}
}
