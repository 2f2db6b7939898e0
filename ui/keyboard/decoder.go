package keyboard

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// How long what is not whole is waited for, since its last byte.
const (
	escWait   = 50 * time.Millisecond // Escape alone: a key, or the beginning of another
	restWait  = time.Second           // the rest of a sequence or a letter
	pasteWait = 2 * time.Second       // the rest of a paste
)

// The most that is kept of a sequence and of a paste whose ends are not there: no
// key, no answer and no line that is pasted is longer.
const (
	longestSequence = 4 << 10
	longestPaste    = 64 << 10
)

// A Decoder makes keys, pastes and answers of the terminal of bytes that come in
// pieces. It knows no clock: moments are told, on one that only goes forward. The
// zero Decoder has heard nothing.
type Decoder struct {
	held  []byte        // whose rest is not there yet
	at    time.Duration // when the last byte came
	alone bool          // no other came with it

	pasting bool // between the marks of a paste
	paste   []byte

	key bool // the last whole unit was a key or a paste

	escaped  time.Duration // when an Escape came that became a key of its own
	lone     bool          // nothing came since
	dropping bool          // held is the rest of a sequence that such an Escape began, or too long
	typed    byte          // that rest is this byte alone: it may be a key
}

// Feed takes bytes that came together at a moment, and returns what is whole with
// them.
func (d *Decoder) Feed(now time.Duration, in []byte) []tea.Msg {
	msgs := d.Expire(now)
	if len(in) == 0 {
		return msgs
	}
	switch {
	case d.typed != 0:
		msgs = append(msgs, d.afterOne(in[0])...)
	case d.lone && now-d.escaped < restWait && goesOn[in[0]] != "":
		d.held, d.dropping = append(d.held[:0], esc), true
		if len(in) == 1 {
			d.typed = in[0]
		}
	}
	d.held = append(d.held, in...)
	d.at, d.alone, d.lone = now, len(in) == 1, false
	return append(msgs, d.take()...)
}

// goesOn are the bytes that go on behind an Escape with what terminals send, and
// how that goes on where each came alone; they may be typed too.
var goesOn = map[byte]string{
	'[': allBytes, ']': "0123456789", 'O': "0123456789ABCDEFHMPQRS", 'P': "0123456789>!?", '_': "G",
}

// allBytes says that no person types what stands before them.
const allBytes = "*"

// afterOne decides what a byte was that came alone behind an Escape, now that
// another follows: the middle of a sequence, but a key where none goes on so.
func (d *Decoder) afterOne(next byte) []tea.Msg {
	typed := d.typed
	d.typed = 0
	if goesOn[typed] == allBytes || strings.IndexByte(goesOn[typed], next) >= 0 {
		return nil
	}
	d.held, d.dropping = d.held[:0], false
	return decode([]byte{typed})
}

// take takes what is whole off what is held.
func (d *Decoder) take() []tea.Msg {
	var msgs []tea.Msg
	for len(d.held) > 0 {
		if d.pasting {
			end, sure := pasted(d.held)
			d.paste = append(d.paste, d.held[:sure]...)
			d.paste = d.paste[:min(len(d.paste), longestPaste)]
			d.held = d.held[sure:]
			if end < 0 {
				break
			}
			d.held, d.key = d.held[len(pasteEnds):], true
			msgs = append(msgs, d.pasteEnded())
			continue
		}
		p := first(d.held)
		if p.size == 0 {
			break
		}
		unit := d.held[:p.size]
		d.held = d.held[p.size:]
		dropping := d.dropping
		d.dropping = false
		switch {
		case string(unit) == string(pasteBegins): // whatever its Escape became: what is pasted is no key
			d.pasting = true
		case dropping, !p.whole:
		default:
			said := decode(unit)
			d.key = slices.ContainsFunc(said, isKey)
			msgs = append(msgs, said...)
			continue
		}
		d.key = false
	}
	if len(d.held) > longestSequence && !d.pasting {
		// Its end counts, which may have begun; nothing comes of it.
		last := d.held[len(d.held)-1]
		d.held, d.dropping = d.held[:2], true
		if last == esc {
			d.held = append(d.held, last)
		}
	}
	return msgs
}

func (d *Decoder) pasteEnded() tea.Msg {
	text := strings.ToValidUTF8(string(d.paste), "")
	d.pasting, d.paste = false, nil
	return tea.PasteMsg{Content: text}
}

// Rest says whether more came behind the last key or paste: the beginning of
// another, or what is none.
func (d *Decoder) Rest() bool { return !d.key || len(d.held) > 0 || d.pasting }

// Due is when time alone makes something of what came, and whether it does.
func (d *Decoder) Due() (at time.Duration, ok bool) {
	switch {
	case d.pasting && d.stopped():
		return d.at + escWait, true
	case d.pasting:
		return d.at + pasteWait, true
	case len(d.held) == 0:
		return 0, false
	case d.escapes():
		return d.at + escWait, true
	}
	return d.at + restWait, true
}

// escapes says whether nothing but Escape is held.
func (d *Decoder) escapes() bool {
	return !d.dropping && (len(d.held) == 1 && d.held[0] == esc || len(d.held) == 2 && d.held[1] == esc)
}

// stopped says whether the last that came of a paste is Escape or Ctrl+C, alone:
// where nothing follows, a person pressed it, who wants the keyboard back.
func (d *Decoder) stopped() bool {
	switch {
	case !d.alone:
		return false
	case len(d.held) > 0:
		return len(d.held) == 1
	}
	return len(d.paste) > 0 && d.paste[len(d.paste)-1] == ctrlC
}

const ctrlC = 0x03

// Expire returns what time alone makes of what came, up to a moment.
func (d *Decoder) Expire(now time.Duration) []tea.Msg {
	due, ok := d.Due()
	if !ok || now < due {
		return nil
	}
	switch {
	case d.pasting:
		return d.expirePaste(now)
	case d.escapes():
		msgs := make([]tea.Msg, len(d.held))
		for i := range msgs {
			msgs[i] = tea.KeyPressMsg{Code: tea.KeyEscape}
		}
		d.held, d.lone, d.escaped = d.held[:0], true, d.at
		return msgs
	case d.typed != 0:
		typed := d.typed
		d.held, d.dropping, d.typed = d.held[:0], false, 0
		return decode([]byte{typed})
	}
	d.held, d.dropping = d.held[:0], false
	return nil
}

// expirePaste gives the keyboard back from a paste whose end was lost. Its end may
// have begun: the rest of that is none of any key.
func (d *Decoder) expirePaste(now time.Duration) []tea.Msg {
	switch {
	case d.stopped() && len(d.held) > 0:
		d.held, d.lone, d.escaped = d.held[:0], true, d.at
	case d.stopped():
		d.paste = d.paste[:len(d.paste)-1]
	case len(d.held) > 0:
		d.dropping, d.at = true, now
	}
	return []tea.Msg{d.pasteEnded()}
}
