package journey

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
)

// A Fault is a way in which a request finds no answer of the API.
type Fault struct {
	Name   string
	Unsent bool // before any byte of the request is written
	meet   func(*http.Request) (*http.Response, error)
}

// Faults are ways in which networks, proxies and servers fail.
func Faults() []Fault {
	const plain, json, html = "text/plain", "application/json", "text/html; charset=utf-8"
	return []Fault{
		{"no name server", true, fails(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}})},
		{"connection refused", true, fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})},
		{"no route", true, fails(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH})},
		{"connecting takes too long", true, fails(&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded})},
		{"certificate unknown", true, fails(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}})},
		{"no TLS there", true, fails(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"})},
		{"nothing is taken", true, silent},
		{"no answer", false, silent},
		{"reset before the answer", false, fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET})},
		{"ended before the answer", false, fails(io.EOF)},
		{"pipe broken", false, fails(&net.OpError{Op: "write", Err: syscall.EPIPE})},
		{"reset in the body", false, answers(http.StatusCreated, json, `{"id":`, &net.OpError{Op: "read", Err: syscall.ECONNRESET})},
		{"ended in the body", false, answers(http.StatusCreated, json, `{"id":`, io.ErrUnexpectedEOF)},
		{"body that never ends", false, stalls},
		{"JSON cut off", false, answers(http.StatusCreated, json, `{"id":10`, nil)},
		{"body of 2 MiB", false, answers(http.StatusCreated, json, `{"id":1`+strings.Repeat(" ", 2<<20), nil)},
		{"garbage as gzip", false, answers(http.StatusCreated, json, "", gzip.ErrHeader)},
		{"empty", false, answers(http.StatusOK, json, "", nil)},
		{"no id", false, answers(http.StatusCreated, json, `{"status":"SCHEDULED"}`, nil)},
		{"plain text", false, answers(http.StatusOK, plain, "queued", nil)},
		{"login page", false, answers(http.StatusOK, html, "<!DOCTYPE html><title>Wi-Fi</title>", nil)},
		{"login page elsewhere", false, redirects},
		{"page of a proxy", false, answers(http.StatusBadGateway, html, "<html><h1>502 Bad Gateway</h1></html>", nil)},
		{"error of the framework", false, answers(http.StatusInternalServerError, json, `{"status":500,"error":"Internal Server Error","path":"/api/v1/appointments"}`, nil)},
		{"503 alone", false, answers(http.StatusServiceUnavailable, plain, "", nil)},
		{"504 of a gateway", false, answers(http.StatusGatewayTimeout, plain, "upstream request timeout", nil)},
		{"null", false, answers(http.StatusCreated, json, "null", nil)},
		{"408", false, answers(http.StatusRequestTimeout, plain, "", nil)},
	}
}

// Answer is an answer that the API did not write, or wrote wrong.
func Answer(status int, kind, body string) Fault {
	return Fault{Name: http.StatusText(status), meet: answers(status, kind, body, nil)}
}

// fails is a connection that fails so.
func fails(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// silent is a connection on which nothing comes, until the desk gives up.
func silent(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

// answers is an answer whose body ends so.
func answers(status int, kind, body string, end error) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		return answer(req, status, kind, io.MultiReader(strings.NewReader(body), ending{end})), nil
	}
}

// stalls is an answer whose body stops short, until the desk gives up.
func stalls(req *http.Request) (*http.Response, error) {
	return answer(req, http.StatusCreated, "application/json", io.MultiReader(strings.NewReader(`{"id":`), stalled{req.Context()})), nil
}

func redirects(req *http.Request) (*http.Response, error) {
	a := answer(req, http.StatusFound, "", strings.NewReader(""))
	a.Header.Set("Location", "https://wifi.invalid/login")
	return a, nil
}

func answer(req *http.Request, status int, kind string, body io.Reader) *http.Response {
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(body), ContentLength: -1, Request: req,
	}
}

// ending is the end of a body: EOF, or an error.
type ending struct{ err error }

func (e ending) Read([]byte) (int, error) {
	if e.err == nil {
		return 0, io.EOF
	}
	return 0, e.err
}

// stalled is a body of which nothing more comes.
type stalled struct{ context.Context }

func (s stalled) Read([]byte) (int, error) {
	<-s.Done()
	return 0, context.Cause(s)
}
