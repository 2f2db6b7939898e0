package cli

import (
	"cmp"
	"log/slog"
	"time"

	"creneau/api"
	"creneau/api/demo"
	"creneau/api/settings"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/overlay"
	"creneau/ui/story"
)

// demoCredits are in the demo clinic's purse where no story is told.
const demoCredits = 40

// An outlet is what the desk talks to, and the clock that both go by.
type outlet struct {
	now     func() time.Time // in the clinic's zone
	backend ui.Backend
	demo    bool
	clinic  *demo.Clinic // nil unless demo is set
	events  []ui.OutsideEvent
	hello   string // key of what the desk says first
	useKey  func(string) error
}

// openOutlet makes the client: of MONCRENEAU, or of an embedded demo clinic,
// which with its story has a time and a purse of its own.
func openOutlet(s settings.Settings, inDemo, told bool, log *slog.Logger, t Terminal) (*outlet, error) {
	zone, err := zoneOf(s)
	if err != nil {
		return nil, err
	}
	o := &outlet{demo: inDemo, now: func() time.Time { return time.Now().In(zone) }}
	if !inDemo {
		client, err := api.New(api.Options{
			BaseURL: s.BaseURL, Key: s.Key, Auth: s.Auth, Zone: zone, Staff: s.Staff, Now: o.now, Log: log,
			UserAgent: "creneau/" + version,
		})
		o.backend, o.useKey = client, keyOf(client)
		return o, err
	}
	return o, o.openDemo(zone, told, log, t)
}

// zoneOf is the clinic's zone.
func zoneOf(s settings.Settings) (*time.Location, error) {
	if s.Zone != nil {
		return s.Zone, nil
	}
	return time.LoadLocation(settings.DefaultZone)
}

// openDemo makes the demo clinic, and the client over the line to it.
func (o *outlet) openDemo(zone *time.Location, told bool, log *slog.Logger, t Terminal) error {
	credits := demoCredits
	o.hello = "status.hello"
	if told {
		o.hello = ""
		o.startAt(story.Start(zone))
		credits = story.Credits
	}
	if !t.Begins.IsZero() {
		o.startAt(t.Begins.In(zone))
	}
	o.clinic = demo.New(demo.Options{Seed: cmp.Or(t.Seed, story.Seed), Credits: credits, Now: o.now})
	if told {
		o.events = []ui.OutsideEvent{outsideEvent(o.clinic)}
	}
	return o.connect(zone, log, t)
}

// connect makes a client over the line to the demo clinic.
func (o *outlet) connect(zone *time.Location, log *slog.Logger, t Terminal) error {
	house := o.clinic
	line := house.Transport()
	if t.Line != nil {
		line = t.Line(line)
	}
	if right := o.now; t.Ahead != nil {
		o.now = func() time.Time { return right().Add(t.Ahead()) }
	}
	key, err := api.NewSecret(house.FullKey())
	if err != nil {
		return err
	}
	client, err := api.New(api.Options{
		BaseURL: demo.BaseURL, Key: key, Zone: zone, Now: o.now, Log: log, Transport: line,
		Staff: func(id clinic.ID) ([]clinic.Worker, bool) {
			return house.Workers()[id.Text()], house.NeedsWorker(id.Text())
		},
	})
	o.backend, o.useKey = demoBackend{client, house}, keyOf(client)
	return err
}

// startAt has the outlet's clock show a moment now.
func (o *outlet) startAt(start time.Time) {
	began := time.Now()
	o.now = func() time.Time { return start.Add(time.Since(began)) }
}

// keyOf gives a client another key, where the text is one.
func keyOf(client *api.Client) func(string) error {
	return func(text string) error {
		key, err := api.NewSecret(text)
		if err != nil {
			return err
		}
		client.SetKey(key)
		return nil
	}
}

// demoBackend is the client, and the purse that only the demo clinic shows.
type demoBackend struct {
	*api.Client
	clinic *demo.Clinic
}

func (d demoBackend) Balance() clinic.Balance {
	return clinic.Balance{Known: true, Credits: d.clinic.Credits()}
}

// outsideEvent plays the story's events one after the other, and has the clinic
// stand where a beat begins.
func outsideEvent(house *demo.Clinic) ui.OutsideEvent {
	events, next := story.Events(), 0
	event := ui.OutsideEvent{Key: story.Outside, Name: "act.event", Play: func() string {
		e := events[next%len(events)]
		next++
		if err := house.Order(demo.Misfortune{Kind: e.Kind, Seconds: e.Seconds, Credits: e.Credits}); err != nil {
			return "event_none"
		}
		return e.Say
	}}
	for _, c := range story.Chapters() {
		event.Beats = append(event.Beats, overlay.Beat{Number: c.Beat, Text: story.Caption(c.Beat), Keys: c.Press, Ready: func() {
			next = c.Event
			for _, m := range []demo.Misfortune{{Kind: demo.Calm}, {Kind: demo.NoCredits}, {Kind: demo.TopUp, Credits: c.Credits}} {
				_ = house.Order(m) // a purse is not topped up with nothing
			}
		}})
	}
	return event
}
