package clinic

import "testing"

func TestID(t *testing.T) {
	number, text := NumberID("41"), TextID("41")
	if number == text || !number.Same(text) || number.Text() != "41" || text.Text() != "41" {
		t.Errorf("%q and %q", number, text)
	}
	if number.Quoted() || !text.Quoted() {
		t.Error("the form is lost")
	}
	if TextID("") != "" || ID("").Same(number) {
		t.Error("the zero id names nothing")
	}
}
