package settings

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"creneau/state/clinic"
)

// maxWeight bounds the weights of the ranking, in days.
const maxWeight = 1000

// ranking holds the weights of the alternatives, in days of waiting.
type ranking struct {
	Hour             *float64 `toml:"hour"`
	Worker           *float64 `toml:"worker"`
	Department       *float64 `toml:"department"`
	OtherDepartments bool     `toml:"other_departments"`
}

type fileDepartment struct {
	ID          id           `toml:"id"`
	NeedsWorker bool         `toml:"needs_worker"`
	Workers     []fileWorker `toml:"workers"`
}

type fileWorker struct {
	ID   id     `toml:"id"`
	Name string `toml:"name"`
}

// id is one of the API's, written as a number or in quotes, as the API does.
type id clinic.ID

// UnmarshalTOML implements toml.Unmarshaler.
func (i *id) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case int64:
		*i = id(clinic.NumberID(strconv.FormatInt(v, 10)))
		return nil
	case string:
		if v != "" && len(v) <= clinic.MaxID && clinic.Clean(v, 0) == v {
			*i = id(clinic.TextID(v))
			return nil
		}
	}
	return errors.New("an id is a number or a short text")
}

// readFile reads the file strictly: a misspelt setting would be ignored
// without a word.
func readFile(place string) (file, error) {
	text, info, err := readRegular(place)
	if errors.Is(err, errKind) {
		return file{}, Problem{Kind: ConfigKind, Path: place}
	}
	if err != nil {
		return file{}, Problem{Kind: ConfigUnreadable, Path: place, Detail: reason(err)}
	}
	var f file
	meta, err := toml.Decode(text, &f)
	if err != nil {
		return file{}, badTOML(place, err)
	}
	if err := fitConfig(place, info, myself()); err != nil {
		return f, err // its language may say so
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		var fields []string
		for _, key := range unknown {
			fields = append(fields, shown(key.String()))
		}
		slices.Sort(fields)
		p := Problem{Kind: UnknownKeys, Path: place, Field: strings.Join(slices.Compact(fields), ", ")}
		for i := 0; p.Near == "" && i < len(fields); i++ {
			p.Near = nearest(fields[i])
		}
		return f, p // what is known of it tells the language to say that in
	}
	return f, nil
}

// maxConfig is how much of the file is read, in bytes.
const maxConfig = 1 << 20

var errKind = errors.New("not a regular file")

// readRegular reads a file that is neither a folder nor a pipe, which could keep
// the desk waiting, and tells of the file that was read.
func readRegular(place string) (string, fs.FileInfo, error) {
	info, err := os.Stat(place)
	if err != nil {
		return "", nil, err
	}
	if !info.Mode().IsRegular() {
		return "", nil, errKind
	}
	f, err := os.Open(place)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return "", nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxConfig))
	return string(text), info, err
}

// position is where the parser says, in the text of its errors, what is wrong.
var position = regexp.MustCompile(`^toml: (?:line (\d+) ?)?(?:\(last key "([^"]*)"\))?:? *`)

// badTOML names the line and what is wrong with it.
func badTOML(place string, err error) Problem {
	p := Problem{Kind: BadTOML, Path: place}
	var parse toml.ParseError
	if errors.As(err, &parse) {
		p.Line, p.Detail = parse.Position.Line, parse.Message
		if parse.LastKey != "" {
			p.Field = shown(parse.LastKey)
		}
	} else {
		at := position.FindStringSubmatch(err.Error())
		p.Detail = err.Error()
		if at != nil {
			p.Line, _ = strconv.Atoi(at[1])
			p.Field, p.Detail = shown(at[2]), err.Error()[len(at[0]):]
		}
	}
	p.Detail = shown(p.Detail)
	return p
}

// departments are those that the file describes.
func (f file) departments(place string) ([]Department, error) {
	var list []Department
	for n, row := range f.Departments {
		name := "departments[" + strconv.Itoa(n+1) + "]"
		if row.ID == "" {
			return nil, Problem{Kind: BadValue, Source: place, Field: name + ".id", Allowed: `31, "dept_31"`}
		}
		d := Department{ID: clinic.ID(row.ID), NeedsWorker: row.NeedsWorker}
		for m, w := range row.Workers {
			if w.ID == "" || strings.TrimSpace(w.Name) == "" {
				return nil, Problem{
					Kind: BadValue, Source: place, Field: name + ".workers[" + strconv.Itoa(m+1) + "]",
					Allowed: `id = 6, name = "…"`,
				}
			}
			d.Workers = append(d.Workers, clinic.Worker{ID: clinic.ID(w.ID), Name: clinic.Clean(w.Name, 0)})
		}
		list = append(list, d)
	}
	return list, nil
}

// weights are those of the ranking, the default ones where none are written.
func (r ranking) weights(place string) (clinic.Weights, error) {
	w := clinic.DefaultWeights()
	w.OtherDepartments = r.OtherDepartments
	for _, each := range []struct {
		name    string
		written *float64
		weight  *float64
	}{
		{"hour", r.Hour, &w.Hour}, {"worker", r.Worker, &w.Worker}, {"department", r.Department, &w.Department},
	} {
		if each.written == nil {
			continue
		}
		if !(*each.written >= 0 && *each.written <= maxWeight) { // so that NaN is refused too
			return w, Problem{
				Kind: BadValue, Source: place, Field: "ranking." + each.name,
				Value: strconv.FormatFloat(*each.written, 'g', -1, 64), Allowed: "0 … " + strconv.Itoa(maxWeight),
			}
		}
		*each.weight = *each.written
	}
	return w, nil
}

// shown is a text of the configuration as it may be repeated: a key that was
// put in the wrong place is masked.
func shown(text string) string { return clinic.Clean(clinic.Mask(text), 200) }

// plainAddress is what a web address is as far as it can hold no password: a
// scheme, a host, a port and a path.
var plainAddress = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?(?:/[A-Za-z0-9/._~-]*)?$`)

// shownAddress is a web address as it may be repeated: nothing of one that may
// hold a password.
func shownAddress(text string) string {
	if !plainAddress.MatchString(strings.TrimSpace(text)) {
		return "…"
	}
	return shown(text)
}

// reason is why a file cannot be read, without its path.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return err.Error()
}
