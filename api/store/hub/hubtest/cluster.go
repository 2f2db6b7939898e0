// Package hubtest starts a PostgreSQL of its own for the tests of a hub.
package hubtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"creneau/api/settings"
)

// User is who may do everything in a cluster, without a password.
const User = "creneau"

// A Cluster is a PostgreSQL that listens on a Unix socket of its own folder alone.
type Cluster struct {
	Folder string // of the socket

	bin       string
	databases atomic.Int64
}

// Start starts a cluster that ends with the test. Without a PostgreSQL on the machine
// the test is skipped.
func Start(t testing.TB) *Cluster {
	t.Helper()
	bin := binaries()
	if bin == "" {
		t.Skip("there is no PostgreSQL on this machine")
	}
	folder, err := os.MkdirTemp("", "hub") // short: a socket's path may have 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := own(folder); err != nil {
		t.Skipf("nobody can be found as whom PostgreSQL runs: %v", err)
	}
	c := &Cluster{Folder: folder, bin: bin}
	c.run(t, "initdb", "-D", c.data(), "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	c.Run(t)
	t.Cleanup(func() { _ = c.command("pg_ctl", "stop", "-D", c.data(), "-m", "immediate", "-w").Run() })
	return c
}

// binaries is the folder of the newest PostgreSQL; "" for none.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found))
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return ""
	}
	return filepath.Dir(path)
}

func (c *Cluster) data() string { return filepath.Join(c.Folder, "data") }

// Run starts the cluster, also after Kill.
func (c *Cluster) Run(t testing.TB) {
	t.Helper()
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c fsync=off -c max_connections=200 -c shared_buffers=16MB", c.Folder)
	c.run(t, "pg_ctl", "start", "-D", c.data(), "-w", "-l", filepath.Join(c.Folder, "log"), "-o", options)
}

// Kill kills the cluster as a crash would.
func (c *Cluster) Kill(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "stop", "-D", c.data(), "-m", "immediate", "-w")
}

// command is a program of PostgreSQL's, run by who owns the cluster.
func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.Folder
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") }), "LC_ALL=C")
	asOwner(cmd)
	return cmd
}

func (c *Cluster) run(t testing.TB, name string, args ...string) {
	t.Helper()
	log, err := os.CreateTemp("", "hub-"+name) // what a server inherits is no pipe that is waited for
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(log.Name())
	defer log.Close()
	cmd := c.command(name, args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		t.Fatalf("%s: %v\n%s", name, err, text)
	}
}

// Address is that of a database.
func (c *Cluster) Address(t testing.TB, database string) settings.HubAddress {
	t.Helper()
	a, ok := settings.ParseHubAddress("postgres://" + User + "@/" + database + "?host=" + url.QueryEscape(c.Folder))
	if !ok {
		t.Fatal("no address")
	}
	return a
}

// Database makes an empty database and names it.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("hub%d", c.databases.Add(1))
	c.Exec(t, "postgres", "CREATE DATABASE "+name)
	return name
}

// Exec does something in a database.
func (c *Cluster) Exec(t testing.TB, database, query string) {
	t.Helper()
	ctx, end := context.WithTimeout(context.Background(), 20*time.Second)
	defer end()
	conn, err := pgx.Connect(ctx, "postgres://"+User+"@/"+database+"?host="+url.QueryEscape(c.Folder))
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(ctx, query)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		t.Fatal(err)
	}
}

// Dump is a database as text.
func (c *Cluster) Dump(t testing.TB, database string) string {
	t.Helper()
	out, err := c.command("pg_dump", "-h", c.Folder, "-U", User, "--inserts", database).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Restore makes a database of a dump in place of another, whose connections end.
func (c *Cluster) Restore(t testing.TB, database, dump string) {
	t.Helper()
	c.Exec(t, "postgres", "DROP DATABASE "+database+" WITH (FORCE)")
	c.Exec(t, "postgres", "CREATE DATABASE "+database)
	cmd := c.command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", c.Folder, "-U", User, database)
	cmd.Stdin = strings.NewReader(dump)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
