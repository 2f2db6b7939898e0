// Package clinic is what a clinic is made of: departments, slots, appointments,
// the people who come, and time on its wall clock; and how a line typed about
// them is read and alternatives to a slot are ranked. Pure functions over data:
// no IO, no clock, no language of the interface but for the words that are read.
package clinic
