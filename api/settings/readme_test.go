package settings

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestReadmeHasEverySetting reads the README's example of a configuration file as
// the program would: nothing in it is unknown, and no setting that the file can
// hold is left out. Flags and variables stand in the text beside it.
func TestReadmeHasEverySetting(t *testing.T) {
	section, example := ofReadme(t)
	d := newDesk(t)
	d.write("key", testKey, 0o600)
	d.config(strings.Replace(example, "/etc/creneau/key", d.home+"/key", 1))
	s, err := d.load(Flags{})
	if err != nil || s.Key.Reveal() != testKey || s.Clinic == "" {
		t.Errorf("the README's example gives %+v, %v", s, err)
	}
	var f file
	meta, err := toml.Decode(example, &f)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, key := range meta.Keys() {
		written[key.String()] = true
	}
	for _, name := range names() {
		if !written[name] {
			t.Errorf("the README's example leaves out %s", name)
		}
	}
	for _, each := range Table(languages) {
		if each.Flag != "" && !strings.Contains(section, "`--"+each.Flag+"`") {
			t.Errorf("the README does not tell of --%s", each.Flag)
		}
		if each.Variable != "" && !strings.Contains(section, "`"+each.Variable+"`") {
			t.Errorf("the README does not tell of %s", each.Variable)
		}
		for _, choice := range each.Choices {
			if !strings.Contains(section, choice) {
				t.Errorf("the README does not say that %s can be %s", each.Name, choice)
			}
		}
	}
	flags := reflect.TypeFor[Flags]()
	for i := range flags.NumField() {
		if name := flags.Field(i).Name; name != "Values" && !strings.Contains(section, "`--"+strings.ToLower(name)) {
			t.Errorf("the README does not tell of --%s", strings.ToLower(name))
		}
	}
}

// ofReadme is what the README says of settings, and its example of a file.
func ofReadme(t *testing.T) (section, example string) {
	t.Helper()
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(content), "\n## Connect it to MONCRENEAU\n")
	section, _, ended := strings.Cut(section, "\n## ")
	_, rest, begun := strings.Cut(section, "```toml\n")
	example, _, closed := strings.Cut(rest, "```\n")
	if !ok || !ended || !begun || !closed {
		t.Fatal("the README has no example of a configuration file")
	}
	return section, example
}
