package settings

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

// Kind names what is wrong with the configuration, in no language.
type Kind string

// What can be wrong with the configuration.
const (
	ConfigMissing    Kind = "config_missing"
	ConfigUnreadable Kind = "config_unreadable"
	ConfigKind       Kind = "config_kind"
	ConfigDangling   Kind = "config_dangling"
	ConfigOwner      Kind = "config_owner"    // of it or its folder: another than the user and root
	ConfigWritable   Kind = "config_writable" // it or its folder, by others
	HomeUnset        Kind = "home_unset"
	HomeMissing      Kind = "home_missing"
	VariableLeaks    Kind = "variable_leaks"
	BadTOML          Kind = "bad_toml"
	UnknownKeys      Kind = "unknown_keys"
	BadValue         Kind = "bad_value"

	KeyMissing        Kind = "key_missing"
	KeyMalformed      Kind = "key_malformed"
	KeyFileMissing    Kind = "key_file_missing"
	KeyFileUnreadable Kind = "key_file_unreadable"
	KeyFileLink       Kind = "key_file_link"
	KeyFileKind       Kind = "key_file_kind"
	KeyFileOwner      Kind = "key_file_owner"
	KeyFileOpen       Kind = "key_file_open"
	KeyFileGroup      Kind = "key_file_group" // shared with a group that is not the user's

	KeyFolderOwner       Kind = "key_folder_owner"
	KeyFolderWritable    Kind = "key_folder_writable"
	KeyHomeUnset         Kind = "key_home_unset"
	KeyVariableEmpty     Kind = "key_variable_empty"
	KeyCredentialMissing Kind = "key_credential_missing"

	// Of the users file, which follows the rule of the key file.
	UsersMissing        Kind = "users_file_missing"
	UsersUnreadable     Kind = "users_file_unreadable"
	UsersLink           Kind = "users_file_link"
	UsersKind           Kind = "users_file_kind"
	UsersOwner          Kind = "users_file_owner"
	UsersOpen           Kind = "users_file_open"
	UsersGroup          Kind = "users_file_group"
	UsersFolderOwner    Kind = "users_folder_owner"
	UsersFolderWritable Kind = "users_folder_writable"
	UsersTOML           Kind = "users_toml"
	UsersUnknown        Kind = "users_unknown"
	UsersNone           Kind = "users_none"
	UsersTwice          Kind = "users_twice"
)

// OfKey says whether it is only the key that is missing or unfit.
func (k Kind) OfKey() bool { return strings.HasPrefix(string(k), "key_") }

// A Problem is one thing that is wrong with the configuration, in no language.
// Which fields are set depends on the kind.
type Problem struct {
	Kind    Kind
	Path    string // of the file it is about
	Source  string // where a value was written: a path, a flag or a variable
	Line    int    // of the file; 0 where it is not known
	Field   string // the setting, or the settings, it is about
	Near    string // the setting that was probably meant
	Value   string // what was written
	Allowed string // what could be
	Detail  string // the parser's or the system's own words
	Command string // the one command that mends it
	Mode    fs.FileMode
}

// Error names what is wrong, for programmers; people read Case in their language.
func (p Problem) Error() string {
	var parts []string
	for _, part := range []string{string(p.Kind), p.Path, p.Source, p.Field, p.Value, p.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return clinic.Clean(clinic.Mask(strings.Join(parts, ": ")), maxError)
}

// Cases are the kinds of problems as they are said, and the fields that are there
// to tell of each: a kind has a case of its own where one field more, or less, is
// known.
func Cases() map[string][]string {
	return map[string][]string{
		"config_missing":      {"Path"},
		"config_unreadable":   {"Path", "Detail"},
		"bad_toml":            {"Path", "Line", "Detail"},
		"bad_toml_field":      {"Path", "Line", "Field", "Detail"},
		"unknown_keys":        {"Path", "Field"},
		"unknown_keys_near":   {"Path", "Field", "Near"},
		"bad_value":           {"Source", "Field", "Value", "Allowed"},
		"bad_value_missing":   {"Source", "Field", "Allowed"},
		"key_missing":         {"Source", "Variable"},
		"key_malformed":       {"Source"},
		"key_file_missing":    {"Path"},
		"key_file_unreadable": {"Path", "Detail"},
		"key_file_link":       {"Path"},
		"key_file_kind":       {"Path"},
		"key_file_owner":      {"Path", "Command"},
		"key_file_open":       {"Path", "Mode", "Command"},
		"key_file_group":      {"Path", "Command"},

		"config_kind":     {"Path"},
		"config_dangling": {"Path"},
		"config_owner":    {"Path", "Command"},
		"config_writable": {"Path", "Mode", "Command"},
		"home_unset":      {},
		"home_missing":    {"Path"},
		"variable_leaks":  {"Source", "Value"},

		"key_folder_owner":       {"Path", "Command"},
		"key_folder_writable":    {"Path", "Mode", "Command"},
		"key_home_unset":         {"Path"},
		"key_variable_empty":     {"Source"},
		"key_credential_missing": {"Path"},

		"users_file_missing":    {"Path"},
		"users_file_unreadable": {"Path", "Detail"},
		"users_file_link":       {"Path"},
		"users_file_kind":       {"Path"},
		"users_file_owner":      {"Path", "Command"},
		"users_file_open":       {"Path", "Mode", "Command"},
		"users_file_group":      {"Path", "Command"},
		"users_folder_owner":    {"Path", "Command"},
		"users_folder_writable": {"Path", "Mode", "Command"},
		"users_toml":            {"Path", "Line", "Detail"},
		"users_unknown":         {"Path", "Field"},
		"users_none":            {"Path"},
		"users_twice":           {"Path", "Field"},
	}
}

// Case is the case of a problem.
func (p Problem) Case() string {
	kind := string(p.Kind)
	switch {
	case p.Kind == BadValue && p.Value == "":
		return kind + "_missing"
	case p.Kind == BadTOML && p.Field != "":
		return kind + "_field"
	case p.Kind == UnknownKeys && p.Near != "":
		return kind + "_near"
	}
	return kind
}

// Fields are what there is to tell of a problem, by name.
func (p Problem) Fields() map[string]any {
	line := "?"
	if p.Line > 0 {
		line = strconv.Itoa(p.Line)
	}
	return map[string]any{
		"Path": p.Path, "Command": p.Command, "Source": p.Source, "Field": p.Field, "Near": p.Near, "Value": p.Value,
		"Allowed": p.Allowed, "Detail": p.Detail, "Line": line, "Mode": fmt.Sprintf("%04o", p.Mode.Perm()), "Variable": EnvKey,
	}
}

// plainPath is a path that a shell takes as it is.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9_./@:+-]+$`)

// quoted is a path as it is typed in a shell.
func quoted(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
