package storetest

import (
	"testing"

	"creneau/api/store"
)

// The double is a store.
func TestMemory(t *testing.T) {
	Run(t, func(_ *testing.T, c *Clock) House {
		m := NewMemory(c.Now)
		return House{Clock: c, Open: func() store.Store { return m }}
	})
}
