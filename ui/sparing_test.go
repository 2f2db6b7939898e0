package ui

import (
	"strings"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// TestPausedRefreshingIsSaid with its end where that was told, in both languages.
func TestPausedRefreshingIsSaid(t *testing.T) {
	for lang, until := range map[string]string{"en": "paused until 10:20", "fr": "en pause jusqu'à 10\u00a0h\u00a020"} {
		for _, told := range []bool{true, false} {
			r := newRig(t, newClinic(), dress{lang: lang, profile: plain().profile})
			r.status = status{}
			r.st.Apply(r.now, state.Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: 90, Told: told, Reset: 40 * time.Minute}})
			text, _ := r.notice()
			if strings.Contains(text, until) != told {
				t.Errorf("%s, told %v: %q", lang, told, text)
			}
			if !told && text != r.look.Words.F("status.sparing", map[string]any{"Data": r.look.Words.F("status.data_from", map[string]any{"Time": r.look.Words.Said(r.readWall())})}) {
				t.Errorf("%s: %q", lang, text)
			}
		}
	}
}

func (r *rig) readWall() clinic.Wall {
	at, _ := r.st.VisitsReadAt(r.st.Shown)
	return at.Wall
}

// TestHeaderShowsNoLimitThatIsUnknown: nothing is shown that was not told.
func TestHeaderShowsNoLimitThatIsUnknown(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	for _, key := range []string{"t", "b"} {
		r.press(key)
		r.st.Apply(r.now, state.Heard{Quota: clinic.Quota{Known: true, Remaining: 77}})
		if text := strings.Join(r.lines(), "\n"); !strings.Contains(text, "77") || strings.Contains(text, "/0") || strings.Contains(text, "of 0") {
			t.Errorf("%s:\n%s", key, text)
		}
	}
}

// TestRetriedReadIsInTheHeader for every failure that is tried again.
func TestRetriedReadIsInTheHeader(t *testing.T) {
	codes := append(state.Documented(), state.NoAnswer, state.BadReply, "HTTP_500", "HTTP_502", "HTTP_503", "HTTP_504")
	for _, code := range codes {
		f := state.Failure{Code: code, Status: 500}
		if rule := state.RuleFor(f); rule.Again != state.Backoff {
			continue
		}
		r := newRig(t, newClinic(), plain())
		r.happen(state.Failed{Doing: state.LoadDepartments{}, Failure: f, Jitter: 0.5})
		if word, _ := r.linkWord(); word == r.look.T("head.online") {
			t.Errorf("%s: the header says %q", code, word)
		}
	}
}
