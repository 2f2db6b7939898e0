package protocol

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"time"
)

// A wireFault is what a request meets between a desk and its clinic.
type wireFault struct {
	name   string
	method string // "" for any
	meet   func(*exchange)
}

// strangers are the statuses with which somebody else than the API may answer.
var strangers = []int{400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 423, 425, 429, 431, 451, 499, 500, 502, 503, 504, 520}

// pages are the bodies that such answers have.
var pages = []struct{ name, kind, body string }{
	{"html", "text/html; charset=utf-8", "<!DOCTYPE html><html><body><h1>Error</h1></body></html>"},
	{"empty", "", ""},
	{"json", "application/json", `{"status":%d,"error":"Error","path":"/api/v1/appointments"}`},
	{"words", "application/json", `{"error":{"code":"rate limited","message":"%d"}}`},
}

// wireFaults lists what can happen to a request: every way for every moment.
func wireFaults() []wireFault {
	list := []wireFault{
		{"reset on the way there", "", (*exchange).reset},
		{"silence on the way there", "", (*exchange).silence},
		{"reset on the way back", "", func(x *exchange) { x.ask(); x.reset() }},
		{"silence on the way back", "", func(x *exchange) { x.ask(); x.silence() }},
		{"cut in the headers", "", cutAfter(func(a answerText) int { return 30 })},
		{"cut before the body", "", cutAfter(func(a answerText) int { return len(a.bytes()) - len(a.body) })},
		{"cut in the body", "", cutAfter(func(a answerText) int { return len(a.bytes()) - (len(a.body)+1)/2 })},
		{"repeated by the gateway", "", func(x *exchange) { x.ask(); x.pass() }},
		{"byte order mark", "", odd(func(a *answerText) { a.body = append([]byte("\ufeff"), a.body...) })},
		{"x-gzip", "", odd(zipped)},
		{"200", http.MethodPost, odd(func(a *answerText) {
			if a.status == http.StatusCreated {
				a.status = http.StatusOK
			}
		})},
		{"garbage", "", odd(func(a *answerText) { a.body = []byte(`{"id":{}}`) })},
		{"cancelled, it says, with an error's code", http.MethodDelete, func(x *exchange) {
			x.tell(answerText{http.StatusOK, http.Header{}, []byte(`{"error":{"code":"APPOINTMENT_NOT_FOUND","message":"","details":{}}}`)})
		}},
		{"maintenance though done", "", instead500(http.StatusServiceUnavailable, "MAINTENANCE_MODE")},
		{"500 though done", "", instead500(http.StatusInternalServerError, "DATABASE_ERROR")},
		{"429 though done", "", instead500(http.StatusTooManyRequests, "TOO_MANY_REQUESTS")},
	}
	for _, after := range []time.Duration{20 * time.Second, 100 * time.Second} {
		list = append(list, wireFault{fmt.Sprintf("done after %v", after), "", func(x *exchange) { x.keep(after); x.silence() }})
	}
	for _, status := range strangers {
		for _, page := range pages {
			body := page.body
			if bytes.Contains([]byte(body), []byte("%d")) {
				body = fmt.Sprintf(body, status)
			}
			a := answerText{status, http.Header{}, []byte(body)}
			if page.kind != "" {
				a.header.Set("Content-Type", page.kind)
			}
			list = append(list,
				wireFault{fmt.Sprintf("%d %s before", status, page.name), "", func(x *exchange) { x.tell(a) }},
				wireFault{fmt.Sprintf("%d %s after", status, page.name), "", func(x *exchange) { x.ask(); x.tell(a) }})
		}
	}
	return list
}

// cutAfter ends the connection after so many bytes of the answer.
func cutAfter(of func(answerText) int) func(*exchange) {
	return func(x *exchange) {
		a := x.ask()
		_, _ = x.client.Write(a.bytes()[:of(a)])
		x.client.Close()
	}
}

// odd changes an answer on its way back.
func odd(change func(*answerText)) func(*exchange) {
	return func(x *exchange) {
		a := x.ask()
		if a.status != http.StatusNoContent {
			change(&a)
		}
		x.tell(a)
	}
}

func zipped(a *answerText) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(a.body)
	_ = z.Close()
	a.header.Set("Content-Encoding", "x-gzip")
	a.body = out.Bytes()
}

// instead500 tells of a failure where the work was done, in the API's own words.
func instead500(status int, code string) func(*exchange) {
	return func(x *exchange) {
		x.ask()
		x.tell(answerText{status, http.Header{"Content-Type": {"application/json"}}, []byte(`{"error":{"code":"` + code + `","message":"","details":{}}}`)})
	}
}
