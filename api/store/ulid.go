package store

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// A ULID is 48 bits of time in milliseconds and 80 of chance: unique anywhere,
// and in the order of its making.
type ULID [16]byte

// crockford is the alphabet of ULIDs: no letter that is taken for a digit.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewULID makes one at a moment.
func NewULID(at time.Time) ULID {
	var id ULID
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(id[:6], ms[2:])
	_, _ = rand.Read(id[6:]) // never fails: crypto/rand ends the program instead
	return id
}

// Time is when it was made, to the millisecond.
func (id ULID) Time() time.Time {
	var ms [8]byte
	copy(ms[2:], id[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:])))
}

// String is 26 digits of 5 bits, the first of which holds only 3.
func (id ULID) String() string {
	out := make([]byte, 26)
	for digit := range out {
		var v byte
		for bit := range 5 {
			v <<= 1
			if at := digit*5 + bit - 2; at >= 0 {
				v |= id[at/8] >> (7 - at%8) & 1
			}
		}
		out[digit] = crockford[v]
	}
	return string(out)
}

// ParseULID reads what String wrote.
func ParseULID(text string) (ULID, error) {
	var id ULID
	if len(text) != 26 || text[0] > '7' {
		return id, errors.New("not a ULID")
	}
	for digit := range len(text) {
		v := strings.IndexByte(crockford, text[digit])
		if v < 0 {
			return ULID{}, errors.New("not a ULID")
		}
		for bit := range 5 {
			if at := digit*5 + bit - 2; at >= 0 && v>>(4-bit)&1 == 1 {
				id[at/8] |= 1 << (7 - at%8)
			}
		}
	}
	return id, nil
}
