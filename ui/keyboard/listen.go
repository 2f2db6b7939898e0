package keyboard

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/muesli/cancelreader"
)

// A Read is what one read of the terminal brought, keys and pastes in their order.
type Read struct {
	Msgs []tea.Msg // none where bytes came that make up none yet
	Rest bool      // more came behind them: the beginning of another, or what is none
}

// Listen reads a terminal until it ends, of which ended is told, or the context
// does. Each read is sent as a Read, and so is what time alone made of what came;
// answers of the terminal are sent as what they are.
func Listen(ctx context.Context, in io.Reader, send func(tea.Msg), ended func()) {
	reads := make(chan []byte)
	go func() {
		if receive(ctx, in, reads); ctx.Err() == nil {
			ended()
		}
	}()
	began := time.Now()
	var d Decoder
	for {
		var timer *time.Timer
		var due <-chan time.Time
		if at, ok := d.Due(); ok {
			timer = time.NewTimer(at - time.Since(began))
			due = timer.C
		}
		select {
		case <-ctx.Done():
			return
		case read := <-reads:
			msgs := d.Feed(time.Since(began), read)
			deliver(send, msgs, d.Rest())
		case <-due:
			if msgs := d.Expire(time.Since(began)); len(msgs) > 0 {
				deliver(send, msgs, false)
			}
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

// receive hands over what is read, until the input or the context ends. What is
// not read by then stays for whoever reads the terminal next.
func receive(ctx context.Context, in io.Reader, reads chan<- []byte) {
	if stoppable, err := cancelreader.NewReader(in); err == nil {
		in = stoppable
		stop := context.AfterFunc(ctx, func() { stoppable.Cancel() })
		defer stop()
		defer stoppable.Close()
	}
	for {
		buffer := make([]byte, 4<<10)
		n, err := in.Read(buffer)
		if n > 0 {
			select {
			case <-ctx.Done():
				return
			case reads <- buffer[:n]:
			}
		}
		if err != nil {
			return
		}
	}
}

// deliver sends what is whole.
func deliver(send func(tea.Msg), msgs []tea.Msg, rest bool) {
	read := Read{Rest: rest}
	for _, msg := range msgs {
		if isKey(msg) {
			read.Msgs = append(read.Msgs, msg)
		} else {
			send(msg)
		}
	}
	send(read)
}

// isKey tells keys and pastes from answers of the terminal.
func isKey(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return true
	}
	return false
}
