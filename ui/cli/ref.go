package cli

import (
	"crypto/rand"
	"time"
)

// crockford is the alphabet of ULIDs: no letter that is taken for a digit.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newRef is a booking's own reference: "tui-" and a ULID, which sorts by time,
// is unique, and tells nothing about the patient.
func newRef(now time.Time) string {
	var id [16]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	_, _ = rand.Read(id[6:]) // never fails: crypto/rand ends the program instead
	out := append(make([]byte, 0, 30), "tui-"...)
	// 128 bits are 26 digits of 5 bits, the first of which holds only 3.
	for digit := range 26 {
		var v byte
		for bit := range 5 {
			v <<= 1
			if at := digit*5 + bit - 2; at >= 0 {
				v |= id[at/8] >> (7 - at%8) & 1
			}
		}
		out = append(out, crockford[v])
	}
	return string(out)
}
