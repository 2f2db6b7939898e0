package keyboard

import (
	"context"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestListen reads a terminal whose desk is slow to take what comes: pieces that
// came in time belong together all the same.
func TestListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, terminal := io.Pipe()
		var keys []string
		var rests []bool
		ended := false
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go Listen(ctx, in, func(msg tea.Msg) {
			if read, ok := msg.(Read); ok {
				for _, key := range read.Msgs {
					keys = append(keys, key.(tea.KeyPressMsg).String())
				}
				rests = append(rests, read.Rest)
				time.Sleep(200 * ms)
			}
		}, func() { ended = true })
		for _, p := range []part{{0, "n"}, {10 * ms, "\x1b"}, {10 * ms, "[A"}, {time.Second, "\x1b"}, {time.Second, "a\x1b]11;"}, {5 * time.Second, "b"}} {
			time.Sleep(p.after)
			if _, err := io.WriteString(terminal, p.bytes); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if want := []string{"n", "up", "esc", "a", "b"}; !slices.Equal(keys, want) {
			t.Errorf("%q, want %q", keys, want)
		}
		if want := []bool{false, true, false, true, false, true, false}; !slices.Equal(rests, want) {
			t.Errorf("more came behind them: %v, want %v", rests, want)
		}
		terminal.Close()
		synctest.Wait()
		if !ended {
			t.Error("the end is not told")
		}
	})
}

// TestListenIsStopped ends the listening: that is no end of the terminal.
func TestListenIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, terminal := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan bool)
		go func() {
			Listen(ctx, in, func(tea.Msg) { t.Error("something came") }, func() { t.Error("an end is told") })
			close(done)
		}()
		synctest.Wait()
		cancel()
		<-done
		terminal.Close()
		synctest.Wait()
	})
}
