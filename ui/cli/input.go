package cli

import (
	"io"
	"os"

	"github.com/charmbracelet/x/term"
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
