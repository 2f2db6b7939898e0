package cli

// LeaveNoTraces has a crash leave nothing of what the program holds, the key and
// names: no core file. Where it can be had no other program of the user's may look
// into this one's memory either. How much a crash writes of where the program was
// the language's runtime takes from the environment, and the settings judge.
func LeaveNoTraces() {
	noCoreFile()
	noOnlookers()
}
