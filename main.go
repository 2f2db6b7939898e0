// Command creneau is the reception desk for MONCRENEAU on a terminal.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"

	"creneau/ui/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	ctx, hangUp := context.WithCancel(ctx)
	in, out := term.IsTerminal(os.Stdin.Fd()), term.IsTerminal(os.Stdout.Fd())
	t := cli.Terminal{
		In: &line{os.Stdin, hangUp}, Out: os.Stdout, Err: os.Stderr,
		IsTTY: in && out, OutIsTTY: out,
	}
	if w, h, err := term.GetSize(os.Stdout.Fd()); out && err == nil {
		t.Width, t.Height = w, h
	}
	env := os.Environ()
	cli.Forget(os.Unsetenv)
	code := run(ctx, os.Args[1:], env, t)
	hangUp()
	stop()
	os.Exit(code)
}

// run is the whole program but for signals and the detection of the terminal,
// so that a journey can run it in fake time. It returns the exit code.
func run(ctx context.Context, args, env []string, t cli.Terminal) int {
	return cli.Run(ctx, args, env, t)
}

// A line is the keyboard. When it ends, the terminal was hung up: a parent that
// ignores the hang-up signal must not leave a desk behind.
type line struct {
	*os.File
	ended func()
}

func (l *line) Read(p []byte) (int, error) {
	n, err := l.File.Read(p)
	if n == 0 && err != nil {
		l.ended()
	}
	return n, err
}
