package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/audit"
	"creneau/api/store/folder"
	"creneau/api/store/sqlite"
	"creneau/ui/locale"
	"creneau/ui/widget"
)

// A keeper is the folder of what the desk keeps, and what its commands speak with.
type keeper struct {
	folder folder.Folder
	hub    settings.Hub
	zone   *time.Location
	t      Terminal
	words  *locale.Words
}

// keeperOf finds the folder by the settings. A desk that has no key to the API has
// a store all the same.
func keeperOf(f flags, env environment, t Terminal, s speech) (*keeper, error) {
	set, err := s.load(f, env)
	var wrong settings.Problem
	if errors.As(err, &wrong) && !wrong.Kind.OfKey() {
		return nil, &exit{exitUsage, errors.New(problem(wrong, s.words))}
	}
	k := &keeper{hub: set.Hub, zone: set.Zone, t: t, words: s.words}
	if k.zone == nil {
		k.zone = time.UTC
	}
	if k.folder, err = folder.Locate(set.Data, set.DataKey, env.get); err != nil {
		return nil, k.failed(err)
	}
	return k, nil
}

// failed is an error as the program ends with it.
func (k *keeper) failed(err error) error {
	return &exit{exitFailed, errors.New(troubled(err, k.words))}
}

// troubled says in one sentence what is wrong with a store and, where there is one
// command that mends it, that command.
func troubled(err error, words *locale.Words) string {
	var of store.Problem
	var key settings.Problem
	var broken *audit.Break
	switch {
	case errors.As(err, &of):
		return shown(words.F("store."+string(of.Trouble), of.Fields()))
	case errors.As(err, &key):
		return problem(key, words)
	case errors.As(err, &broken):
		return shown(words.F("audit."+string(broken.Why), locale.Args{"File": broken.File, "Line": broken.Line}))
	}
	return shown(err.Error())
}

// dataCommand looks after what the desk keeps.
func dataCommand(f *flags, env environment, t Terminal, s speech) *cobra.Command {
	c := &cobra.Command{
		Use:   "data",
		Short: s.words.T("command.data"),
		Long:  s.words.T("command.data_more"),
		Args:  noArguments(s.words),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	with := func(do func(context.Context, *keeper, []string) error) func(*cobra.Command, []string) error {
		return func(c *cobra.Command, args []string) error {
			k, err := keeperOf(*f, env, t, s)
			if err != nil {
				return err
			}
			return do(c.Context(), k, args)
		}
	}
	withKey := false
	backup := &cobra.Command{
		Use: "backup " + s.words.T("usage.folder"), Short: s.words.T("command.data_backup"), Args: oneFolder(s.words),
		RunE: with(func(ctx context.Context, k *keeper, args []string) error { return k.backup(ctx, args[0], withKey) }),
	}
	backup.Flags().BoolVar(&withKey, "with-key", false, s.words.T("flag.with_key"))
	c.AddCommand(
		&cobra.Command{Use: "check", Short: s.words.T("command.data_check"), Args: noArguments(s.words), RunE: with(checkData)},
		backup,
		&cobra.Command{Use: "sweep", Short: s.words.T("command.data_sweep"), Args: noArguments(s.words), RunE: with(sweepData)},
		&cobra.Command{Use: "rotate", Short: s.words.T("command.data_rotate"), Args: noArguments(s.words), RunE: with(rotateKey)},
	)
	return c
}

// auditCommand looks after what was done at the desks.
func auditCommand(f *flags, env environment, t Terminal, s speech) *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: s.words.T("command.audit"),
		Args:  noArguments(s.words),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var head string
	verify := &cobra.Command{
		Use: "verify", Short: s.words.T("command.audit_verify"), Args: noArguments(s.words),
		RunE: func(*cobra.Command, []string) error {
			k, err := keeperOf(*f, env, t, s)
			if err != nil {
				return err
			}
			return k.verify(head)
		},
	}
	verify.Flags().StringVar(&head, "head", "", s.words.T("flag.head"))
	c.AddCommand(verify)
	return c
}

// oneFolder takes a folder and nothing else.
func oneFolder(words *locale.Words) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0 || args[0] == "":
			return errors.New(words.T("cli.no_folder"))
		case len(args) > 1:
			return errors.New(words.F("cli.unknown_argument", locale.Args{"Name": args[1]}))
		}
		return nil
	}
}

// open opens the store, where there is one.
func (k *keeper) open(ctx context.Context) (*sqlite.Store, error) {
	if !k.folder.Kept() {
		if err := k.folder.Fit(); k.folder.Named && err != nil {
			return nil, k.failed(err)
		}
		return nil, &exit{exitFailed, errors.New(k.words.F("data.none", locale.Args{"Path": k.folder.Path}))}
	}
	s, err := k.folder.Open(ctx, time.Now)
	if err != nil {
		return nil, k.failed(err)
	}
	return s, nil
}

// say prints a sentence.
func (k *keeper) say(key string, args locale.Args) {
	fmt.Fprintln(k.t.Out, shown(k.words.F(key, args)))
}

// line prints what was found of something.
func (k *keeper) line(title string, widest int, level settings.Level, text string) {
	fmt.Fprintf(k.t.Out, "%-3s %-*s  %s\n", marks[level], widest, k.words.T(title), text)
}

// moment is a time where the clinic is.
func (k *keeper) moment(t time.Time) string { return t.In(k.zone).Format("2006-01-02 15:04") }

// What checkData says something of.
const (
	titleFolder = "data.title.folder"
	titleKey    = "data.title.key"
	titleStore  = "data.title.store"
	titleAudit  = "data.title.audit"
)

// checkData says line by line whether folder, key, store and audit are whole.
func checkData(ctx context.Context, k *keeper, _ []string) error {
	unfit := false
	titles := []string{titleFolder, titleKey, titleStore, titleAudit}
	widest := 0
	for _, title := range titles {
		widest = max(widest, widget.Width(k.words.T(title)))
	}
	line := func(title string, level settings.Level, text string) {
		k.line(title, widest, level, text)
		unfit = unfit || level == settings.Unfit
	}
	if !k.folder.There() && !k.folder.Named {
		line(titleStore, settings.Fit, shown(k.words.F("data.none", locale.Args{"Path": k.folder.Path})))
		return nil
	}
	if err := k.folder.Fit(); err != nil {
		line(titleFolder, settings.Unfit, troubled(err, k.words))
	} else {
		k.checkFolder(line)
		k.checkStore(ctx, line)
		k.checkAudit(line)
	}
	if unfit {
		return &exit{exitFailed, errors.New(k.words.T("check.unfit"))}
	}
	return nil
}

func (k *keeper) checkFolder(line func(string, settings.Level, string)) {
	key, level := "data.own", settings.Fit
	if k.folder.Shared {
		key = "data.shared"
	}
	if k.folder.Fleeting() {
		key, level = "data.fleeting", settings.Warning
	}
	line(titleFolder, level, shown(k.words.F(key, locale.Args{"Path": k.folder.Path})))
}

func (k *keeper) checkStore(ctx context.Context, line func(string, settings.Level, string)) {
	if !k.folder.Kept() {
		line(titleStore, settings.Fit, shown(k.words.F("data.none", locale.Args{"Path": k.folder.Path})))
		return
	}
	if _, err := k.folder.Keys(); err != nil {
		line(titleKey, settings.Unfit, troubled(err, k.words))
		return
	}
	line(titleKey, settings.Fit, shown(k.words.F("data.key", locale.Args{"Path": k.folder.Key.Path})))
	text, level := k.whole(ctx)
	line(titleStore, level, text)
}

// whole says whether all of the store can be read.
func (k *keeper) whole(ctx context.Context) (string, settings.Level) {
	s, err := k.folder.Open(ctx, time.Now)
	if err != nil {
		return troubled(err, k.words), settings.Unfit
	}
	defer s.Close()
	r, err := s.Check(ctx)
	switch {
	case err != nil:
		return troubled(err, k.words), settings.Unfit
	case r.Unopened > 0:
		return k.words.N("data.unopened", r.Unopened, nil), settings.Unfit
	case r.Clock != nil:
		return troubled(r.Clock, k.words), settings.Warning
	case r.Facts == 0:
		return k.words.T("data.empty"), settings.Fit
	}
	return k.words.F("data.whole", locale.Args{"Facts": r.Facts, "Open": r.Open, "Size": (r.Bytes + 1023) / 1024, "Last": k.moment(r.Last)}), settings.Fit
}

func (k *keeper) checkAudit(line func(string, settings.Level, string)) {
	r, err := audit.Verify(k.folder.Path, "")
	switch {
	case err != nil:
		line(titleAudit, settings.Unfit, troubled(err, k.words))
	case r.Entries == 0:
		line(titleAudit, settings.Fit, k.words.T("audit.empty"))
	default:
		line(titleAudit, settings.Fit, k.words.F("audit.whole", k.audited(r)))
	}
}

func (k *keeper) audited(r audit.Report) locale.Args {
	return locale.Args{"Entries": r.Entries, "First": k.moment(r.First), "Last": k.moment(r.Last), "Head": r.Head}
}

// verify says whether the audit is whole, and whether it still holds what it held.
func (k *keeper) verify(head string) error {
	if err := k.folder.Fit(); k.folder.Named && err != nil {
		return k.failed(err)
	}
	r, err := audit.Verify(k.folder.Path, head)
	switch {
	case err != nil:
		return k.failed(err)
	case head != "" && !r.Known:
		return &exit{exitFailed, errors.New(shown(k.words.F("audit.unknown_head", locale.Args{"Head": head})))}
	case r.Entries == 0:
		k.say("audit.empty", nil)
		return nil
	}
	k.say("audit.whole", k.audited(r))
	if r.Torn > 0 {
		fmt.Fprintln(k.t.Out, k.words.N("audit.torn", r.Torn, nil))
	}
	return nil
}

func (k *keeper) backup(ctx context.Context, into string, withKey bool) error {
	s, err := k.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := k.folder.Backup(ctx, s, into, time.Now().In(k.zone), withKey)
	if err != nil {
		return k.failed(err)
	}
	k.say("data.backed_up", locale.Args{"Path": c.Path, "Files": c.Audit})
	if c.Key {
		k.say("data.backup_with_key", locale.Args{"Key": k.folder.Key.Path})
	} else {
		k.say("data.backup_without_key", locale.Args{"Key": k.folder.Key.Path})
	}
	return nil
}

func sweepData(ctx context.Context, k *keeper, _ []string) error {
	s, err := k.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	swept, files, err := k.folder.Sweep(ctx, s)
	if err != nil {
		return k.failed(err)
	}
	k.say("data.swept", locale.Args{"Subjects": swept.Subjects, "Facts": swept.Facts, "Files": files})
	return nil
}

func rotateKey(ctx context.Context, k *keeper, _ []string) error {
	if k.hub.Address.Given() { // what lies there would open no more
		return &exit{exitFailed, errors.New(shown(k.words.F("hub.no_rotate", locale.Args{"Path": k.hub.Address.String()})))}
	}
	s, err := k.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := k.folder.Rotate(ctx, s)
	if err != nil {
		return k.failed(err)
	}
	said := "data.rotated"
	if r.Left {
		said = "data.old_keys_left"
	}
	k.say(said, locale.Args{"Payloads": r.Payloads, "Key": k.folder.Key.Path})
	return nil
}
