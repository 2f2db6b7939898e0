package processes

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"creneau/ui/locale"
)

// processesEnv says how many desks TestDesksOfOneKey opens; without it nothing is
// done, because it takes three minutes.
const processesEnv = "CRENEAU_PROCESSES"

// The run: how long, how many bookings each desk makes, and what the clinic gives
// the key in an hour.
const (
	lasts    = 3 * time.Minute
	bookings = 3
	limit    = 400
)

// TestDesksOfOneKey opens desks as processes of their own, which know nothing of
// each other and share a key with a small quota: all is booked, and none of them
// meets the limit.
func TestDesksOfOneKey(t *testing.T) {
	desks, err := strconv.Atoi(os.Getenv(processesEnv))
	if err != nil {
		t.Skip(processesEnv + "=12 opens twelve desks for three minutes")
	}
	program := filepath.Join(t.TempDir(), "creneau")
	if out, err := exec.Command("go", "build", "-o", program, "creneau").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	clinic := serveClinic(t, program)
	clinic.order(t, `{"kind":"top_up","credits":500}`)
	began := time.Now()
	var all sync.WaitGroup
	for i := range desks {
		p := openTerminal(t, program, clinic.environment(t.TempDir()))
		all.Go(func() { sit(t, p, i, began) })
		time.Sleep(40 * time.Second / time.Duration(desks)) // they are not opened in one moment
	}
	all.Wait()
	time.Sleep(time.Until(began.Add(lasts)))
	clinic.mu.Lock()
	defer clinic.mu.Unlock()
	t.Logf("%d desks in %v: %d requests of %d, by answer %v; %d booked", desks, lasts, clinic.requests, limit, clinic.answers, clinic.booked)
	if n := clinic.answers[http.StatusTooManyRequests]; n > 0 {
		t.Errorf("%d requests met the limit", n)
	}
	if want := desks * bookings; clinic.booked != want {
		t.Errorf("%d of %d are booked", clinic.booked, want)
	}
}

// sit makes a desk's bookings, spread over the time that is left.
func sit(t *testing.T, p *terminal, number int, began time.Time) {
	words := locale.Load("en")
	booked, taken := words.T("ticket.title_booked"), words.T("alternatives.title")
	if p.waits(20*time.Second, words.T("head.online")) == "" {
		t.Errorf("desk %d does not open:\n%s", number, p.text())
		return
	}
	departments := []string{"car", "ped", "matern", "oph", "med"}
	families := []string{"Zowo", "Kpoghomou", "Vounda"}
	given := []string{"Agathe", "Boniface", "Cyprien", "Dorcas", "Edwige", "Firmin", "Gontran", "Hyacinthe", "Isidore", "Josué", "Killian", "Léontine"}
	for i := range bookings {
		time.Sleep(time.Until(began.Add(50*time.Second + time.Duration(i)*35*time.Second + time.Duration(number)*2500*time.Millisecond)))
		// The names are far from each other: one that is only similar would be offered.
		if !p.fixed(families[i%len(families)] + " " + given[number%len(given)] + " " + departments[number%len(departments)]) {
			t.Errorf("desk %d, booking %d, has no sentence:\n%s", number, i+1, p.text())
		}
		p.press("\r")
		for p.waits(20*time.Second, booked, taken) == taken {
			p.press("1")
			time.Sleep(time.Second)
		}
		if !strings.Contains(p.text(), booked) {
			t.Errorf("desk %d, booking %d:\n%s", number, i+1, p.text())
		}
		p.press("\x1b")
		time.Sleep(time.Second)
	}
}

// A served clinic is a process, and a proxy before it that counts.
type served struct {
	URL, Key string
	proxy    *httptest.Server

	mu       sync.Mutex
	requests int
	booked   int
	posts    int  // requests that book, whatever came of them
	ended    int  // appointments that were cancelled
	lost     loss // what becomes of the next booking or cancel
	off      bool // nothing comes through
	answers  map[int]int
}

// serveClinic starts the demo clinic until the test ends.
func serveClinic(t *testing.T, program string, args ...string) *served {
	cmd := exec.Command(program, "clinic", "--listen", "127.0.0.1:0", "--limit", strconv.Itoa(limit))
	cmd.Args = append(cmd.Args, args...)
	cmd.Env = []string{"LANG=C.UTF-8", "HOME=" + t.TempDir()}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	s := &served{answers: map[int]int{}}
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(s); err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	proxy.ModifyResponse = func(answer *http.Response) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests++
		s.answers[answer.StatusCode]++
		if answer.Request.Method == http.MethodPost && answer.StatusCode == http.StatusCreated {
			s.booked++
		}
		if answer.Request.Method == http.MethodDelete && answer.StatusCode < 300 {
			s.ended++
		}
		return nil
	}
	s.proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.broken() {
			panic(http.ErrAbortHandler)
		}
		s.mu.Lock()
		if r.Method == http.MethodPost {
			s.posts++
		}
		s.mu.Unlock()
		if r.Method == http.MethodGet || !s.lose(proxy, r) {
			proxy.ServeHTTP(w, r)
			return
		}
		<-r.Context().Done() // no answer comes
	}))
	t.Cleanup(s.proxy.Close)
	return s
}

// cut cuts the line to the clinic, or mends it.
func (s *served) cut(off bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.off = off
}

func (s *served) broken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.off
}

// environment is a desk's.
func (s *served) environment(home string) []string {
	return []string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + home,
		"MONCRENEAU_BASE_URL=" + s.proxy.URL + "/api/v1", "MONCRENEAU_API_KEY=" + s.Key}
}

// order has the clinic suffer, or paid.
func (s *served) order(t *testing.T, order string) {
	answer, err := http.Post(strings.TrimSuffix(s.URL, "/api/v1")+"/_demo/misfortunes", "application/json", strings.NewReader(order))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		t.Fatalf("%s is answered %s", order, answer.Status)
	}
}
