package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"creneau/ui/locale"
)

// shells are those that can complete creneau's commands, with what prints the
// script of each.
var shells = map[string]func(root *cobra.Command, w io.Writer) error{
	"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
	"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
	"powershell": func(root *cobra.Command, w io.Writer) error { return root.GenPowerShellCompletionWithDesc(w) },
	"zsh":        func(root *cobra.Command, w io.Writer) error { return root.GenZshCompletion(w) },
}

// completionCommand prints the script by which a shell completes commands.
func completionCommand(words *locale.Words, t Terminal) *cobra.Command {
	var names []string
	for name := range shells {
		names = append(names, name)
	}
	slices.Sort(names)
	return &cobra.Command{
		Use:       "completion " + words.T("usage.shell"),
		Short:     words.T("command.completion"),
		ValidArgs: names,
		Args: func(_ *cobra.Command, args []string) error {
			said := locale.Args{"Shells": strings.Join(names, ", ")}
			switch {
			case len(args) == 0:
				return errors.New(words.F("cli.no_shell", said))
			case len(args) > 1:
				return errors.New(words.F("cli.unknown_argument", locale.Args{"Name": args[1]}))
			case shells[args[0]] == nil:
				said["Name"] = args[0]
				return errors.New(words.F("cli.unknown_shell", said))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return shells[args[0]](c.Root(), t.Out) },
	}
}

// helpCommand is the help of another command.
func helpCommand(words *locale.Words) *cobra.Command {
	return &cobra.Command{
		Use:   "help [" + words.T("usage.command") + "]",
		Short: words.T("command.help"),
		ValidArgsFunction: func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, sub := range c.Root().Commands() {
				if !sub.Hidden {
					names = append(names, sub.Name()+"\t"+sub.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, _ := c.Root().Find(args)
			if len(rest) > 0 {
				return noArguments(words)(found, rest)
			}
			return found.Help()
		},
	}
}
