package journey

import (
	"os"
	"path/filepath"
	"strings"

	"creneau/ui/story"
)

// Act plays a scene of the story, and judges what is seen then.
func (d *Desk) Act(s story.Scene) {
	d.t.Helper()
	for _, text := range s.Press {
		if Named(text) {
			d.Press(text)
			continue
		}
		d.Type(text)
	}
	d.Rest(s.Wait)
	d.Says(s.Says...)
	d.Sees(s.Sees...)
	if got := d.Clinic.Credits(); got != s.Credits {
		d.t.Errorf("the purse holds %d credits, not %d", got, s.Credits)
	}
}

// Wrote fails unless a file in the home folder holds each text.
func (d *Desk) Wrote(name string, texts ...string) {
	d.t.Helper()
	content, err := os.ReadFile(filepath.Join(d.home, name))
	if err != nil {
		d.t.Error(err)
	}
	for _, text := range texts {
		if !strings.Contains(string(content), text) {
			d.t.Errorf("%q is not in %s:\n%s", text, name, content)
		}
	}
}
