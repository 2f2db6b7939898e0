// Command creneau is the reception desk for MONCRENEAU on a terminal.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/charmbracelet/x/term"

	"creneau/ui/cli"
)

func main() {
	cli.LeaveNoTraces()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	in, out := term.IsTerminal(os.Stdin.Fd()), term.IsTerminal(os.Stdout.Fd())
	t := cli.Terminal{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		IsTTY: in && out, OutIsTTY: out, Mono: cli.SinceBoot, Jobs: cli.JobControl(),
	}
	if w, h, err := term.GetSize(os.Stdout.Fd()); out && err == nil {
		t.Width, t.Height = w, h
	}
	env := os.Environ()
	cli.Forget(os.Unsetenv)
	// One desk's memory is small and what it does is rare: collecting more
	// often costs nothing that is felt, and keeps many desks on one machine.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
	code := run(ctx, os.Args[1:], env, t)
	stop()
	os.Exit(code)
}

// run is the whole program but for signals and the detection of the terminal,
// so that a journey can run it in fake time. It returns the exit code.
func run(ctx context.Context, args, env []string, t cli.Terminal) int {
	return cli.Run(ctx, args, env, t)
}
