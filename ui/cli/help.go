package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"creneau/ui/locale"
	"creneau/ui/widget"
)

// helpWidth is how wide help is, in cells: what every terminal shows.
const helpWidth = 80

// help prints what a command does, how it is called, and its flags. The
// library's own words are English.
func help(w io.Writer, c *cobra.Command, words *locale.Words) {
	about := c.Long
	if about == "" {
		about = c.Short
	}
	fmt.Fprintf(w, "%s\n\n%s\n  %s\n", folded(about, helpWidth, ""), words.T("usage.usage"), calledAs(c, words))
	if commands := c.Commands(); len(commands) > 0 {
		rows := [][2]string{}
		for _, sub := range commands {
			if !sub.Hidden {
				rows = append(rows, [2]string{sub.Name(), sub.Short})
			}
		}
		table(w, words.T("usage.commands"), rows)
	}
	table(w, words.T("usage.flags"), flagRows(c.LocalNonPersistentFlags(), words))
	table(w, words.T("usage.everywhere"), flagRows(c.Root().PersistentFlags(), words))
	if c.HasSubCommands() {
		fmt.Fprintf(w, "\n%s\n", words.F("usage.more", locale.Args{"Command": c.CommandPath() + " " + words.T("usage.command") + " --help"}))
	}
}

// calledAs is how a command is called.
func calledAs(c *cobra.Command, words *locale.Words) string {
	call := c.CommandPath()
	if c.HasSubCommands() {
		call += " [" + words.T("usage.command") + "]"
	}
	if _, argument, ok := strings.Cut(c.Use, " "); ok {
		call += " " + argument
	}
	return call + " [" + words.T("usage.options") + "]"
}

// flagRows are the flags with what they do.
func flagRows(flags *pflag.FlagSet, words *locale.Words) [][2]string {
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if f.Value.Type() != "bool" {
			name += " " + words.T("usage.value")
		}
		if !f.Hidden {
			rows = append(rows, [2]string{name, f.Usage})
		}
	})
	return rows
}

// table prints rows of two columns under a title; nothing where there are none.
func table(w io.Writer, title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	widest := 0
	for _, row := range rows {
		widest = max(widest, widget.Width(row[0]))
	}
	fmt.Fprintf(w, "\n%s\n", title)
	for _, row := range rows {
		indent := strings.Repeat(" ", widest+5)
		fmt.Fprintf(w, "  %s%s%s\n", row[0], indent[widget.Width(row[0])+2:], folded(row[1], helpWidth-len(indent), indent))
	}
}

// folded breaks a text at its blanks into lines of w cells; those after the first
// are indented.
func folded(text string, w int, indent string) string {
	var b strings.Builder
	left := w
	for i, word := range strings.Split(text, " ") {
		switch cells := widget.Width(word); {
		case i == 0:
			left -= cells
		case cells+1 > left:
			b.WriteString("\n" + indent)
			left = w - cells
		default:
			b.WriteByte(' ')
			left -= cells + 1
		}
		b.WriteString(word)
	}
	return b.String()
}
