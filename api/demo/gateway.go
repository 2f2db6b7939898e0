package demo

import (
	"fmt"
	"html"
	"net/http"
	"time"
)

// What stands between desks and a clinic answers too: proxies with pages of their
// own, gateways that repeat a request, frameworks that know no codes.

// Forms of an answer that the API did not write, for the misfortune Proxy.
const (
	proxyHTML  = "html"
	proxyEmpty = "empty"
	proxyJSON  = "json" // as a framework writes it, without a code
)

// unfiltered is the form of NoEcho in which lists do not know externalUserId at
// all.
const unfiltered = "unfiltered"

// Forms of the misfortune CutList.
const (
	listMissing  = "missing"  // the last page comes without its items
	listEarly    = "early"    // the first page says that it is the last; of one that is, half comes
	listRepeated = "repeated" // the list does not end: a page comes again
)

// cut makes a page of a list what the misfortune has it be.
func (p *pageJSON) cut(form string) {
	switch form {
	case listEarly:
		if p.Last {
			p.Content, p.TotalPages = p.Content[:len(p.Content)/2], p.Page+2
		}
		p.Last = true
	case listRepeated:
		p.Last, p.TotalPages = false, p.TotalPages+1
	default:
		if p.Last {
			p.Content = []appointmentJSON{}
		}
	}
}

// notOurs is an answer that the API did not write.
func notOurs(status int, form, path string, now time.Time) reply {
	reason := http.StatusText(status)
	switch form {
	case proxyEmpty:
		return respond(status, nil)
	case proxyJSON:
		return respond(status, map[string]any{
			"timestamp": now.UTC().Format(time.RFC3339), "status": status, "error": reason, "path": path,
		})
	}
	r := respond(status, nil)
	r.header.Set("Content-Type", "text/html; charset=utf-8")
	title := html.EscapeString(fmt.Sprintf("%d %s", status, reason))
	r.body = fmt.Appendf(nil, "<!DOCTYPE html><html><head><title>%[1]s</title></head><body><h1>%[1]s</h1></body></html>\n", title)
	return r
}

// answerThrough answers a call through the gateway, as far as one was ordered: it
// answers itself before or after the work, or repeats the call and brings the
// second answer back. The clinic is locked.
func (c *Clinic) answerThrough(in *call) reply {
	page, proxied := c.trouble.strike(Proxy, in.method)
	if proxied && !page.Committed {
		return notOurs(page.Status, page.Form, apiRoot+"/"+in.path, in.now)
	}
	answer := c.answerCall(in)
	if _, again := c.trouble.strike(Repeat, in.method); again {
		answer = c.answerCall(in)
		c.noteRequest(&Request{Method: in.method, Path: apiRoot + "/" + in.path, Query: in.query.Encode(), Time: in.now, Status: answer.status})
	}
	if proxied && answer.status < http.StatusBadRequest {
		return notOurs(page.Status, page.Form, apiRoot+"/"+in.path, in.now)
	}
	return answer
}

// allowed lists the methods that a path is documented for, HEAD with GET; nil for
// a path that is not.
func allowed(path string) []string {
	var methods []string
	for _, r := range routes {
		if _, ok := matches(r.path, path); !ok {
			continue
		}
		methods = append(methods, r.method)
		if r.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	return methods
}
