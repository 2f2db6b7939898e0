package cli

import (
	"io"
	"os"
)

// An endedInput is an input that tells of its end: a terminal that is gone sends
// an end of file, and no signal where the parent ignores hang-ups.
type endedInput struct {
	io.Reader
	ended func()
}

func (in endedInput) Read(p []byte) (int, error) {
	n, err := in.Reader.Read(p)
	if err != nil {
		in.ended()
	}
	return n, err
}

// An endedFile is the same for a file, which it stays to whoever asks for the
// terminal behind it.
type endedFile struct {
	*os.File
	ended func()
}

func (in endedFile) Read(p []byte) (int, error) { return endedInput{in.File, in.ended}.Read(p) }

// tellEnd has an input call ended when nothing more comes of it.
func tellEnd(in io.Reader, ended func()) io.Reader {
	switch in := in.(type) {
	case nil:
		return nil // no input at all
	case *os.File:
		return endedFile{in, ended}
	}
	return endedInput{in, ended}
}
