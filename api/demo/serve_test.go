package demo

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// served starts the clinic on a free port and returns what it prints.
func served(t *testing.T, c *Clinic, terminal bool) (printed *bufio.Reader, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, "127.0.0.1:0", c, write, terminal)
		write.Close()
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
	return bufio.NewReader(read), stop
}

func TestServe(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	printed, stop := served(t, d.clinic, false)
	line, err := printed.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var told struct{ URL, Key string }
	if err := json.Unmarshal([]byte(line), &told); err != nil || !strings.HasSuffix(told.URL, "/api/v1") {
		t.Fatalf("%v in %q", err, line)
	}
	go io.Copy(io.Discard, printed)

	d.client, d.base, d.key = &http.Client{}, told.URL, told.Key
	defer d.client.CloseIdleConnections()
	wantStatus(t, d.do(http.MethodPost, "/appointments", d.bookSomething()), http.StatusCreated)
	d.base = strings.TrimSuffix(told.URL, apiRoot)
	if shown := decode[stateJSON](t, d.get("/_demo/state")); shown.Credits != 2 {
		t.Errorf("state %+v", shown)
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if _, err := d.send(http.MethodGet, "/_demo/state", ""); err == nil {
		t.Error("answers after its end")
	}
}

func TestServeForPeople(t *testing.T) {
	d := newDesk(t, Options{})
	printed, _ := served(t, d.clinic, true)
	first, err := printed.ReadString('\n')
	if err != nil || strings.HasPrefix(first, "{") || !strings.Contains(first, "http://127.0.0.1:") {
		t.Errorf("%v, first line %q", err, first)
	}
	var rest strings.Builder
	for !strings.Contains(rest.String(), "curl") {
		line, err := printed.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		rest.WriteString(line)
	}
	for _, k := range d.clinic.Keys() {
		if !strings.Contains(rest.String(), k.Secret) || !strings.Contains(rest.String(), k.Name) {
			t.Errorf("no word of the key %s", k.Name)
		}
	}
}

func TestServeStopsWhileAnswersAreSlow(t *testing.T) {
	d := newDesk(t, Options{})
	printed, stop := served(t, d.clinic, false)
	line, _ := printed.ReadString('\n')
	go io.Copy(io.Discard, printed)
	var told struct{ URL, Key string }
	if err := json.Unmarshal([]byte(line), &told); err != nil {
		t.Fatal(err)
	}
	d.order(Misfortune{Kind: Slow, Seconds: 3600})
	d.client, d.base = &http.Client{}, told.URL
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

func TestServeRefusesABadAddress(t *testing.T) {
	if err := Serve(context.Background(), "127.0.0.1:x", newDesk(t, Options{}).clinic, io.Discard, true); err == nil {
		t.Error("no error")
	}
}
