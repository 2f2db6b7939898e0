package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"creneau/api/store/audit"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
)

// answering is a Backend that answers bookings and cancels.
type answering struct {
	ui.Backend
	err error
}

func (b answering) Book(context.Context, clinic.Booking) (clinic.Appointment, error) {
	return clinic.Appointment{ID: "3021"}, b.err
}

func (b answering) Cancel(context.Context, clinic.ID) error { return b.err }

// Every answer to a booking or a cancel is noted, with the code of a refusal; a code
// that the documents do not name may say anything, and is not.
func TestAnswersAreNoted(t *testing.T) {
	folder := t.TempDir()
	w := audit.NewWriter(&audit.Log{Folder: folder, Mode: 0o600}, func(err error) { t.Error(err) })
	n := &notes{audit: w, now: time.Now}
	for _, err := range []error{
		nil, state.Failure{Code: state.SlotNotAvailable, Status: 409, Coded: true}, state.Failure{Code: state.NoAnswer},
		state.Failure{Code: "CAMARA_MARIAMA", Status: 418, Coded: true}, errors.New("Camara Mariama"),
	} {
		w := witness{answering{err: err}, n}
		_, got := w.Book(t.Context(), clinic.Booking{Ref: "Camara Mariama"})
		if cancelled := w.Cancel(t.Context(), clinic.NumberID("3020")); !errors.Is(got, err) || !errors.Is(cancelled, err) {
			t.Errorf("the answer %v becomes %v and %v", err, got, cancelled)
		}
	}
	files, err := audit.Names(folder)
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(filepath.Join(folder, files[0]))
	if err != nil {
		t.Fatal(err)
	}
	for _, outcome := range []string{"made:3021", "SLOT_NOT_AVAILABLE", "no_answer", "418"} {
		if !strings.Contains(string(text), `"outcome":"`+outcome+`"`) {
			t.Errorf("no %s in\n%s", outcome, text)
		}
	}
	if lines := strings.Count(string(text), "\n"); lines != 10 || strings.Contains(strings.ToLower(string(text)), "camara") {
		t.Errorf("%d lines:\n%s", lines, text)
	}
}
