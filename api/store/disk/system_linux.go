package disk

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// mounts is where the kernel lists what is mounted where.
const mounts = "/proc/self/mountinfo"

// System is the file system on which a path that exists lies; "" where that is not
// known.
func System(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	f, err := os.Open(mounts)
	if err != nil {
		return ""
	}
	defer f.Close()
	at, system := "", ""
	for lines := bufio.NewScanner(f); lines.Scan(); {
		point, of, ok := mountOf(lines.Text())
		if ok && within(real, point) && len(point) >= len(at) { // the last of one place is on top
			at, system = point, of
		}
	}
	return system
}

// mountOf reads a line of mountinfo, see proc_pid_mountinfo(5): where something is
// mounted, and of which kind it is.
func mountOf(line string) (point, system string, ok bool) {
	before, after, ok := strings.Cut(line, " - ")
	fields, of := strings.Fields(before), strings.Fields(after)
	if !ok || len(fields) < 5 || len(of) == 0 {
		return "", "", false
	}
	return unescaped.Replace(fields[4]), of[0], true
}

// unescaped puts back what the kernel writes as octal numbers.
var unescaped = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

func within(path, folder string) bool {
	return folder == "/" || path == folder || strings.HasPrefix(path, folder+"/")
}
