package cli

import (
	"cmp"
	"context"
	"errors"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/store/audit"
	"creneau/api/store/folder"
	"creneau/api/store/ledger"
	"creneau/api/store/outage"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/locale"
)

// What is over is removed a while after a desk has opened, and then each hour.
const (
	sweepsFirst = time.Minute
	sweepsAfter = time.Hour
)

// Notes are what is written beside what a desk has open: the audit, and the outage copy.
// Nothing waits for them.
type notes struct {
	folder folder.Folder
	by     string         // who sits there
	kept   *kept          // nil where there is no store
	copy   *outage.Copier // likewise
	audit  *audit.Writer  // nil where there is no place for it
	acts   ledger.Acts
	now    func() time.Time
	tells  chan tea.Msg
}

// takeNotes begins to note what a desk is asked to do, and to keep what it reads. What is
// wrong with the store is nothing to the audit. The demo clinic notes nothing.
func takeNotes(in seat, c *ui.Config, k *kept) *notes {
	s, o, v := in.settings, in.outlet, in.voices
	at, err := folder.Locate(s.Data, s.DataKey, in.env.get)
	if o.demo || err != nil {
		return nil
	}
	n := &notes{folder: at, by: in.auditName(), kept: k, now: o.now, tells: make(chan tea.Msg, 16)}
	if k != nil {
		k.notes = n
		copy := outage.Copy{Store: k.store, Zone: o.now().Location(), Now: o.now, Desk: k.ledger.Name}
		n.copy = outage.NewCopier(copy, func(e state.Recalled) { n.tell(e) })
		c.Keeper = noting{c.Keeper, n}
	}
	if n.folder.Fit() == nil {
		n.audit = audit.NewWriter(n.folder.Audit(), func(err error) { n.tell(unaudited(err, v.words())) })
	}
	opened := audit.Entry{Act: "open"}
	if _, refused := c.Kept.(state.StoreRefused); refused {
		opened.Outcome = "without_store"
	}
	n.write(opened)
	if open, is := c.Kept.(state.Restored); is {
		n.takenOver(open)
	}
	c.Backend = witness{c.Backend, n}
	return n
}

// desk is the desk's name, as the audit has it; "" where there is no store.
func (n *notes) desk() string {
	if n.kept == nil {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ': // between login and terminal
			return '@'
		case audit.IsWord(string(r)):
			return r
		}
		return '_'
	}, n.kept.ledger.Name())
}

// write notes what was done now.
func (n *notes) write(entries ...audit.Entry) {
	if n.audit == nil {
		return
	}
	for i := range entries {
		entries[i].At, entries[i].By, entries[i].Desk = n.now(), n.by, n.desk()
	}
	n.audit.Write(entries...)
}

// unaudited tells a desk why what is done is not noted; nil where it is.
func unaudited(err error, words *locale.Words) state.Unaudited {
	switch {
	case err == nil:
		return state.Unaudited{}
	case errors.Is(err, audit.ErrBehind):
		return state.Unaudited{Why: words.T("audit.behind")}
	}
	return state.Unaudited{Why: troubled(err, words)}
}

// auditName is who sits there, as the audit has it: by their key where they are served.
func (in seat) auditName() string {
	if in.served {
		return gossh.FingerprintSHA256(in.who.Key)
	}
	return auditName()
}

// auditName is who runs this program: the login, or its number where that is no word.
func auditName() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	if audit.IsWord(u.Username) {
		return u.Username
	}
	return u.Uid
}

// tell has the desk be told something, unless it has not listened for long.
func (n *notes) tell(msg tea.Msg) {
	select {
	case n.tells <- msg:
	default:
	}
}

// takenOver notes what this desk goes on with that another left.
func (n *notes) takenOver(left state.Restored) {
	if n == nil {
		return
	}
	taken := slices.DeleteFunc(n.acts.Of(left.Pictures), func(e audit.Entry) bool { return e.Act == ledger.ActArrive || e.Act == ledger.ActWait })
	for i := range taken {
		taken[i].Outcome, taken[i].Act = taken[i].Act+":"+taken[i].Outcome, "takeover"
	}
	n.write(taken...)
}

// noting is a Keeper of which is noted what it records.
type noting struct {
	ui.Keeper
	notes *notes
}

// Record implements ui.Keeper.
func (k noting) Record(ctx context.Context, pictures []state.Picture) error {
	err := k.Keeper.Record(ctx, pictures)
	switch {
	case errors.Is(err, ui.ErrTakenOver):
		k.notes.write(audit.Entry{Act: "handed_over"})
	case err != nil:
		k.notes.write(audit.Entry{Act: "not_kept"})
	default:
		k.notes.write(k.notes.acts.Of(pictures)...)
	}
	return err
}

// follow brings the desk what it is told, and removes what is over.
func (n *notes) follow(ctx context.Context, p *tea.Program) {
	if n == nil {
		return
	}
	sweeps := time.NewTimer(sweepsFirst)
	defer sweeps.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case msg := <-n.tells:
			p.Send(msg)
		case <-sweeps.C:
			n.sweep(ctx)
			sweeps.Reset(sweepsAfter)
		}
	}
}

// sweep removes what is over. What does not go now goes an hour later.
func (n *notes) sweep(ctx context.Context) {
	if n.kept != nil {
		_, _, _ = n.folder.Sweep(ctx, n.kept.store)
	}
}

// close writes what waits, before the store is closed.
func (n *notes) close() {
	if n == nil {
		return
	}
	n.write(audit.Entry{Act: "close"})
	if n.audit != nil {
		n.audit.Close()
	}
	if n.copy != nil {
		n.copy.Stop()
	}
}

// A witness is a Backend of which is noted what it is asked to do, and of which what is
// read is kept.
type witness struct {
	ui.Backend
	notes *notes
}

// Book implements ui.Backend.
func (w witness) Book(ctx context.Context, b clinic.Booking) (clinic.Appointment, error) {
	v, err := w.Backend.Book(ctx, b)
	w.notes.write(audit.Entry{Act: "answer", Ref: ledger.Reference(b.Ref), Outcome: outcomeOf(err, "made", v.ID)})
	if w.notes.copy != nil && err == nil {
		v.Name, v.At = cmp.Or(v.Name, b.Name), cmp.Or(v.At, b.At)
		v.Department, v.Status = cmp.Or(v.Department, b.Department), cmp.Or(v.Status, clinic.Scheduled)
		w.notes.copy.Put(v)
	}
	return v, err
}

// Cancel implements ui.Backend.
func (w witness) Cancel(ctx context.Context, id clinic.ID) error {
	err := w.Backend.Cancel(ctx, id)
	w.notes.write(audit.Entry{Act: "answer", Ref: ledger.Reference(id.Text()), Outcome: outcomeOf(err, "cancelled", "")})
	if w.notes.copy != nil && err == nil {
		w.notes.copy.Cancelled(id)
	}
	return err
}

// Departments implements ui.Backend.
func (w witness) Departments(ctx context.Context) (clinic.DepartmentList, error) {
	list, err := w.Backend.Departments(ctx)
	if err == nil && w.notes.copy != nil {
		w.notes.copy.List(list.Departments)
	}
	return list, w.heard(err)
}

// Visits implements ui.Backend.
func (w witness) Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error) {
	list, err := w.Backend.Visits(ctx, ask)
	if err == nil && w.notes.copy != nil {
		w.notes.copy.Read(ask, list)
	}
	return list, w.heard(err)
}

// heard has what is kept be brought to the desk where a reading failed.
func (w witness) heard(err error) error {
	if err != nil && w.notes.copy != nil {
		w.notes.copy.Failed(err)
	}
	return err
}

// outcomeOf is what an answer says: what was done, and to which appointment, or the
// code of the refusal.
func outcomeOf(err error, done string, id clinic.ID) string {
	var f state.Failure
	switch {
	case err == nil && id == "":
		return done
	case err == nil:
		return done + ":" + ledger.Reference(id.Text())
	case !errors.As(err, &f):
		return string(state.NoAnswer)
	case f.Coded && !slices.Contains(state.Documented(), f.Code):
		return strconv.Itoa(f.Status) // its code may say anything
	}
	return string(f.Code)
}
