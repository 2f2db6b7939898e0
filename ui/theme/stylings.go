package theme

// attributes are those of text that need no colour, or-ed together.
type attributes uint8

const (
	bold attributes = 1 << iota
	underline
	reverse
)

// plain is the terminal's own text.
func plain(attr attributes) styling {
	return styling{attr: attr, fg: none, bg: none, fg16: none, bg16: none}
}

// colour is text in one of the 256 colours, and in one of the first 16.
func colour(fg, fg16 int, attr attributes) styling {
	return styling{attr: attr, fg: fg, bg: none, fg16: fg16, bg16: none}
}

// on puts a background behind a look.
func (l styling) on(bg, bg16 int) styling {
	l.bg, l.bg16 = bg, bg16
	return l
}

// filled makes padding take the ink too, as a bar, a field or a selected row
// wants.
func (l styling) filled() styling {
	l.solid = true
	return l
}

// orMono sets the attributes where there is no colour.
func (l styling) orMono(attr attributes) styling {
	l.mono = attr
	return l
}

// palette is the few colours a theme is made of.
type palette struct {
	dim, accent, good, warn, bad, rule styling
	bar, demo                          styling
	qr                                 styling
}

// dark colours are read on black and on #1e1e1e.
func dark() palette {
	return palette{
		dim:    colour(248, 7, 0), // bright black is too dark on many terminals
		accent: colour(80, 14, 0),
		good:   colour(114, 10, 0),
		warn:   colour(221, 11, 0),
		bad:    colour(216, 9, 0),
		rule:   colour(240, 8, 0),
		bar:    colour(255, 15, bold).on(236, none).filled(),
		demo:   colour(221, 11, bold|reverse).filled(),
		qr:     blackOnWhite().orMono(reverse),
	}
}

// light colours are read on white. No colour of the 6x6x6 cube is amber and
// dark enough, so a warning is set in black on amber.
func light() palette {
	return palette{
		dim:    colour(240, 8, 0),
		accent: colour(23, 4, 0),
		good:   colour(22, 2, 0),
		warn:   colour(16, 0, 0).on(222, 11),
		bad:    colour(124, 1, 0),
		rule:   colour(250, 7, 0),
		bar:    colour(16, 0, bold).on(254, none).filled(),
		demo:   colour(124, 1, bold|reverse).filled(),
		qr:     blackOnWhite(),
	}
}

// either are colours that are read on black and on white alike. Of the first 16 none
// of yellow and cyan is, so those are left to bold.
func either() palette {
	return palette{
		dim:    colour(243, none, 0),
		accent: colour(30, none, 0),
		good:   colour(28, 2, 0),
		warn:   colour(130, none, 0),
		bad:    colour(161, 1, 0),
		rule:   colour(243, none, 0),
		bar:    colour(255, none, bold).on(236, none).filled(),
		demo:   colour(130, none, bold|reverse).filled(),
		qr:     blackOnWhite().orMono(reverse),
	}
}

// blackOnWhite is what a telephone's camera reads best: the ends of the palette
// that terminals seldom change.
func blackOnWhite() styling { return colour(16, 0, 0).on(231, 15).filled() }

// stylings is the table of roles. Focus is reverse, so that it shows without any
// colour, and not bold: PuTTY draws bold and reverse together as grey on grey.
func stylings(kind Kind) [roleCount]styling {
	p := map[Kind]func() palette{Dark: dark, Light: light, Either: either}[kind]()
	with := func(l styling, attr attributes) styling { l.attr = attr; return l }
	return [roleCount]styling{
		Text:     plain(0),
		Strong:   plain(bold),
		Dim:      p.dim,
		Title:    with(p.accent, bold),
		Accent:   p.accent,
		Focus:    plain(reverse).filled(),
		Active:   with(p.accent, bold|underline),
		Bar:      p.bar,
		Demo:     p.demo,
		Good:     p.good,
		Warn:     p.warn,
		Bad:      with(p.bad, bold),
		Free:     p.good,
		Taken:    p.dim,
		Mine:     with(p.accent, bold),
		Rule:     p.rule,
		Edge:     plain(0), // two edges a line: an ink there would be a quarter of an overlay's bytes
		KeyName:  with(p.accent, bold),
		KeyText:  plain(0),
		Match:    with(p.accent, bold|underline),
		Disabled: p.dim,
		Input:    plain(underline).filled(),
		QRInk:    p.qr,

		StatusPlanned:   plain(0),
		StatusArrived:   with(p.good, bold),
		StatusDone:      p.dim,
		StatusCancelled: p.dim,
		StatusAbsent:    with(p.bad, bold),
		StatusToPay:     p.warn,
	}
}
