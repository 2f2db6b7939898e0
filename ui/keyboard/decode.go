package keyboard

import (
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// decode is what a whole unit says. What the desk has no use for says nothing.
func decode(unit []byte) []tea.Msg {
	if n := len(unit); n == 4 && unit[1] == '[' && unit[2] == '[' { // of the Linux console
		if f := unit[3] - 'A'; f < 5 {
			return []tea.Msg{tea.KeyPressMsg{Code: tea.KeyF1 + rune(f)}}
		}
		return nil
	}
	if r, size := utf8.DecodeRune(unit); r >= utf8.RuneSelf && size == len(unit) {
		if unicode.IsControl(r) {
			return nil
		}
		return []tea.Msg{tea.KeyPressMsg{Code: r, Text: string(r)}}
	}
	var decoder uv.EventDecoder
	_, event := decoder.Decode(unit)
	if several, ok := event.(uv.MultiEvent); ok {
		event = several[0]
	}
	switch event := event.(type) {
	case uv.KeyPressEvent:
		return []tea.Msg{plain(tea.KeyPressMsg(event))}
	case uv.FocusEvent:
		return []tea.Msg{tea.FocusMsg{}}
	case uv.BlurEvent:
		return []tea.Msg{tea.BlurMsg{}}
	case uv.BackgroundColorEvent:
		return []tea.Msg{tea.BackgroundColorMsg(event)}
	case uv.ModeReportEvent:
		return []tea.Msg{tea.ModeReportMsg(event)}
	}
	return nil
}

// keypad are the keys of the keypad, as which the main ones are meant. What was the
// comma of old terminals is where others have the plus, and PuTTY's plus sends it.
var keypad = map[rune]tea.KeyPressMsg{
	tea.KeyKpEnter: {Code: tea.KeyEnter},
	tea.KeyKpMinus: typed('-'), tea.KeyKpPlus: typed('+'), tea.KeyKpComma: typed('+'),
	tea.KeyKpMultiply: typed('*'), tea.KeyKpDivide: typed('/'), tea.KeyKpDecimal: typed('.'), tea.KeyKpEqual: typed('='),
	tea.KeyKp0: typed('0'), tea.KeyKp1: typed('1'), tea.KeyKp2: typed('2'), tea.KeyKp3: typed('3'), tea.KeyKp4: typed('4'),
	tea.KeyKp5: typed('5'), tea.KeyKp6: typed('6'), tea.KeyKp7: typed('7'), tea.KeyKp8: typed('8'), tea.KeyKp9: typed('9'),
}

func typed(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// locks are no keys that are held down.
const locks = tea.ModCapsLock | tea.ModNumLock | tea.ModScrollLock

// plain is the main key that a key of the keypad is meant as.
func plain(k tea.KeyPressMsg) tea.KeyPressMsg {
	if main, ok := keypad[k.Code]; ok && k.Mod&^locks == 0 {
		return main
	}
	return k
}
