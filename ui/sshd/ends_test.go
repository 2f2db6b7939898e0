package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
)

// rowOf is the user whose key lies in a file.
func rowOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("[[user]]\nname = \"Key\"\nkey = %q\nrights = \"book\"\n", strings.TrimSpace(string(text)))
}

// TestNobodyPressesAKey: a desk at which no key is pressed says so and ends; packets,
// sizes and what the desk shows are no keys.
func TestNobodyPressesAKey(t *testing.T) {
	r := serve(t, plainDesk, func(o *Options) { o.Limits.Idle, o.Limits.Warning = time.Second, 600*time.Millisecond })
	sits, noisy := r.sit(r.books, 80, 24), r.sit(r.reads, 80, 24)
	sits.sees("[Bintou")
	noisy.sees("[Rose")
	began := time.Now()
	for r.desks.len() == 2 && time.Since(began) < patience {
		_, _ = io.WriteString(sits.keys, "z")
		_ = noisy.session.WindowChange(24, 80+int(time.Since(began).Milliseconds())%40)
		_, _, _ = noisy.SendRequest("keepalive@openssh.com", true, nil)
		time.Sleep(50 * time.Millisecond)
	}
	if took := time.Since(began); took < 900*time.Millisecond || took > 5*time.Second {
		t.Errorf("it ended after %v", took)
	}
	french := r.o.Languages.Load("fr")
	noisy.sees("{no_key_soon}")
	noisy.sees(french.T("serve.ended_idle"))
	noisy.code()
	if strings.Contains(sits.seen.String(), "no_key_soon") || r.desks.len() != 1 {
		t.Error("a desk at which keys are pressed is ended too")
	}
}

// TestHalfADay: a desk that was open for long ends, with a sentence.
func TestHalfADay(t *testing.T) {
	r := serve(t, plainDesk, func(o *Options) { o.Limits.Longest = 300 * time.Millisecond })
	c := r.sit(r.books, 80, 24)
	c.sees(r.o.Words.T("serve.ended_longest"))
	c.code()
}

// TestAPanicEndsOneDesk: a desk that breaks ends alone, with a number for the
// administrator; the log has that number and no name.
func TestAPanicEndsOneDesk(t *testing.T) {
	name := "Fatoumata Secret"
	r := serve(t, func(ctx context.Context, who settings.User, at Terminal) int {
		if who.Rights == settings.MayRead {
			panic(fmt.Sprintf("no such patient: %s", name))
		}
		return plainDesk(ctx, who, at)
	})
	other := r.sit(r.books, 80, 24)
	other.sees("[Bintou")
	for range 3 {
		c := r.sit(r.reads, 80, 24)
		if code := c.code(); code != exitRefused {
			t.Errorf("code %d", code)
		}
		before, _, _ := strings.Cut(r.o.Languages.Load("fr").Raw("serve.broke"), "{{")
		_, incident, ok := strings.Cut(c.seen.String(), before)
		incident = strings.TrimSpace(incident)
		if !ok || len(incident) != 6 || !strings.Contains(r.log.String(), "incident="+incident) {
			t.Errorf("%q", c.seen)
		}
		if strings.Contains(c.seen.String(), "Secret") || strings.Contains(r.log.String(), "Secret") {
			t.Error("a name is told")
		}
		eventually(t, "the end of the connection", func() bool { _, n := r.door.numbers(); return n == 1 })
	}
	_, _ = io.WriteString(other.keys, "z")
	other.sees("(z)")
	if text := r.log.String(); !strings.Contains(text, "a string") || !strings.Contains(text, "TestAPanicEndsOneDesk") {
		t.Errorf("the log does not say where it broke:\n%s", text)
	}
}

// TestTheServerEndsInPeace: it says so at every desk, waits for what they are about,
// and lets nobody in meanwhile.
func TestTheServerEndsInPeace(t *testing.T) {
	const work = 700 * time.Millisecond
	var finished time.Time
	r := serve(t, func(ctx context.Context, who settings.User, at Terminal) int {
		code := plainDesk(ctx, who, at)
		if who.Rights == settings.MayBook {
			time.Sleep(work) // an answer that is on its way
			_, _ = io.WriteString(at.Out, "booked\n")
			finished = time.Now()
		}
		return code
	}, func(o *Options) { o.Metrics = "127.0.0.1:0" })
	books, reads := r.sit(r.books, 80, 24), r.sit(r.reads, 80, 24)
	books.sees("[Bintou")
	reads.sees("[Rose")
	if got, body := get(t, r, "/healthz"); got != http.StatusOK || body != "ok\n" {
		t.Errorf("healthz: %d %q", got, body)
	}
	half := r.silent()
	r.stop()
	books.sees("{server_closes}")
	reads.sees("{server_closes}")
	if got, _ := get(t, r, "/healthz"); got != http.StatusServiceUnavailable {
		t.Errorf("healthz while it closes: %d", got)
	}
	if _, err := gossh.Dial("tcp", r.addr, config(gossh.PublicKeys(r.admin))); err == nil {
		t.Error("somebody was let in")
	}
	books.sees("booked")
	books.sees(r.o.Words.T("serve.ended_closing"))
	reads.sees(r.o.Languages.Load("fr").T("serve.ended_closing"))
	books.code()
	err := <-r.ended
	if r.ended <- err; err != nil || finished.IsZero() {
		t.Errorf("ended with %v, the desk %v", err, finished)
	}
	_ = half.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadAll(half); err != nil {
		t.Errorf("who waits at the door is not sent away: %v", err)
	}
}

// TestADeskThatDoesNotEnd is cut off when its time is over.
func TestADeskThatDoesNotEnd(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	r := serve(t, func(context.Context, settings.User, Terminal) int { <-hang; return 0 }, func(o *Options) { o.Limits.Drain = 300 * time.Millisecond })
	r.sit(r.books, 80, 24)
	eventually(t, "a desk", func() bool { return r.desks.len() == 1 })
	began := time.Now()
	r.stop()
	err := <-r.ended
	if r.ended <- err; err != nil || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

func get(t *testing.T, r *rig, path string) (int, string) {
	t.Helper()
	answer, err := http.Get("http://" + r.ready.Metrics.String() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestMetricsTellNoNames: what happens is counted, and neither there nor in the log
// stands who anybody is or by which key they came; others than this machine get none.
func TestMetricsTellNoNames(t *testing.T) {
	r := serve(t, plainDesk, func(o *Options) { o.Metrics = "127.0.0.1:0" })
	c := r.sit(r.books, 80, 24)
	c.sees("[Bintou")
	if client, err := gossh.Dial("tcp", r.addr, config(gossh.PublicKeys(newSigner(t)))); err == nil {
		_ = client.Close()
	}
	_, _, _ = c.OpenChannel("direct-tcpip", nil)
	_, text := get(t, r, "/metrics")
	for _, want := range []string{
		`creneau_desks_open 1`, `creneau_users 3`, `creneau_logins_total{outcome="entered"} 1`, `creneau_logins_total{outcome="unknown_key"} 1`,
		`creneau_requests_refused_total{what="forward"} 1`, `creneau_connections_inside 1`, `creneau_panics_total 0`, `go_goroutines`, `process_resident_memory_bytes`,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("metrics do not say %s", want)
		}
	}
	_ = c.Close()
	eventually(t, "the end", func() bool {
		_, text := get(t, r, "/metrics")
		return strings.Contains(text, `creneau_desks_ended_total{why="hung_up"} 1`)
	})
	secrets := []string{"Bintou", "Rose", "Ada", "anybody"}
	for _, key := range []gossh.Signer{r.books, r.reads, r.admin} {
		secrets = append(secrets, strings.Fields(string(gossh.MarshalAuthorizedKey(key.PublicKey())))[1])
	}
	_, text = get(t, r, "/metrics")
	for _, secret := range secrets {
		if strings.Contains(text+r.log.String(), secret) {
			t.Errorf("%s is told", secret)
		}
	}
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:9090", "[::]:0", "localhost:0", ""} {
		o := r.o
		o.Metrics = address
		if _, err := New(o); (address != "") != errors.Is(err, ErrNotThisMachine) {
			t.Errorf("metrics at %q: %v", address, err)
		}
	}
}
