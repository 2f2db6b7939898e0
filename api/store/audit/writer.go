package audit

import (
	"errors"
	"sync"
	"time"
)

// How long a Write of a Writer waits for the disk at most, how long its Close does, and
// how many batches may wait.
const (
	writeLimit = 250 * time.Millisecond
	closeLimit = 5 * time.Second
	queued     = 1000
)

// ErrBehind is why an entry is not written: too many wait for the disk.
var ErrBehind = errors.New("too many entries wait for the disk")

// A Writer writes entries to a log in the order in which they came, and keeps nobody
// waiting: what is not on the disk in a moment is a moment later.
type Writer struct {
	log   *Log
	said  func(error)
	queue chan batch
	ends  sync.Once
	stop  chan struct{} // closed when what waits is the last
	ended chan struct{} // closed when that is written

	failed bool // what was last to be written is not; run's alone
}

// A batch is entries that are written together.
type batch struct {
	entries []Entry
	done    chan struct{} // closed when they are on the disk, or will not be
}

// NewWriter begins to write. Said is told why entries are not written, once, and nil
// when they are again.
func NewWriter(log *Log, said func(error)) *Writer {
	w := &Writer{log: log, said: said, queue: make(chan batch, queued), stop: make(chan struct{}), ended: make(chan struct{})}
	go w.run()
	return w
}

func (w *Writer) run() {
	defer close(w.ended)
	for {
		select {
		case b := <-w.queue:
			w.put(b)
			continue
		case <-w.stop:
		}
		for len(w.queue) > 0 {
			w.put(<-w.queue)
		}
		return
	}
}

func (w *Writer) put(b batch) {
	defer close(b.done)
	for _, e := range b.entries {
		err := w.log.Write(e)
		if (err != nil) != w.failed {
			w.said(err)
		}
		w.failed = err != nil
	}
}

// Write has entries be written, and waits a moment for that.
func (w *Writer) Write(entries ...Entry) {
	if len(entries) == 0 {
		return
	}
	b := batch{entries: entries, done: make(chan struct{})}
	select {
	case w.queue <- b:
	default:
		w.said(ErrBehind)
		return
	}
	late := time.NewTimer(writeLimit)
	defer late.Stop()
	select {
	case <-b.done:
	case <-late.C:
	}
}

// Close writes what waits, and waits for that some seconds.
func (w *Writer) Close() {
	w.ends.Do(func() { close(w.stop) })
	late := time.NewTimer(closeLimit)
	defer late.Stop()
	select {
	case <-w.ended:
	case <-late.C:
	}
}
