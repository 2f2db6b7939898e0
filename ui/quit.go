package ui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/locale"
	"creneau/ui/overlay"
)

// quit leaves, after a question when something would be lost or left open.
func (m *Model) quit() tea.Cmd {
	p := m.st.Pending()
	if p == (state.Pending{}) || m.quitNow {
		return m.leave()
	}
	if _, front, ok := find[*overlay.Confirm](m); ok && front {
		return nil
	}
	m.push(overlay.NewConfirm(desk{m}, "quit.title", func() []string { return m.quitReasons(m.st.Pending()) }, "quit.yes", m.leave))
	return nil
}

func (m *Model) leave() tea.Cmd {
	m.quitNow = true
	return tea.Batch(m.apply(state.Closed{}), tea.Quit)
}

// quitReasons say what quitting would lose or leave open.
func (m *Model) quitReasons(p state.Pending) []string {
	var out []string
	intents, cancels := "quit.intents", "quit.cancels"
	if m.st.Keeps() {
		intents, cancels = "quit.intents_kept", "quit.cancels_kept"
	}
	for _, r := range []struct {
		key string
		n   int
	}{{intents, p.Intents}, {cancels, p.Cancels}, {"quit.drafts", p.Drafts}, {"quit.waiting", p.Waiting}, {"quit.arrived", p.Arrived}} {
		if r.n > 0 {
			out = append(out, m.look.Words.N(r.key, r.n, nil))
		}
	}
	return out
}

// Moving says whether a move has cancelled what it replaces, or is about to, and is
// not at its end.
func (m *Model) Moving() bool { return m.st.Moving() > 0 }

// Finish goes on with such moves when the program that showed the desk has ended, at
// most so long.
func (m *Model) Finish(most time.Duration) {
	defer func() {
		_ = recover() // it ended because its state was broken
	}()
	f := finish{Model: m}
	f.apply(state.Closed{})
	for _, e := range m.writes.takeReads() { // they have ended with the program
		if e.Traits().Spared == state.NeverSpared {
			f.apply(state.Failed{Doing: e, Failure: state.Failure{Code: state.NoAnswer, Cause: state.CauseStopped}})
		}
	}
	end := time.NewTimer(most)
	defer end.Stop()
	for over := false; m.Moving() && !over; {
		over = f.step(end.C)
	}
}

// finish is a desk that nobody sees any more.
type finish struct{ *Model }

// step lets the next thing happen: an answer, or what is due. It says whether the
// end has come before.
func (f *finish) step(end <-chan time.Time) (over bool) {
	due := time.NewTimer(f.st.Due())
	defer due.Stop()
	select {
	case <-f.writes.told:
		for _, u := range f.writes.take() {
			for _, e := range u.answer.events {
				f.apply(e)
			}
		}
	case <-due.C:
		f.apply(state.Ticked{})
	case <-end:
		return true
	}
	return false
}

// apply lets an event happen and starts what a move needs of what it asks for: its
// writes, and what reads them back.
func (f *finish) apply(e state.Event) {
	for _, e := range f.st.Apply(f.config.Now(), e) {
		if is := e.Traits(); is.Does == state.Writes || is.Does == state.Keeps || is.Does == state.Reads && is.Spared == state.NeverSpared {
			go f.ask(e)
		}
	}
}

// ask asks for an effect. What breaks is as what is not answered.
func (f *finish) ask(e state.Effect) {
	defer func() {
		_ = recover()
	}()
	f.request(context.WithoutCancel(f.config.Context), e)()
}

// Left says, once the program has ended, what it leaves open, and what to do
// about it, in one line without names of patients; "" where nothing is. Answers
// that came too late to be shown count.
func (m *Model) Left() (line string) {
	defer func() {
		if recover() != nil { // it ended because its state was broken
			line = ""
		}
	}()
	for _, late := range m.writes.take() {
		if late.effect.Traits().Outlives {
			m.answered(late.answer)
		}
	}
	m.Keep()
	open := m.leftOpen()
	if m.st.Keeps() {
		kept := openWrite{key: "left.goes_on"}
		for _, o := range open {
			kept.what = append(kept.what, o.what...)
		}
		open = []openWrite{kept}
	}
	var said []string
	for _, open := range open {
		if len(open.what) > 0 {
			said = append(said, m.look.Words.N(open.key, len(open.what), locale.Args{"What": strings.Join(open.what, "; ")}))
		}
	}
	line = strings.Join(said, " ")
	if m.look.ASCII {
		line = draw.ASCIIOnly(line)
	}
	return line
}

// An openWrite is what was not settled in one way, by department, day and time.
type openWrite struct {
	key  string
	what []string
}

func (m *Model) leftOpen() []openWrite {
	sends, unsent := openWrite{key: "left.sends"}, openWrite{key: "left.unsent"}
	cancels, kept := openWrite{key: "left.cancels"}, openWrite{key: "left.kept"}
	moves := openWrite{key: "left.moves"}
	add := func(to *openWrite, department clinic.ID, at clinic.Wall) {
		words := m.look.Words
		to.what = append(to.what, m.st.DepartmentName(department)+", "+words.Day(at.Day(), m.st.Now.Wall.Day())+", "+words.Said(at))
	}
	for _, d := range m.st.Unfinished() {
		add(&moves, d.Moves.Department, d.Moves.At)
	}
	for _, i := range m.st.Intents {
		if i.Draft.Gone {
			continue // its move says so
		}
		if i.Stage == state.Stranded || i.Stage == state.Resting || i.Stage == state.Waits && !i.Met {
			add(&unsent, i.Department, i.At)
		} else {
			add(&sends, i.Department, i.At)
		}
	}
	for _, c := range m.st.Cancels {
		if c.Moves() {
			continue
		}
		if c.Sent || c.Met() {
			add(&cancels, c.Visit.Department, c.Visit.At)
		} else {
			add(&kept, c.Visit.Department, c.Visit.At)
		}
	}
	return []openWrite{moves, sends, unsent, cancels, kept}
}
