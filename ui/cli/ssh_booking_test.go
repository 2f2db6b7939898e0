package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"creneau/api/demo"
)

// A deaf clinic makes a booking, or does not, and never answers it while it is deaf.
type deaf struct {
	*demo.Clinic
	is, makes atomic.Bool
	posts     atomic.Int32
	heard     chan struct{} // one booking has come, and is made where it is to be
}

func (c *deaf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		c.Clinic.ServeHTTP(w, r)
		return
	}
	c.posts.Add(1)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	switch {
	case !c.is.Load():
		c.Clinic.ServeHTTP(w, r)
		return
	case c.makes.Load():
		c.Clinic.ServeHTTP(httptest.NewRecorder(), r)
	}
	c.heard <- struct{}{}
	<-r.Context().Done()
}

// A booking over a real SSH server whose connection is killed once the request has
// reached the clinic and before its answer: after the next login the desk says what
// became of it. Where it was made it is found, where not it is looked for; no second
// request leaves, and the audit is whole.
func TestConnectionIsKilledWhileBooking(t *testing.T) {
	t.Parallel()
	sshd, ssh := tool(t, "sshd"), tool(t, "ssh")
	dir := t.TempDir()
	binary := filepath.Join(dir, "creneau")
	if out, err := exec.Command("go", "build", "-o", binary, "creneau").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	port := serveSSH(t, sshd, dir)
	for name, makes := range map[string]bool{"made": true, "not made": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clinic := &deaf{Clinic: demo.New(demo.Options{Seed: 7, Credits: 40, Now: time.Now}), heard: make(chan struct{}, 9)}
			server := httptest.NewServer(clinic)
			t.Cleanup(server.Close)
			home := t.TempDir()
			login := func() *session {
				return dial(t, ssh, dir, port, fmt.Sprintf("stty rows 24 cols 80; exec env HOME=%s MONCRENEAU_BASE_URL=%s/api/v1 MONCRENEAU_API_KEY=%s %s --lang en --charset utf-8",
					home, server.URL, clinic.FullKey(), binary))
			}
			s := login()
			s.see(t, "ONLINE", "NEXT FREE")
			s.press(t, "n")
			s.see(t, "New booking")
			s.press(t, "Zowo Martine car")
			s.see(t, "Martine", "Slot")
			time.Sleep(time.Second)
			s.press(t, "\r")
			time.Sleep(time.Second)
			if !strings.Contains(s.text(), "Enter books") { // it asked first who is meant
				s.press(t, "\r")
			}
			s.see(t, "Enter books")
			time.Sleep(2 * time.Second) // it warns that the patient is new, and stands until that can be read
			clinic.is.Store(true)
			clinic.makes.Store(makes)
			s.press(t, "\r")
			select {
			case <-clinic.heard:
			case <-time.After(patience):
				t.Fatalf("no booking is sent:\n%s", s.text())
			}
			s.hangUp()
			clinic.is.Store(false)

			s = login()
			want := map[bool]string{true: "Booked after all", false: "Pending 1"}[makes]
			s.see(t, "ONLINE", "NEXT FREE")
			at := time.Now()
			for time.Since(at) < 2*patience && !strings.Contains(s.text(), want) {
				time.Sleep(50 * time.Millisecond)
			}
			t.Logf("%v after the next login:\n%s", time.Since(at).Round(time.Second), s.text())
			if !strings.Contains(s.text(), want) {
				t.Errorf("%q is not said", want)
			}
			if n := clinic.posts.Load(); n != 1 {
				t.Errorf("%d requests were sent for one Enter", n)
			}
			s.hangUp()
			verify := exec.Command(binary, "audit", "verify", "--lang", "en")
			verify.Env = []string{"HOME=" + home}
			if out, err := verify.CombinedOutput(); err != nil || !strings.Contains(string(out), "whole: ") {
				t.Errorf("the audit: %v: %s", err, out)
			}
		})
	}
}
