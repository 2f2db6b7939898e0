package store

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"creneau/state/clinic"
)

// maxError is how long an error may be, in runes, with the paths in it.
const maxError = 600

// Trouble names what is wrong with a store, in no language.
type Trouble string

// What can be wrong with a store. Whatever it is, nothing of it was destroyed.
const (
	HomeUnset  Trouble = "home_unset"
	Missing    Trouble = "missing"
	NoFolder   Trouble = "no_folder"
	Owner      Trouble = "owner"
	Exposed    Trouble = "exposed"
	Unshared   Trouble = "unshared" // of a group's folder: what is made in it is not the group's
	Group      Trouble = "group"    // it is shared with one that the user is not in
	Network    Trouble = "network"
	FileOwner  Trouble = "file_owner"
	FileMode   Trouble = "file_mode"
	FileKind   Trouble = "file_kind"
	ReadOnly   Trouble = "read_only"
	Unreadable Trouble = "unreadable"
	Full       Trouble = "full"
	Failing    Trouble = "failing" // the disk did not take or give what it was asked for
	Corrupt    Trouble = "corrupt"
	Foreign    Trouble = "foreign" // the file is another program's
	Newer      Trouble = "newer"
	Locked     Trouble = "locked"
	ClockBack  Trouble = "clock_back"

	KeyMissing   Trouble = "key_missing"
	KeyGone      Trouble = "key_gone"
	KeyOther     Trouble = "key_other"
	KeyMalformed Trouble = "key_malformed"
	KeyFixed     Trouble = "key_fixed" // it is not ours to replace

	HubAway    Trouble = "hub_away"    // it cannot be reached, or does not answer in time
	HubRefused Trouble = "hub_refused" // it lets us not in, or not write
	HubEmpty   Trouble = "hub_empty"   // it is to be made, or brought to this version
	HubNewer   Trouble = "hub_newer"
	HubFull    Trouble = "hub_full"
	HubFailing Trouble = "hub_failing"
	HubKey     Trouble = "hub_key"  // what is there was sealed with another key
	HubHost    Trouble = "hub_host" // another store goes by this host's name
)

// A Problem is one thing that is wrong with a store, in no language. Which fields
// are set depends on the trouble.
type Problem struct {
	Trouble Trouble
	Path    string
	Detail  string // the system's own words
	Command string // the one command that mends it
	Use     string // the folder to use instead
	Mode    fs.FileMode
	Version int // of what was found
	Known   int // the newest version that is understood
	Minutes int
}

// Error names what is wrong, for programmers; people read the trouble's sentence
// in their language.
func (p Problem) Error() string {
	var parts []string
	for _, part := range []string{"store", string(p.Trouble), p.Path, p.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return clinic.Clean(strings.Join(parts, ": "), maxError)
}

// Troubles are all that can be wrong, and the fields that are there to tell of
// each.
func Troubles() map[Trouble][]string {
	command, mode := []string{"Path", "Command"}, []string{"Path", "Mode", "Command"}
	path, detail := []string{"Path"}, []string{"Path", "Detail"}
	return map[Trouble][]string{
		HomeUnset: nil, Missing: command, NoFolder: path, Owner: command, Exposed: mode, Unshared: mode, Group: command,
		Network: {"Path", "Detail", "Use", "Command"}, FileOwner: command, FileMode: mode, FileKind: path,
		ReadOnly: detail, Unreadable: detail, Full: path, Failing: detail, Corrupt: {"Path", "Detail", "Command"}, Foreign: path,
		Newer: {"Path", "Version", "Known"}, Locked: path, ClockBack: {"Path", "Minutes"},
		KeyMissing: command, KeyGone: path, KeyOther: path, KeyMalformed: path, KeyFixed: path,
		HubAway: detail, HubRefused: detail, HubEmpty: command, HubNewer: {"Path", "Version", "Known"}, HubFull: detail, HubFailing: detail,
		HubKey: path, HubHost: detail,
	}
}

// Fields are what there is to tell of a problem, by name.
func (p Problem) Fields() map[string]any {
	return map[string]any{
		"Path": p.Path, "Detail": p.Detail, "Command": p.Command, "Use": p.Use, "Mode": fmt.Sprintf("%04o", p.Mode.Perm()|setgid(p.Mode)),
		"Version": strconv.Itoa(p.Version), "Known": strconv.Itoa(p.Known), "Minutes": strconv.Itoa(p.Minutes),
	}
}

// setgid is that bit of a mode as chmod writes it.
func setgid(mode fs.FileMode) fs.FileMode {
	if mode&fs.ModeSetgid != 0 {
		return 0o2000
	}
	return 0
}

// plain is a path that a shell takes as it is.
var plain = regexp.MustCompile(`^[A-Za-z0-9_./@:+-]+$`)

// Quoted is a path as it is typed in a shell.
func Quoted(path string) string {
	if plain.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
