//go:build unix

package cli

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/api/settings"
)

// standing are the things that can stand where a file is to be written, made at
// a path; elsewhere is a file of another place that must stay as it is.
var standing = map[string]func(t *testing.T, path, elsewhere string) error{
	"nothing":          func(*testing.T, string, string) error { return nil },
	"a link":           func(_ *testing.T, path, elsewhere string) error { return os.Symlink(elsewhere, path) },
	"a dangling link":  func(_ *testing.T, path, elsewhere string) error { return os.Symlink(elsewhere+".gone", path) },
	"a second name":    func(_ *testing.T, path, elsewhere string) error { return os.Link(elsewhere, path) },
	"a pipe":           func(_ *testing.T, path, _ string) error { return syscall.Mkfifo(path, 0o666) },
	"a folder":         func(_ *testing.T, path, _ string) error { return os.Mkdir(path, 0o777) },
	"a file, 0600":     fileOf(0o600),
	"a file, 0644":     fileOf(0o644),
	"a file, 0666":     fileOf(0o666),
	"a file, 0400":     fileOf(0o400),
	"an open one 0777": fileOf(0o777),
}

func fileOf(mode fs.FileMode) func(*testing.T, string, string) error {
	return func(t *testing.T, path, _ string) error {
		if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
		return os.Chmod(path, mode)
	}
}

// TestCase21SheetIsItsOwnersAlone writes the day sheet over all that can stand in
// its place: what stands there afterwards is a file of its own for its owner
// alone, whole, and what a link led to is untouched.
func TestCase21SheetIsItsOwnersAlone(t *testing.T) {
	for name, arrange := range standing {
		t.Run(name, func(t *testing.T) {
			home, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "elsewhere")
			if err := os.WriteFile(elsewhere, []byte("untouched"), 0o644); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(home, "creneau-2026-02-03.txt")
			if err := arrange(t, path, elsewhere); err != nil {
				t.Fatal(err)
			}
			where, err := writeSheet(home, "creneau-2026-02-03.txt", "Diallo Fatoumata")
			if name == "a folder" {
				if err == nil {
					t.Error("written over a folder")
				}
			} else {
				holds(t, path, "Diallo Fatoumata")
				if err != nil || where != "~/creneau-2026-02-03.txt" {
					t.Errorf("%q, %v", where, err)
				}
			}
			if text, err := os.ReadFile(elsewhere); err != nil || string(text) != "untouched" {
				t.Errorf("what a link led to is %q now, %v", text, err)
			}
			if left, _ := os.ReadDir(home); len(left) != 1 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// holds fails unless a path is a regular file for its owner alone that ends so.
func holds(t *testing.T, path, text string) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 || !solelyOurs(info) {
		t.Errorf("the file is %v", info.Mode())
	}
	if got, err := os.ReadFile(path); err != nil || !strings.HasSuffix(string(got), text) {
		t.Errorf("it holds %q, %v", got, err)
	}
}

// TestCase21SheetWithoutHome: nobody can know the name before.
func TestCase21SheetWithoutHome(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	seen := map[string]bool{}
	for _, home := range []string{"", "awa", "", "."} {
		where, err := writeSheet(home, "sheet.txt", "Bah Awa")
		if err != nil || seen[where] || filepath.Dir(filepath.Dir(where)) != temp {
			t.Fatalf("%q, %v", where, err)
		}
		seen[where] = true
		holds(t, where, "Bah Awa")
		if info, err := os.Stat(filepath.Dir(where)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("its folder: %v, %v", info.Mode(), err)
		}
	}
	if _, err := writeSheet(filepath.Join(temp, "gone"), "sheet.txt", ""); err == nil {
		t.Error("written into a home that is not there")
	}
}

// TestCase21LogIsItsOwnersAlone does the same with the log, which is written to
// the end of a file that is the user's own, and to nothing else.
func TestCase21LogIsItsOwnersAlone(t *testing.T) {
	for name, arrange := range standing {
		t.Run(name, func(t *testing.T) {
			elsewhere := filepath.Join(t.TempDir(), "elsewhere")
			if err := os.WriteFile(elsewhere, []byte("untouched"), 0o644); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "log")
			if err := arrange(t, path, elsewhere); err != nil {
				t.Fatal(err)
			}
			ours := name == "nothing" || strings.Contains(name, "0") && !(name == "a file, 0400" && os.Geteuid() != 0)
			_, before := os.Lstat(path)
			tried := tryLog(path)
			if _, after := os.Lstat(path); errors.Is(before, fs.ErrNotExist) != errors.Is(after, fs.ErrNotExist) {
				t.Error("the trial left something behind")
			}
			log, closeLog, err := openLog(path)
			if (err == nil) != ours || (tried == nil) != ours {
				t.Fatalf("opened %v, tried %v", err, tried)
			}
			if log != nil {
				log.Info("request", "path", "/departments")
				closeLog()
				holds(t, path, "path=/departments\n")
			}
			if text, err := os.ReadFile(elsewhere); err != nil || string(text) != "untouched" {
				t.Errorf("what a link led to is %q now, %v", text, err)
			}
		})
	}
	if log, _, err := openLog(""); log != nil || err != nil || tryLog("") != nil {
		t.Error("a log that nobody asked for")
	}
}

// TestCase08ALogThatCannotBeOpened keeps no desk shut, and is said by check.
func TestCase08ALogThatCannotBeOpened(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(folder, "link")
	if err := os.Symlink("/gone", link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/gone/log", folder, link} {
		log, closeLog, err := openLog(path)
		closeLog()
		if log != nil || err == nil {
			t.Errorf("%s: %v, %v", path, log, err)
		}
		got := call(t, nil, nil, "check", "--debug", path)
		if !strings.Contains(got.out, path) || got.code != exitOK {
			t.Errorf("check --debug %s: %+v", path, got)
		}
	}
	s := settings.Probes{Log: link, LogErr: tryLog(link)}
	if !errors.Is(s.LogErr, settings.ErrNotOurs) {
		t.Errorf("%v", s.LogErr)
	}
}

// TestNothingElseWritesFiles looks through the program for all that makes or
// opens files to write: one file does, which is tested here, and what the desk keeps.
func TestNothingElseWritesFiles(t *testing.T) {
	writers := []string{"Create", "CreateTemp", "OpenFile", "WriteFile", "Mkdir", "MkdirAll", "MkdirTemp", "Symlink", "Link", "Rename", "Truncate"}
	found := map[string]bool{}
	for _, root := range []string{"../../api", "../../state", "..", "../../main.go"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "proof":
				return fs.SkipDir
			case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(writers, s.Sel.Name) {
					if pkg, ok := s.X.(*ast.Ident); ok && pkg.Name == "os" {
						found[filepath.ToSlash(name)] = true
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range found {
		if name != "../cli/write.go" && name != "../sshd/hostkey.go" && !strings.HasPrefix(name, "../../api/store/") {
			t.Errorf("files are written in %s", name)
		}
	}
	if len(found) < 3 {
		t.Errorf("files are written in %v only", found)
	}
}

// TestALogNeverWaits: a pipe that nobody reads would keep the desk shut.
func TestALogNeverWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- tryLog(path) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("a pipe is a log")
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits")
	}
}
