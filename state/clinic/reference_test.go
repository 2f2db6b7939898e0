package clinic

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReference(t *testing.T) {
	for text, want := range map[string]string{
		"1042": "1042", " 1042 ": "1042", "#1042": "1042", "# 10 42": "1042", "10\u00a042": "1042", "0042": "0042",
		"https://moncreneau.example/qr/1042": "1042", "HTTPS://MONCRENEAU.EXAMPLE/QR/1042": "1042", "http://x/1042": "1042",
		"httpsM!!moncreneqv:exq;ple!ar!&à'é": "1042", "httpsM!!x!18_": "188",
		"": "", "#": "", "dia": "", "10:42": "", "1042x": "", "+224620123456": "", "##1042": "",
		"https://moncreneau.example/qr/": "", "https://moncreneau.example/qr/1042x": "", "https://moncreneau.example/qr/1042/": "",
		"http": "", "https:1042": "", "https://x/10 42": "", "httpx1042": "",
		// A Belgian keyboard has its 8 there: what stands for a slash stands twice.
		"httpsM==x=ar=&!'é":          "",
		strings.Repeat("9", MaxID+1): "",
	} {
		if got, ok := Reference(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v; want %q", text, got, ok, want)
		}
	}
}

// TestAnAddressIsReadInEachSpelling has scanners of each kind type addresses with
// random numbers: what is read is that number, or nothing.
func TestAnAddressIsReadInEachSpelling(t *testing.T) {
	french := strings.NewReplacer("://", "M!!", "/", "!", ".", ":", "1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "-", "7", "è", "8", "_", "9", "ç", "0", "à")
	belgian := strings.NewReplacer("://", "M==", "/", "=", ".", ":", "1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "§", "7", "è", "8", "!", "9", "ç", "0", "à")
	rapid.Check(t, func(t *rapid.T) {
		ref := fmt.Sprint(rapid.Uint32().Draw(t, "reference"))
		address := "https://moncreneau.example/qr/" + ref
		for name, spelt := range map[string]string{"plain": address, "capitals": strings.ToUpper(address), "French": french.Replace(address)} {
			if got, ok := Reference(spelt); !ok || got != ref {
				t.Fatalf("%s: %q is read as %q, %v", name, spelt, got, ok)
			}
		}
		if got, ok := Reference(belgian.Replace(address)); ok && got != ref {
			t.Fatalf("Belgian: read as %q", got)
		}
	})
}

func TestDigitKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range DigitKeys() {
		if seen[key] {
			t.Errorf("%q is there twice", key)
		}
		seen[key] = true
		if _, ok := Digit([]rune(key)[0]); !ok {
			t.Errorf("%q is no digit", key)
		}
	}
	if len(seen) != 21 || seen["-"] {
		t.Errorf("%d keys: %q", len(seen), DigitKeys())
	}
}
