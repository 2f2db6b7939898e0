package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"creneau/ui/locale"
)

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
