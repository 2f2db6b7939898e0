package cli

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"creneau/api/demo"
	"creneau/api/settings"
	"creneau/ui/locale"
	"creneau/ui/locale/pseudolocale"
)

// madeUp is our languages and one that only tests speak.
func madeUp(t *testing.T) *locale.Library {
	t.Helper()
	l, err := pseudolocale.Library()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// outcome is what a run of the program leaves.
type outcome struct {
	code     int
	out, err string
}

// call runs the program without a terminal, in an empty home.
func call(t *testing.T, l *locale.Library, env []string, args ...string) outcome {
	t.Helper()
	var out, err bytes.Buffer
	home := t.TempDir()
	code := Run(t.Context(), args, append([]string{"HOME=" + home, "TERM=xterm"}, env...),
		Terminal{In: strings.NewReader(""), Out: &out, Err: &err, Languages: l})
	strip := strings.NewReplacer(home, "")
	return outcome{code, strip.Replace(out.String()), strip.Replace(err.String())}
}

// interfaceWords are what the command line says that is of no language: names of
// commands, flags, shells and values.
func interfaceWords(t *testing.T, l *locale.Library) []string {
	t.Helper()
	names := []string{"creneau", "MONCRENEAU"}
	root := commands(nil, Terminal{}, l, l.Load(pseudolocale.Lang))
	for _, c := range append(root.Commands(), root) {
		names = append(names, c.Name())
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) { names = append(names, strings.ReplaceAll(f.Name, "-", " ")) })
		}
	}
	for shell := range shells {
		names = append(names, shell)
	}
	return append(names, l.Languages()...)
}

// TestCommandLineInAThirdLanguage asks for every help and makes every mistake in
// a language that is a file and nothing else.
func TestCommandLineInAThirdLanguage(t *testing.T) {
	l := madeUp(t)
	names := interfaceWords(t, l)
	spoken := []string{"LANG=eo.UTF-8"}
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--help"}, exitOK}, {[]string{"help"}, exitOK}, {[]string{"help", "check"}, exitOK},
		{[]string{"demo", "-h"}, exitOK}, {[]string{"clinic", "--help"}, exitOK}, {[]string{"check", "--help"}, exitOK},
		{[]string{"completion", "--help"}, exitOK}, {[]string{"help", "--help"}, exitOK},
		{[]string{"--version"}, exitOK},
		{[]string{"chek"}, exitUsage}, {[]string{"zzz"}, exitUsage}, {[]string{"help", "zzz"}, exitUsage},
		{[]string{"check", "zzz"}, exitUsage}, {[]string{"--zzz"}, exitUsage}, {[]string{"-z"}, exitUsage},
		{[]string{"--zone"}, exitUsage}, {[]string{"demo", "--play=zzz"}, exitUsage}, {[]string{"--=zzz"}, exitUsage},
		{[]string{"completion"}, exitUsage}, {[]string{"completion", "zzz"}, exitUsage}, {[]string{"completion", "bash", "zzz"}, exitUsage},
		{nil, exitUsage}, {[]string{"demo"}, exitUsage}, // no terminal
		{[]string{"--theme", "zzz"}, exitUsage}, {[]string{"--config", "/zzz"}, exitUsage},
		{[]string{"check"}, exitOK}, {[]string{"check", "--debug", "/zzz/log"}, exitOK}, // usable without a terminal
		{[]string{"check", "--config", "/zzz"}, exitFailed},
		{[]string{"--config", ""}, exitUsage}, {[]string{"check", "--zone="}, exitUsage}, {[]string{"demo", "--debug", " "}, exitUsage},
	} {
		got := call(t, l, spoken, c.args...)
		if got.code != c.code {
			t.Errorf("creneau %q ends with %d, not %d: %s", c.args, got.code, c.code, got.err)
		}
		others := append(slices.Clone(names), "zzz chek", "dark light auto", "ok", "config.toml key_file MONCRENEAU_API_KEY", "/zzz/log no such file or directory")
		if foreign := pseudolocale.Foreign(got.out+got.err, others...); len(foreign) > 0 {
			t.Errorf("creneau %q says %q:\n%s%s", c.args, foreign, got.out, got.err)
		}
		if c.code == exitUsage && (strings.Count(got.err, "\n") != 1 || got.out != "") {
			t.Errorf("creneau %q says not one sentence: %q %q", c.args, got.out, got.err)
		}
	}
}

// TestCompletionOfEveryShell prints a script for each.
func TestCompletionOfEveryShell(t *testing.T) {
	for shell := range shells {
		if got := call(t, nil, nil, "completion", shell); got.code != exitOK || !strings.Contains(got.out, "creneau") || got.err != "" {
			t.Errorf("%s: %+v", shell, got)
		}
	}
	got := call(t, nil, []string{"LANG=fr_FR.UTF-8"}, "__complete", "")
	for _, want := range []string{"check\t" + locale.Load("fr").T("command.check"), "demo\t"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not completed by %q", got.out, want)
		}
	}
}

// TestWhatLanguageIsSpoken: a flag before the file, the file before the locale,
// for help as for what is wrong.
func TestWhatLanguageIsSpoken(t *testing.T) {
	folder := t.TempDir()
	file := func(text string) string {
		path := filepath.Join(folder, "c"+strings.Map(func(r rune) rune { return max('a', min('z', r)) }, text)+".toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	french := file(`lang = "fr"`)
	for _, c := range []struct {
		args []string
		env  string
		want string
	}{
		{nil, "LANG=fr_FR.UTF-8", "fr"},
		{nil, "LC_ALL=C", "en"},
		{[]string{"--config", french}, "LC_ALL=C", "fr"},
		{[]string{"--config=" + french, "--lang", "en"}, "LANG=fr_FR.UTF-8", "en"},
		{[]string{"--lang=fr"}, "", "fr"},
		{[]string{"--lang", "zzz"}, "LANG=fr_FR.UTF-8", "fr"},
		{[]string{"--config", file("lang = \"fr\"\ntheme = \"pink\"")}, "", "fr"},
		{[]string{"--config", file("lang = ")}, "LANG=fr_FR.UTF-8", "fr"},
		{[]string{"--nope", "--lang=fr"}, "", "fr"},
		{[]string{"--zone", "--lang=fr"}, "", "en"}, // the zone's value
	} {
		for _, args := range [][]string{append(slices.Clone(c.args), "-h"), append([]string{"--help"}, c.args...), append(slices.Clone(c.args), "zzz")} {
			got := call(t, nil, []string{c.env}, args...)
			words := locale.Load(c.want)
			known := []string{words.T("usage.usage"), words.F("cli.unknown_command", locale.Args{"Name": "zzz"}), words.F("cli.unknown_flag", locale.Args{"Name": "--nope"})}
			if !slices.ContainsFunc(known, func(s string) bool { return strings.Contains(got.out+got.err, s) }) {
				t.Errorf("%s creneau %q does not speak %s: %+v", c.env, args, c.want, got)
			}
		}
	}
}

// TestEveryFlagAndCommandHasItsSentence walks the whole command line in each
// language.
func TestEveryFlagAndCommandHasItsSentence(t *testing.T) {
	for _, lang := range locale.Languages() {
		words := locale.Load(lang)
		root := commands(nil, Terminal{}, locale.Ours(), words)
		whole := func(what, text string) {
			if text == "" || words.Has(text) || strings.HasPrefix(text, "flag.") || strings.HasPrefix(text, "command.") || strings.Contains(text, "<no value>") {
				t.Errorf("%s has no sentence in %s: %q", what, lang, text)
			}
		}
		flags := 0
		for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
			whole(c.Name(), c.Short)
			for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
				set.VisitAll(func(f *pflag.Flag) { whole("--"+f.Name, f.Usage); flags++ })
			}
		}
		if flags < 14 || len(root.Commands()) < 4 {
			t.Errorf("only %d flags of %d commands were found", flags, len(root.Commands()))
		}
	}
}

// TestFindingsInAThirdLanguage says everything that check can find, and all that
// can be wrong with the configuration.
func TestFindingsInAThirdLanguage(t *testing.T) {
	words := madeUp(t).Load(pseudolocale.Lang)
	fields := map[string]any{}
	for subject, cases := range settings.Findings() {
		for _, names := range cases {
			for _, name := range names {
				fields[name] = "12"
			}
		}
		fields["Host"] = "12"
		for found := range cases {
			for _, advice := range []string{found, found + "_dns", found + "_refused", found + "_tls", found + "_proxy", found + "_timeout", found + "_redirect", found + "_key"} {
				text, todo := said(settings.Finding{Subject: subject, Found: found, Fields: fields, Advice: []string{advice, found}}, words)
				if foreign := pseudolocale.Foreign(text + todo); len(foreign) > 0 || strings.Contains(text+todo, "<no value>") {
					t.Errorf("%s of %s: %q, %q", found, subject, text, todo)
				}
			}
		}
	}
	cases := 0
	for kind, names := range settings.Cases() {
		p := settings.Problem{Kind: settings.Kind(kind), Path: "12", Command: "12", Mode: fs.FileMode(0o644)}
		for _, name := range names {
			if field := reflect.ValueOf(&p).Elem().FieldByName(name); field.IsValid() && field.Kind() == reflect.String {
				field.SetString("12")
			}
		}
		if kind != p.Case() { // one of those that only a field makes
			p.Kind = settings.Kind(kind[:strings.LastIndex(kind, "_")])
		}
		if p.Case() != kind {
			t.Errorf("no problem is the case %s", kind)
		}
		cases++
		text := problem(p, words)
		if foreign := pseudolocale.Foreign(text, settings.EnvKey, settings.EnvCredentials, settings.CredentialName, "creneau demo HOME LoadCredential unset config"); len(foreign) > 0 || text == "" || strings.Contains(text, "<no value>") {
			t.Errorf("%s: %q", p.Case(), text)
		}
	}
}

// TestClinicAnnounces prints where the demo clinic answers and its keys, for a
// program in the first line.
func TestClinicAnnounces(t *testing.T) {
	clinic := demo.New(demo.Options{})
	for _, terminal := range []bool{true, false} {
		var out bytes.Buffer
		words := madeUp(t).Load(pseudolocale.Lang)
		if err := announce(Terminal{Out: &out, OutIsTTY: terminal}, words, "http://127.0.0.1:1/api", clinic); err != nil {
			t.Fatal(err)
		}
		first, rest, _ := strings.Cut(out.String(), "\n")
		if isJSON := strings.HasPrefix(first, `{"url":"http://127.0.0.1:1/api","key":"mk_`); isJSON == terminal {
			t.Errorf("on a terminal: %v, first line %q", terminal, first)
		}
		if terminal {
			rest = out.String()
		}
		others := []string{"http api curl departments X API Key H"}
		for _, k := range clinic.Keys() {
			others = append(others, k.Name, k.Secret)
			if !strings.Contains(rest, k.Secret) || !strings.Contains(rest, k.Name) {
				t.Errorf("no word of the key %s", k.Name)
			}
		}
		if foreign := pseudolocale.Foreign(rest, others...); len(foreign) > 0 {
			t.Errorf("%q in\n%s", foreign, rest)
		}
	}
	failed := Terminal{Out: brokenPipe{}}
	if err := announce(failed, locale.Load("en"), "x", clinic); err == nil {
		t.Error("no error of a pipe that broke")
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
