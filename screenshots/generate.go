package screenshots

// The pictures are drawn from the cells that journeys through the real program
// end in. Beside each lie the cells it was drawn from, as a terminal reads them.

//go:generate go test -count=1 -run Picture -update .
