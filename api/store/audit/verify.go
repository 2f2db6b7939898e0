package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// tail is how much of a file is read to find its last line, in bytes: more than
// two lines are long.
const tail = 8 << 10

// An end is where the next entry is chained to.
type end struct {
	n    int64
	hash string
	torn bool   // after the last whole line comes one that was cut off
	open string // the file whose last line has no end; "" for none
}

// endOf is the end of the last file that has a whole line.
func endOf(folder string, files []string) (end, error) {
	var e end
	for i := len(files) - 1; i >= 0; i-- {
		text, err := tailOf(filepath.Join(folder, files[i]))
		if err != nil {
			return end{}, err
		}
		if len(text) > 0 && text[len(text)-1] != '\n' && i == len(files)-1 {
			e.open = files[i]
		}
		lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		for n := len(lines) - 1; n >= 0; n-- {
			if entry, hash, whole := read(string(lines[n])); whole {
				e.n, e.hash = entry.N, hash
				return e, nil
			}
			e.torn = e.torn || len(lines[n]) > 0
		}
	}
	return e, nil
}

func tailOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(max(0, size-tail), io.SeekStart); err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

// A Report is what Verify found.
type Report struct {
	Entries     int64
	Torn        int // lines that were cut off by a power cut; what they were is not known
	First, Last time.Time
	Head        string // the number and the hash of the last entry, to be compared later
	Known       bool   // the entry that was asked for is in the chain
}

// A Break is where the chain does not hold.
type Break struct {
	File string
	Line int
	Why  Why
}

// Why a chain does not hold.
type Why string

// The ways in which a chain is broken.
const (
	Changed Why = "changed" // a line is not what was written
	Missing Why = "missing" // lines before it are gone, or others were put in
)

// Error says where.
func (b *Break) Error() string { return fmt.Sprintf("%s, line %d: %s", b.File, b.Line, b.Why) }

// Verify reads all files of a folder. A chain that does not hold is a Break. Where
// so many files are there that older ones were pruned, the oldest may begin with any
// entry.
// Head is that of an earlier report, to be found again; "" for none.
func Verify(folder, head string) (Report, error) {
	var r Report
	files, err := names(folder)
	if err != nil {
		return r, err
	}
	c := chain{report: &r, head: head, pruned: len(files) >= kept}
	for _, name := range files {
		if err := c.file(folder, name); err != nil {
			return r, err
		}
	}
	if c.torn && c.ended { // an end is put there by who writes next, and says so
		return r, &Break{File: files[len(files)-1], Line: c.lines, Why: Changed}
	}
	return r, nil
}

// A chain is followed from file to file.
type chain struct {
	report *Report
	head   string
	pruned bool // it may begin with any entry
	last   Entry
	hash   string
	torn   bool // the line before was cut off
	ended  bool // and has an end all the same
	lines  int  // of the file
}

func (c *chain) file(folder, name string) error {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for c.lines = 1; ; c.lines++ {
		text, err := lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if text == "" {
			c.lines--
			return nil
		}
		line, ended := strings.CutSuffix(text, "\n")
		if why := c.line(line, ended); why != "" {
			return &Break{File: name, Line: c.lines, Why: why}
		}
	}
}

// line takes the next line, and says why it does not follow.
func (c *chain) line(text string, ended bool) Why {
	e, hash, whole := read(text)
	r := c.report
	switch {
	case !whole && c.torn:
		return Changed // two in a row: nobody writes after a line that was cut off without saying so
	case !whole:
		c.torn, c.ended = true, ended
		r.Torn++
		return ""
	case c.torn != e.Torn:
		return Changed // the line before was not cut off, or the one that was is gone
	}
	start := c.pruned && r.Entries == 0
	if !start && (e.N != c.last.N+1 || e.Prev != c.hash) {
		return Missing
	}
	c.torn = false
	c.last, c.hash = e, hash
	if r.Entries == 0 {
		r.First = e.At
	}
	r.Entries++
	r.Last = e.At
	r.Head = fmt.Sprintf("%d:%.16s", e.N, hash)
	r.Known = r.Known || r.Head == c.head
	return ""
}
