package journey

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"creneau/api/demo"
	"creneau/state/clinic"
	"creneau/ui/locale"
)

// Fail fails and shows the screen.
func (d *Desk) Fail(what string) {
	d.t.Helper()
	d.t.Errorf("%s; the screen shows\n%s", what, d.Text())
}

// Sees fails unless the screen shows each text.
func (d *Desk) Sees(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !d.Shows(text) {
			d.t.Errorf("%q is not on the screen:\n%s", text, d.Text())
		}
	}
}

// SeesNot fails when the screen shows one of the texts.
func (d *Desk) SeesNot(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if d.Shows(text) {
			d.t.Errorf("%q is on the screen:\n%s", text, d.Text())
		}
	}
}

// Says fails unless the screen shows each sentence of the desk's language; of one
// with fields, its longest part without.
func (d *Desk) Says(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		d.Sees(d.sentence(key))
	}
}

// SaysNot fails when the screen shows one of the sentences.
func (d *Desk) SaysNot(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		d.SeesNot(d.sentence(key))
	}
}

func (d *Desk) sentence(key string) string {
	longest := ""
	for _, part := range strings.Split(d.Words.F(key, locale.Args{}), "<no value>") {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// Offers fails unless the footer names an action by its key and its name.
func (d *Desk) Offers(key, name string) {
	d.t.Helper()
	if word := "key." + key; d.Words.Has(word) {
		key = d.Words.T(word)
	}
	if want := key + " " + d.Words.T(name); !strings.Contains(d.Frame().Line(Height-1), want) {
		d.t.Errorf("the footer does not name %q:\n%s", want, d.Text())
	}
}

// Ledger fails unless these are the clinic's commits, in order, each written as
// "book Diallo Fatoumata, 11, 3 Feb 11:00" with the number of the department.
func (d *Desk) Ledger(want ...string) {
	d.t.Helper()
	var got []string
	for _, e := range d.Clinic.Ledger() {
		got = append(got, fmt.Sprintf("%s %s, %d, %s", e.Action, e.Name, e.Department, e.At.Time().Format("2 Jan 15:04")))
	}
	if !slices.Equal(got, want) {
		d.t.Errorf("the clinic's books hold\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Purchase fails unless so many are in the purse and on the screen.
func (d *Desk) Credits(n int) {
	d.t.Helper()
	if got := d.Clinic.Credits(); got != n {
		d.t.Errorf("the purse holds %d credits, not %d", got, n)
	}
	d.Sees(fmt.Sprintf("%s %d", d.Words.T("head.credits"), n))
}

// Posts fails unless the clinic got so many requests to book.
func (d *Desk) Posts(n int) {
	d.t.Helper()
	got := 0
	for _, r := range d.Writes() {
		if r.Method == http.MethodPost {
			got++
		}
	}
	if got != n {
		d.t.Errorf("%d requests to book left, not %d", got, n)
	}
}

// Pressed fails unless so many keys were pressed since counting began.
func (d *Desk) Pressed(keys int) {
	d.t.Helper()
	if d.count.keys != keys {
		d.t.Errorf("it took %d keys, not %d", d.count.keys, keys)
	}
}

// LeftAfter fails unless the first request to book or cancel since counting began
// left after so many keys.
func (d *Desk) LeftAfter(keys int) {
	d.t.Helper()
	if d.count.needed != keys {
		d.t.Errorf("the request left after %d keys, not %d (-1: it has not left)", d.count.needed, keys)
	}
}

// Ends fails unless the program ends within a time, in good order: with exit code
// 0, and the terminal as it was.
func (d *Desk) Ends(within time.Duration) { d.t.Helper(); d.EndsWith(0, within) }

// EndsWith fails unless it ends so, with an exit code of its own.
func (d *Desk) EndsWith(want int, within time.Duration) {
	d.t.Helper()
	select {
	case code := <-d.ended:
		d.ended <- code
		if code != want || d.screen.isAlternate() {
			d.t.Errorf("ended with code %d; alternate screen left on: %t", code, d.screen.isAlternate())
		}
	case <-time.After(within + time.Millisecond):
		d.t.Errorf("has not ended within %v", within)
	}
}

// Lasts fails when the program ends within a time.
func (d *Desk) Lasts(most time.Duration) {
	d.t.Helper()
	select {
	case code := <-d.ended:
		d.ended <- code
		d.t.Errorf("ended within %v, with code %d", most, code)
	case <-time.After(most):
	}
}

// Made is the last appointment that the clinic booked: its number, and for whom.
func (d *Desk) Made() (number, name string) {
	d.t.Helper()
	l := d.Clinic.Ledger()
	if len(l) == 0 {
		d.t.Fatal("nothing is booked")
	}
	last := l[len(l)-1]
	return fmt.Sprint(last.ID), last.Name
}

// Books fails unless the last commit of the clinic is a booking for somebody.
func (d *Desk) Books(name string) {
	d.t.Helper()
	l := d.Clinic.Ledger()
	if len(l) == 0 || l[len(l)-1].Action != demo.Booked || l[len(l)-1].Name != name {
		d.t.Errorf("the clinic's last commit is not a booking for %s: %+v", name, l)
	}
}

// Tells says whether a screen, as of today, tells of a booking in the books what is
// said of one before it is sent: in full, or shortly where more has to be said.
func (d *Desk) Tells(screen string, e demo.Entry, today clinic.Day) bool {
	dep, err := d.elsewhere().Department(d.t.Context(), clinic.NumberID(strconv.FormatInt(e.Department, 10)))
	if err != nil {
		d.t.Error(err)
	}
	args := locale.Args{
		"Day": d.Words.SaidDay(e.At.Day(), today), "Time": d.Words.Said(e.At), "Where": dep.Name, "Who": e.Name, "With": "", "Instead": "",
	}
	for _, w := range d.Clinic.Workers()[dep.ID.Text()] {
		if w.ID.Same(clinic.NumberID(strconv.FormatInt(e.Worker, 10))) {
			args["With"] = d.Words.F("book.with_worker", locale.Args{"Worker": w.Name})
		}
	}
	return Reads(screen, d.Words.F("book.aloud", args)) || Reads(screen, d.Words.F("book.spoken", args))
}
