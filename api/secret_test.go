package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretIsNeverPrinted(t *testing.T) {
	s := secret(t, "  "+testKey+"\n")
	if s.Reveal() != testKey || s.Empty() {
		t.Fatal("the key is not kept")
	}
	type holder struct{ key Secret }
	type open struct{ Key Secret }
	var out bytes.Buffer
	for _, v := range []any{s, &s, holder{s}, &holder{s}, open{s}, []Secret{s}, map[string]Secret{"k": s}, fmt.Errorf("with %v", s)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if b, err := json.Marshal(v); err == nil {
			out.Write(b)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("a", "b", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("a", "b", v)
		func() {
			defer func() { fmt.Fprint(&out, recover()) }()
			panic(v)
		}()
	}
	for _, form := range []string{testKey, "4f9a2b", fmt.Sprintf("%x", testKey), fmt.Sprintf("%X", testKey)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("%q is printed", form)
		}
	}
	if got := fmt.Sprint(s); got != "mk_…" {
		t.Errorf("printed as %q", got)
	}
}

func TestSecretRefusesWhatNoHeaderCarries(t *testing.T) {
	for _, text := range []string{"", " \n", "mk_live a", "mk_live\r\nX-Evil: 1", "mk_é", "mk\x00"} {
		if s, err := NewSecret(text); err == nil {
			t.Errorf("%q was taken", text)
		} else if !s.Empty() || len(text) > 3 && strings.Contains(err.Error(), strings.TrimSpace(text)) {
			t.Errorf("%q: %v", text, err)
		}
	}
	var none Secret
	if !none.Empty() || none.Reveal() != "" || none.String() != "" {
		t.Error("the zero Secret is a key")
	}
}
