package settings

import (
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// badValue can be no setting's: no clean text, no address and no zone.
const badValue = "http://\x01"

// TestBlame gives each setting a wrong value in each place where it can be given,
// with right ones in the places below and above: what is wrong is blamed on the
// place that counts, and on nothing where a right value stands above it.
func TestBlame(t *testing.T) {
	_, example := ofReadme(t)
	var inReadme map[string]any
	if _, err := toml.Decode(example, &inReadme); err != nil {
		t.Fatal(err)
	}
	for _, s := range Table(languages) {
		good, _ := inReadme[s.Name].(string)
		if good == "" {
			t.Errorf("the README's example has no right value of %s", s.Name)
			continue
		}
		places := []string{"file"} // the last one counts
		if s.Variable != "" {
			places = append(places, s.Variable)
		}
		if s.Flag != "" {
			places = append(places, "--"+s.Flag)
		}
		for wrong := range places {
			for above := wrong; above < len(places); above++ { // the place that counts
				d := newDesk(t)
				d.env[EnvKey] = testKey
				flags, path := given(), ""
				for i, place := range places[:above+1] {
					value := good
					if i == wrong {
						value = badValue
					}
					switch place {
					case "file":
						path = d.config(s.Name + " = " + strings.ReplaceAll(strconv.Quote(value), `\x`, `\u00`))
					case s.Variable:
						d.env[place] = value
					default:
						flags.Values[s.Name] = value
					}
				}
				blamed := strings.Replace(places[wrong], "file", path, 1)
				_, err := d.load(flags)
				if above > wrong {
					if err != nil {
						t.Errorf("%s: %s is right, and yet %v", s.Name, places[above], err)
					}
					continue
				}
				if p := problem(t, err); p.Kind != BadValue || p.Field != s.Name || p.Source != blamed {
					t.Errorf("%s wrong in %s is blamed on %s: %v", s.Name, blamed, p.Source, err)
				}
			}
		}
	}
}

// TestTableIsWhole compares the table with the file's fields: a text of the file
// is a setting, and the other way round.
func TestTableIsWhole(t *testing.T) {
	inFile := map[string]bool{}
	for _, name := range names() {
		inFile[name] = !strings.Contains(name, ".") && !strings.HasSuffix(name, "_file") // which name files, and are judged with them
	}
	for _, s := range Table(languages) {
		if !inFile[s.Name] {
			t.Errorf("the file cannot hold %s", s.Name)
		}
		delete(inFile, s.Name)
		if (s.Choices == nil) == (s.Example == "") {
			t.Errorf("%s has choices %q and the example %q", s.Name, s.Choices, s.Example)
		}
		if s.Flag != "" && s.Flag != strings.ReplaceAll(s.Name, "_", "-") {
			t.Errorf("--%s sets %s", s.Flag, s.Name)
		}
	}
	for name, single := range inFile {
		if single {
			t.Errorf("%s of the file is no setting", name)
		}
	}
}
