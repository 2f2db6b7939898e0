package cli

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLeaveNoTraces asks the system of a process of its own, because there is no
// way back.
func TestLeaveNoTraces(t *testing.T) {
	const child = "CRENEAU_TEST_TRACES"
	if os.Getenv(child) != "" {
		LeaveNoTraces()
		var limit unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
			t.Fatal(err)
		}
		dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
		fmt.Printf("core %d %d, dumpable %d, %v\n", limit.Cur, limit.Max, dumpable, err)
		return
	}
	c := exec.Command(os.Args[0], "-test.run=^TestLeaveNoTraces$")
	c.Env = append(os.Environ(), child+"=1")
	out, err := c.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "core 0 0, dumpable 0, <nil>\n") {
		t.Errorf("%v: %s", err, out)
	}
}
