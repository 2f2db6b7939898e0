package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestClinicIsAsItsFlagsSay serves a clinic of another time that wants its key in
// one header.
func TestClinicIsAsItsFlagsSay(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, written := io.Pipe()
	ended := make(chan int)
	go func() {
		args := []string{"clinic", "--listen", "127.0.0.1:0", "--auth", "x-api-key", "--clock", "2026-02-03T09:40", "--limit", "30"}
		ended <- Run(ctx, args, nil, Terminal{Out: written, Err: written})
		written.Close()
	}()
	var served struct{ URL, Key string }
	lines := bufio.NewReader(out)
	if err := json.NewDecoder(lines).Decode(&served); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	ask := func(name, value string) *http.Response {
		req, _ := http.NewRequestWithContext(ctx, http.MethodHead, served.URL+"/departments", nil)
		req.Header.Set(name, value)
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer
	}
	if a := ask("Authorization", "Bearer "+served.Key); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("Bearer is answered %d", a.StatusCode)
	}
	a := ask("X-API-Key", served.Key)
	if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Date"), "Tue, 03 Feb 2026 09:40:") || a.Header.Get("X-RateLimit-Limit") != "30" {
		t.Errorf("X-API-Key is answered %d %v", a.StatusCode, a.Header)
	}
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("ended with %d", code)
	}
}

// TestClinicFlagsThatCannotBe are refused with the flag's name, and nothing is served.
func TestClinicFlagsThatCannotBe(t *testing.T) {
	for _, flag := range []string{"--clock=yesterday", "--clock=2026-02-30T09:40", "--auth=bearer", "--auth=basic", "--zone=Nowhere/At_All", "--limit=many"} {
		var said strings.Builder
		code := Run(t.Context(), []string{"clinic", "--listen", "127.0.0.1:0", flag}, nil, Terminal{Out: io.Discard, Err: &said})
		name, _, _ := strings.Cut(flag, "=")
		if code != exitUsage || !strings.Contains(said.String(), name) {
			t.Errorf("%s: code %d, %q", flag, code, said.String())
		}
	}
}
