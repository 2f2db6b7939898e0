package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pathLike is what the contributor text names of the house.
var pathLike = regexp.MustCompile("`([a-z_./]+(?:\\.go|\\.toml|\\.md|/|/run))`")

// The text for contributors stays short, is linked from the README, and every path
// in it exists.
func TestContributing(t *testing.T) {
	const name = "../.github/CONTRIBUTING.md"
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(content), "\n"); n > 200 {
		t.Errorf("%d lines, at most 200 are read", n)
	}
	paths := pathLike.FindAllStringSubmatch(string(content), -1)
	if len(paths) < 40 {
		t.Errorf("only %d paths were found", len(paths))
	}
	for _, m := range paths {
		_, here := os.Stat(filepath.Join("..", m[1]))
		_, there := os.Stat(filepath.Join("locale", m[1])) // a language, named beside another
		if here != nil && there != nil {
			t.Errorf("there is no %s", m[1])
		}
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "(.github/CONTRIBUTING.md)") {
		t.Error("the README does not link it")
	}
}
