package journey_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
	"os"

	"creneau/api/demo"
	"creneau/state"
	"creneau/ui/cli"
	"creneau/ui/journey"
)

func TestScratch(t *testing.T) {
	for _, code := range state.Documented() {
		for _, m := range []string{"GET", "POST", "DELETE"} {
		t.Run(string(code)+m, func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				f, _ := os.Create("/tmp/rt/" + string(code) + "." + m + ".txt")
				defer f.Close()
				switch m {
				case "POST":
				d.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodPost})
				d.Book("dia")
				case "GET":
				d.Press("n"); d.Type("dia")
				d.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodGet, Times: 3})
				for range 90 { d.Rest(time.Second); if d.Shows("Could not be read") { break } }
				case "DELETE":
				d.Book("dia")
				d.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodDelete})
				d.Press("u")
				}
				fmt.Fprintln(f, d.Text())
				d.Rest(4*time.Second)
				fmt.Fprintln(f, d.Text())
				d.Rest(8*time.Second)
				fmt.Fprintln(f, d.Text())
			})
		})
		}
	}
}
