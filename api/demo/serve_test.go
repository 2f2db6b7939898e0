package demo

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// served starts the clinic on a free port and returns where it answers.
func served(t *testing.T, c *Clinic) (url string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	told, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- Serve(ctx, "127.0.0.1:0", c, func(url string) error { told <- url; return nil })
	}()
	stopped := false
	stop = func() error {
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() {
		if !stopped {
			stop()
		}
	})
	select {
	case url = <-told:
	case err := <-done:
		t.Fatal(err)
	}
	return url, stop
}

func TestServe(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	url, stop := served(t, d.clinic)
	if !strings.HasPrefix(url, "http://127.0.0.1:") || !strings.HasSuffix(url, apiRoot) {
		t.Errorf("answers at %s", url)
	}
	d.client, d.base, d.key = &http.Client{}, url, d.clinic.FullKey()
	defer d.client.CloseIdleConnections()
	wantStatus(t, d.do(http.MethodPost, "/appointments", d.bookSomething()), http.StatusCreated)
	d.base = strings.TrimSuffix(url, apiRoot)
	if shown := decode[stateJSON](t, d.get("/_demo/state")); shown.Credits != 2 {
		t.Errorf("state %+v", shown)
	}
	if books := decode[[]entryJSON](t, d.get("/_demo/ledger")); len(books) != 1 || books[0].Action != Booked || books[0].Name == "" || books[0].Time == "" {
		t.Errorf("ledger %+v", books)
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if _, err := d.send(http.MethodGet, "/_demo/state", ""); err == nil {
		t.Error("answers after its end")
	}
}

func TestServeStopsWhileAnswersAreSlow(t *testing.T) {
	d := newDesk(t, Options{})
	url, stop := served(t, d.clinic)
	d.order(Misfortune{Kind: Slow, Seconds: 3600})
	d.client, d.base = &http.Client{}, url
	ended := make(chan error, 1)
	go func() {
		_, err := d.send(http.MethodGet, "/departments", "")
		ended <- err
	}()
	for len(d.clinic.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if err := <-ended; err == nil {
		t.Error("the slow answer came")
	}
}

func TestServeEndsByAnError(t *testing.T) {
	c := newDesk(t, Options{}).clinic
	if err := Serve(context.Background(), "127.0.0.1:x", c, func(string) error { return nil }); err == nil {
		t.Error("no error of a bad address")
	}
	failed := errors.New("nobody listens")
	if err := Serve(context.Background(), "127.0.0.1:0", c, func(string) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("%v", err)
	}
}

// TestReadmeSaysWhatCanBeOrdered holds the README's lists of orders against those that
// the clinic takes.
func TestReadmeSaysWhatCanBeOrdered(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	named := func(word string) {
		if word != "" && !strings.Contains(string(text), "`"+word+"`") {
			t.Errorf("the README does not name %s", word)
		}
	}
	for _, kind := range kinds() {
		named(kind)
		for _, form := range forms[kind] {
			named(form)
		}
	}
	answer := (&Clinic{}).answerControl(http.MethodGet, "/", nil)
	for _, order := range strings.FieldsFunc(string(answer.body), func(c rune) bool { return strings.ContainsRune(" ,\n", c) }) {
		if order = strings.TrimSuffix(order, "."); strings.HasPrefix(order, controlRoot) && !strings.Contains(string(text), " "+order+"`") {
			t.Errorf("the README does not name %s", order)
		}
	}
}
