package cli

import (
	"context"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"creneau/ui/keyboard"
)

// unread is the input as the interface library sees it: one that is over. The
// bytes are read by package keyboard, which knows keys that come in pieces.
type unread struct{}

func (unread) Read([]byte) (int, error) { return 0, io.EOF }

// unreadTerminal is the same for a terminal, whose modes the library sets and
// restores.
type unreadTerminal struct {
	unread
	terminal *os.File
}

func (in unreadTerminal) Fd() uintptr                 { return in.terminal.Fd() }
func (in unreadTerminal) Write(p []byte) (int, error) { return in.terminal.Write(p) }
func (in unreadTerminal) Close() error                { return in.terminal.Close() }

var _ term.File = unreadTerminal{}

// leftUnread is an input for the library to take the terminal behind it from.
func leftUnread(in io.Reader) io.Reader {
	switch in := in.(type) {
	case nil:
		return nil // no input at all
	case *os.File:
		return unreadTerminal{terminal: in}
	}
	return unread{}
}

// letGo is how long the library's painter takes at most to end when the terminal is
// left: begun anew sooner, it would be ended by what ends the one before.
const letGo = 50 * time.Millisecond

// followJobs leaves the terminal to the shell while the program is stopped, and
// takes it again when it goes on, also where it was stopped without being asked.
func followJobs(ctx context.Context, jobs <-chan os.Signal, p *tea.Program) {
	left := false
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-jobs:
			if !left {
				_ = p.ReleaseTerminal()
			}
			if left = toStop(s); left {
				stop()
				continue
			}
			time.Sleep(letGo)
			_ = p.RestoreTerminal()
			p.Send(tea.RawMsg{Msg: ansi.KeypadNumericMode})
			p.Send(tea.ClearScreen())
		}
	}
}

// heard tells of every key that is pressed.
func (t Terminal) heard(send func(tea.Msg)) func(tea.Msg) {
	if t.Pressed == nil {
		return send
	}
	return func(msg tea.Msg) {
		if read, ok := msg.(keyboard.Read); ok && len(read.Msgs) > 0 {
			t.Pressed()
		}
		send(msg)
	}
}
