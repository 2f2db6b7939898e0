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
	began := time.Now()
	arrivals := make(chan arrival, ahead)
	go func() {
		if receive(ctx, in, began, arrivals); ctx.Err() == nil {
			ended()
		}
	}()
	var d Decoder
	for {
		var due <-chan time.Time
		if at, ok := d.Due(); ok {
			timer := time.NewTimer(at - time.Since(began))
			due = timer.C
		}
		select {
		case <-ctx.Done():
			return
		case a := <-arrivals:
			hear(&d, a, send)
		case <-due:
			select {
			case a := <-arrivals: // it may have come in time, while what was before was sent
				hear(&d, a, send)
			default:
				if msgs := d.Expire(time.Since(began)); len(msgs) > 0 {
					deliver(send, msgs, false)
				}
			}
		}
	}
}

// ahead is how many reads are taken in, and their times known, while what was
// before is sent to a desk that is busy.
const ahead = 16

// An arrival is bytes that were read at once, and when.
type arrival struct {
	at    time.Duration // since the listening began
	bytes []byte
}

// hear sends what bytes make whole.
func hear(d *Decoder, a arrival, send func(tea.Msg)) {
	msgs := d.Feed(a.at, a.bytes)
	deliver(send, msgs, d.Rest())
}

// receive hands over what is read, until the input or the context ends. What is
// not read by then stays for whoever reads the terminal next.
func receive(ctx context.Context, in io.Reader, began time.Time, arrivals chan<- arrival) {
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
			case arrivals <- arrival{time.Since(began), buffer[:n]}:
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
