package cli

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"creneau/api/settings"
	"creneau/ui/locale"
)

// flags are what the command line can set; the rest comes from environment and
// file.
type flags struct {
	config string
	values map[string]*string // of the settings, by name
	debug  string
	noSync bool
}

// register defines the flags of every command, those of the settings by their
// table; say says what each does.
func (f *flags) register(p *pflag.FlagSet, languages []string, say func(flag string) string) {
	p.Var((*filled)(&f.config), "config", say("config"))
	f.values = map[string]*string{}
	for _, s := range settings.Table(languages) {
		if s.Flag != "" {
			f.values[s.Name] = new(string)
			p.Var((*filled)(f.values[s.Name]), s.Flag, say(s.Name))
		}
	}
	p.Var((*filled)(&f.debug), "debug", say("debug"))
	p.BoolVar(&f.noSync, "no-sync", false, say("no_sync"))
	p.BoolP("help", "h", false, say("help"))
}

// A filled is a flag's text that is not empty: --config "$FILE" with nothing in it
// was meant to name a file.
type filled string

var errEmpty = errors.New("empty")

func (v *filled) String() string { return string(*v) }
func (v *filled) Type() string   { return "string" }

func (v *filled) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		return errEmpty
	}
	*v = filled(text)
	return nil
}

// settings are the flags that the settings know.
func (f *flags) settings() settings.Flags {
	given := settings.Flags{Config: f.config, Values: map[string]string{}}
	for name, value := range f.values {
		if *value != "" {
			given.Values[name] = *value
		}
	}
	return given
}

// speaks is the language in which a command line is answered: the one that is
// set in it or in the file, else the locale's. It is known before the command
// line is read in earnest, because its help and its errors are said in it.
func speaks(l *locale.Library, args []string, env environment) *locale.Words {
	var f flags
	p := pflag.NewFlagSet("", pflag.ContinueOnError)
	p.ParseErrorsAllowlist.UnknownFlags = true
	p.SetOutput(io.Discard)
	p.Usage = func() {}
	f.register(p, l.Languages(), func(string) string { return "" })
	_ = p.Parse(args) // what is wrong is said later
	set := settings.Language(f.settings(), env.lookup, l.Languages())
	return l.Load(l.FromEnv(set, env.get("LC_ALL"), env.get("LC_MESSAGES"), env.get("LANG")))
}

// noArguments refuses arguments: on the root they are commands that there are
// not.
func noArguments(words *locale.Words) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		key, said := "cli.unknown_argument", locale.Args{"Name": args[0]}
		if c.HasSubCommands() {
			key = "cli.unknown_command"
			c.SuggestionsMinimumDistance = 2
			if near := c.SuggestionsFor(args[0]); len(near) > 0 {
				key, said["Near"] = "cli.unknown_command_near", strings.Join(near, ", ")
			}
		}
		return errors.New(words.F(key, said))
	}
}

// wrongFlag says what is wrong with a flag.
func wrongFlag(words *locale.Words) func(*cobra.Command, error) error {
	return func(_ *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		var empty *pflag.ValueRequiredError
		var bad *pflag.InvalidValueError
		var malformed *pflag.InvalidSyntaxError
		switch {
		case errors.As(err, &unknown):
			name := "--" + unknown.GetSpecifiedName()
			if unknown.GetSpecifiedShortnames() != "" {
				name = name[1:]
			}
			return errors.New(words.F("cli.unknown_flag", locale.Args{"Name": name}))
		case errors.As(err, &empty):
			return errors.New(words.F("cli.flag_without_value", locale.Args{"Name": "--" + empty.GetFlag().Name}))
		case errors.As(err, &bad) && errors.Is(err, errEmpty):
			return errors.New(words.F("cli.flag_without_value", locale.Args{"Name": "--" + bad.GetFlag().Name}))
		case errors.As(err, &bad):
			return errors.New(words.F("cli.bad_flag_value", locale.Args{"Name": "--" + bad.GetFlag().Name, "Value": bad.GetValue()}))
		case errors.As(err, &malformed):
			return errors.New(words.F("cli.unknown_flag", locale.Args{"Name": malformed.GetSpecifiedFlag()}))
		}
		return err
	}
}
