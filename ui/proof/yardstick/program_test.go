package yardstick

import (
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// slides is a program that shows one of its views, by number.
type slides struct {
	views []string
	now   int
}

type show int

func (s slides) Init() tea.Cmd { return nil }

func (s slides) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if n, ok := msg.(show); ok {
		s.now = int(n)
	}
	return s, nil
}

func (s slides) View() tea.View {
	v := tea.NewView(s.views[s.now])
	v.AltScreen = true
	return v
}

// locked lets a program and a test share a screen.
type locked struct {
	mu     sync.Mutex
	screen *Screen
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.screen.Write(p)
}

func (l *locked) frame() (Frame, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.screen.Frame(), l.screen.Written()
}

// week is a screen with an edge, a grid and a selection.
func week(w, h, selected int, clock string) string {
	var lines []string
	lines = append(lines, "\x1b[1;38;5;80mCardiologie\x1b[m   "+clock)
	for y := range h - 3 {
		var b strings.Builder
		b.WriteString("\x1b[38;5;240m│\x1b[m ")
		for x := range (w - 4) / 7 {
			cell := strconv.Itoa(8+y/4) + ":" + strconv.Itoa(y%4*15) + "  "
			switch n := y*((w-4)/7) + x; {
			case n == selected:
				b.WriteString("\x1b[1;7m" + cell + "\x1b[m ")
			case n%3 == 0:
				b.WriteString("\x1b[38;5;246m" + cell + "\x1b[m ")
			default:
				b.WriteString("\x1b[38;5;114m" + cell + "\x1b[m ")
			}
		}
		lines = append(lines, b.String())
	}
	return strings.Join(append(lines, "", "Entrée réserver  \x1b[1m?\x1b[m aide"), "\n")
}

// TestRealRenderer plays Bubble Tea's own byte stream: the screen must show the
// view, and no stream may be shorter than the limit.
func TestRealRenderer(t *testing.T) {
	const w, h = 120, 40
	views := []string{
		week(w, h, 3, "14 h 07"),
		week(w, h, 4, "14 h 07"),
		week(w, h, 20, "14 h 08"),
		strings.Repeat("autre écran\n", h-1),
		week(w, h, 20, "14 h 08"),
		"\n\n\n" + week(w, h-3, 7, "9 h"),
		"",
	}
	synctest.Test(t, func(t *testing.T) {
		out := &locked{screen: NewScreen(w, h)}
		out.screen.MapNewline(true)
		p := tea.NewProgram(slides{views: views}, tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(w, h),
			tea.WithColorProfile(colorprofile.ANSI256), tea.WithEnvironment([]string{"TERM=xterm-256color"}),
			tea.WithoutSignalHandler())
		done := make(chan error, 1)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		before, sent := Frame{}, 0
		for i, view := range views {
			p.Send(show(i))
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
			frame, written := out.frame()
			want := Parse(view, w, h)
			if diff := frame.Diff(want); diff != "" {
				t.Errorf("view %d shows\n%s", i, diff)
			}
			// Erasing is not in the limit, so only views that keep their
			// text compare.
			if i == 1 || i == 2 {
				want.CursorShown = false
				limit := Limit(before, want)
				if written-sent < limit || written-sent > 2*limit {
					t.Errorf("view %d took %d bytes, the limit is %d", i, written-sent, limit)
				}
				t.Logf("view %d: %d bytes, limit %d", i, written-sent, limit)
			}
			before, sent = frame, written
		}
		p.Quit()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

var _ io.Writer = (*Screen)(nil)
