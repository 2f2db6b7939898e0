package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// actionsOf are the actions of a pane with those that work everywhere. An
// overlay owns the keys: of the others only those that never depend on what is
// shown stay. What a pane does with a key hides what the key does elsewhere.
func (m *Model) actionsOf(p pane.Pane) []pane.Action {
	acts, rest := p.Actions(), m.everywhere()
	if p == m.screens[m.screen] {
		rest = append(m.global(), rest...)
	}
	for _, a := range rest {
		if !hidden(a, acts) {
			acts = append(acts, a)
		}
	}
	return acts
}

// hidden says whether other actions have all keys of an action that has some.
func hidden(a pane.Action, others []pane.Action) bool {
	for _, k := range a.Keys() {
		if !slices.ContainsFunc(others, func(o pane.Action) bool { return slices.Contains(o.Keys(), k) }) {
			return false
		}
	}
	return len(a.Keys()) > 0
}

// global are the actions of every screen.
func (m *Model) global() []pane.Action {
	acts := []pane.Action{pane.Hinted("act.new", m.openBook, "n", "f2").When(pane.MayBook(desk{m}))}
	acts = append(acts, m.toScreens()...)
	acts = append(acts,
		pane.Hinted("act.undo", m.undo, "u").When(pane.NothingToUndo(desk{m})).Named(m.undoes()),
		pane.Act("act.print", m.printDay, "p", "f8"),
		pane.Act("act.credits", m.openPurchase, "o"),
		pane.Act("act.key", m.openKey).When(m.mayChangeKey),
		pane.Act("act.stop", m.stopWaiting, "esc"),
		m.byReference(),
		pane.Hinted("act.help", m.openHelp, "?", "f1"),
		pane.Act("act.quit", m.quit, "q"),
	)
	return forAnyRow(append(acts, m.events()...))
}

func (m *Model) undo() tea.Cmd { return m.apply(state.UndoAsked{Ref: m.config.NewRef()}) }

// undoes names what is undone: the first word of who it is about, and the hour.
func (m *Model) undoes() string {
	who, at, _ := m.st.Undoes()
	who, _, _ = strings.Cut(m.look.Name(who), " ")
	if at != 0 {
		who += " " + m.look.Words.Clock(at)
	}
	return strings.TrimSpace(who)
}

// byReference opens an appointment by its number: the keys of the digits, Shift or
// not, begin it.
func (m *Model) byReference() pane.Action {
	a := pane.Act("act.reference", m.openReference, clinic.DigitKeys()...)
	a.Told = []string{"0-9", "&", "é", `"`, "'", "("}
	return a
}

// events are the outside events that the demo adds.
func (m *Model) events() []pane.Action {
	var acts []pane.Action
	for _, e := range m.config.Events {
		acts = append(acts, pane.Act(e.Name, func() tea.Cmd { return m.playEvent(e) }, e.Key))
	}
	return acts
}

// forAnyRow says of actions that they do the same whatever row is selected.
func forAnyRow(acts []pane.Action) []pane.Action {
	for i := range acts {
		acts[i] = acts[i].ForAnyRow()
	}
	return acts
}

// everywhere are the actions that work in every pane, with text being typed too.
func (m *Model) everywhere() []pane.Action {
	acts := []pane.Action{
		pane.Act("act.palette", m.openPalette, "ctrl+k", ":"),
		pane.Act("act.park", m.park, "ctrl+t"),
		pane.Act("act.curtain", m.toggleCurtain, "f9"),
		pane.Act("act.repaint", func() tea.Cmd { return tea.ClearScreen }, "ctrl+l"),
		pane.Act("act.quit", m.quit, "ctrl+c"),
	}
	if m.top() != nil { // what is counted down is named with u, what waits for a person with b
		acts = append(acts, pane.Act("act.help", m.openHelp, "f1"), pane.Act("act.undo", m.undo, "u").When(pane.NothingToUndo(desk{m})))
		acts = append(append(acts, m.toScreen(pane.Todo)), m.events()...)
	}
	return forAnyRow(acts)
}

// openBook begins a booking.
func (m *Model) openBook() tea.Cmd { return overlay.OpenBook(desk{m}, state.DraftOpened{}) }

// openHelp shows the help of what is in front.
func (m *Model) openHelp() tea.Cmd {
	if _, front, ok := find[*overlay.Help](m); ok && front {
		return m.pop()
	}
	of := m.front()
	m.push(overlay.NewHelp(desk{m}, of, func() []pane.Action { return m.actionsOf(of) }))
	return nil
}

// openPalette finds among all actions of what is in front.
func (m *Model) openPalette() tea.Cmd {
	if _, front, ok := find[*overlay.Palette](m); ok && front {
		return m.pop()
	}
	of := m.front()
	m.push(overlay.NewPalette(desk{m}, of, slices.Concat(of.Actions(), m.global(), m.everywhere()), m.choices()))
	return nil
}

// creditsURL is the address where credits are bought: the one that is set, else the
// language's own page about them.
func (m *Model) creditsURL() string {
	return cmp.Or(m.config.CreditsURL, m.look.T("link.credits"))
}

// openPurchase says where credits are bought.
func (m *Model) openPurchase() tea.Cmd {
	m.push(overlay.NewPurchase(desk{m}, m.creditsURL(), false))
	return nil
}

// mayChangeKey is the key of why no other access key can be given.
func (m *Model) mayChangeKey() string {
	if m.config.UseKey == nil {
		return "not_administrator"
	}
	return ""
}

// openKey asks for another key.
func (m *Model) openKey() tea.Cmd {
	m.push(m.newAskKey())
	return nil
}

func (m *Model) newAskKey() *overlay.AskKey {
	return overlay.NewAskKey(desk{m}, m.mayChangeKey, m.useKey)
}

// park puts the open draft aside, or takes the last one up again.
func (m *Model) park() tea.Cmd {
	had := m.st.Draft != nil
	cmd := m.apply(state.DraftParked{})
	if !had && m.st.Draft != nil {
		m.closeAll()
		m.push(overlay.NewBook(desk{m}))
	}
	return cmd
}

func (m *Model) toggleCurtain() tea.Cmd {
	m.look.ToggleCurtain()
	return nil
}

// stopWaiting is Esc on a bare screen: it takes back the booking that waits
// for the end of a request limit, or stops the reads that are made again.
func (m *Model) stopWaiting() tea.Cmd {
	for _, in := range m.st.Intents {
		if in.Stage == state.Waits {
			cmd := m.apply(state.WaitDropped{Ref: in.Ref})
			if m.st.Draft != nil {
				m.push(overlay.NewBook(desk{m}))
			}
			return cmd
		}
	}
	return m.apply(state.RetryStopped{})
}

// A hint is an action as the footer names it.
type hint struct {
	key, what string
	forbidden bool
	stays     bool // it is there however little room there is
}

func (h hint) width() int {
	w := widget.Width(h.key) + 1 + widget.Width(h.what)
	if h.forbidden {
		w += 2
	}
	return w
}

// hintGap parts the hints of the footer.
const hintGap = 2

// footerLine names the keys that work now. The way back and the help are there
// whatever the others leave room for.
func (m *Model) footerLine() string {
	if m.caption.Beat > 0 {
		return m.captionLine()
	}
	l, hints := m.look, m.hints()
	reserved := reserve(hints, m.lay.W-1)
	r := l.Line(m.lay.W).Gap(1)
	for i, h := range hints {
		if h.stays {
			reserved -= h.width() + hintGap
		}
		room, key := r.Left()-reserved, widget.Width(h.key)+1
		switch {
		case room >= h.width() && h.forbidden:
			r.Put(l.Ink(theme.Disabled), "("+h.key+" "+h.what+")").Gap(hintGap)
		case room >= h.width():
			r.Put(l.Ink(theme.KeyName), h.key).Gap(1).Put(l.Ink(theme.KeyText), h.what).Gap(hintGap)
		case i == 0 && !h.forbidden && room > key+hintGap:
			r.Put(l.Ink(theme.KeyName), h.key).Gap(1).Put(l.Ink(theme.KeyText), widget.Cut(h.what, room-key-hintGap, l.Border.Tail)).Gap(hintGap)
		}
	}
	return r.String()
}

// reserve is what the hints that stay take of a footer of so many cells. The help gives
// way to the first hint where both do not fit.
func reserve(hints []hint, cells int) (reserved int) {
	for _, h := range hints {
		if h.stays {
			reserved += h.width() + hintGap
		}
	}
	last := len(hints) - 1
	if last > 0 && hints[last].stays && !hints[0].stays && hints[0].width()+reserved > cells {
		hints[last].stays = false
		reserved -= hints[last].width() + hintGap
	}
	return reserved
}

// hints are what the footer has room for at best, in its order.
func (m *Model) hints() []hint {
	l, typing := m.look, m.front().Typing()
	// Reasons are asked before a line is begun: they may draw lines themselves.
	forbidden := map[string]bool{} // by the name of the action
	acts := slices.DeleteFunc(m.actionsOf(m.front()), func(a pane.Action) bool {
		if !a.Hint || a.Shown(typing) == "" {
			return true
		}
		why := a.Reason()
		forbidden[a.Name] = pane.Forbidden(why)
		return why != "" && !forbidden[a.Name]
	})
	if i := slices.IndexFunc(acts, func(a pane.Action) bool { return a.Of != "" }); i > 1 {
		undo := acts[i]
		acts = slices.Insert(slices.Delete(acts, i, i+1), 1, undo) // it passes: what is always there gives way
	}
	hints := make([]hint, len(acts))
	for i, a := range acts {
		key := a.Shown(typing)
		hints[i] = hint{l.KeyName(key), l.T(a.Name), forbidden[a.Name], key == "esc" || a.Name == "act.help"}
		if a.Of != "" {
			hints[i].what += " " + a.Of
		}
	}
	return hints
}
