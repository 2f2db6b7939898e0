package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"creneau/state"
	"creneau/state/clinic"
)

// Lengths to which the texts of a failure are cut, in runes.
const (
	maxMessage = 200
	maxField   = 60
	maxValue   = 120
)

// codeForm is how the API spells its codes.
var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,63}$`)

// synonym is the documented code for one that appears only in samples.
func synonym(code string) state.Code {
	switch code {
	case "VALIDATION_ERROR":
		return state.InvalidRequest
	case "UNAUTHORIZED":
		return state.InvalidAPIKey
	}
	return state.Code(code)
}

// httpCode names an answer that named no code itself.
func httpCode(status int) state.Code { return state.Code("HTTP_" + strconv.Itoa(status)) }

func limited(code state.Code) bool {
	return code == state.RateLimitExceeded || code == state.TooManyRequests || code == httpCode(http.StatusTooManyRequests)
}

func documented(code state.Code) bool {
	for _, c := range state.Documented() {
		if c == code {
			return true
		}
	}
	return false
}

// failureOf reads an answer that is no 2xx. A code of the API decides whatever
// status it came with. Without one, the status alone does: HTTP_503.
func failureOf(status int, header http.Header, body []byte, show func(string, int) string) state.Failure {
	if status >= 300 && status < 400 {
		return state.Failure{Code: state.NotTheAPI, Status: status, Cause: state.CauseRedirect}
	}
	if status == http.StatusNetworkAuthenticationRequired {
		return state.Failure{Code: state.NotTheAPI, Status: status}
	}
	f := state.Failure{Code: httpCode(status), Status: status}
	if !isHTML(header, body) {
		readFailure(body, &f, show)
	}
	if ambiguous(status) && !documented(f.Code) {
		f.Coded = false // proxies spell codes of their own with these
	}
	if !f.Coded {
		f.Code = httpCode(status) // whatever it calls itself
	}
	return f
}

// ambiguous says of a status whether things between the desk and the API answer
// with it themselves, so that only a documented code shows that the API did.
func ambiguous(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, 499:
		return true
	}
	return false
}

// readFailure takes from an error body what it tells, in this order:
// error.{code,message,details}; the same at the top level; the default body of
// the server's framework, {status, error, message, path}.
func readFailure(body []byte, f *state.Failure, show func(string, int) string) {
	top, err := objectOf(body)
	if err != nil {
		return
	}
	from := top
	if nested, err := objectOf(top["error"]); err == nil {
		from = nested
	}
	if code := textOf(from["code"]); codeForm.MatchString(code) {
		f.Code, f.Coded = synonym(code), true
	}
	f.Message = show(textOf(from["message"]), maxMessage)
	if f.Message == "" {
		f.Message = show(textOf(top["error"]), maxMessage)
	}
	details, err := objectOf(from["details"])
	if err != nil {
		return
	}
	f.Field = show(textOf(details["field"]), maxField)
	f.Value = show(scalarOf(details["value"]), maxValue)
	// What is left is what the desk counts on: without it nothing was told.
	if n, ok := countOf(details["available"]); ok {
		f.Available, f.CreditsTold = n, true
	}
	f.Required, _ = countOf(details["required"])
}

// show makes a text of the server fit to be shown: cleaned, keys masked, ours
// above all, whatever form it has.
func (c *Client) show(key Secret) func(string, int) string {
	return func(text string, max int) string {
		text = clinic.Clean(text, maxBody)
		if !key.Empty() {
			text = strings.ReplaceAll(text, key.Reveal(), masked)
		}
		return clinic.Clean(clinic.Mask(text), max)
	}
}

// brokenOff is the failure of a request that was not answered.
func brokenOff(ctx context.Context, err error, wrote bool) state.Failure {
	code := state.NotSent
	if wrote {
		code = state.NoAnswer
	}
	return state.Failure{Code: code, Cause: causeOf(ctx, err)}
}

// cutOff is the failure of an answer with a 2xx whose body did not arrive.
func cutOff(ctx context.Context, err error, status int) state.Failure {
	if errors.Is(err, errTooBig) {
		return state.Failure{Code: state.BadReply, Status: status, Cause: state.CauseTooBig}
	}
	return state.Failure{Code: state.NoAnswer, Status: status, Cause: causeOf(ctx, err)}
}

// unreadable is the failure of a 2xx that is no answer of this API. On a read a
// web page is a login page or a proxy. On a write it says nothing about whether
// the write was done.
func unreadable(q call, r reply) state.Failure {
	if !q.writes() && isHTML(r.header, r.body) {
		return state.Failure{Code: state.NotTheAPI, Status: r.status}
	}
	return state.Failure{Code: state.BadReply, Status: r.status}
}

// causeOf names what broke. The error's own text is dropped: it may hold the
// address with its query.
func causeOf(ctx context.Context, err error) state.Cause {
	var (
		dns         *net.DNSError
		timeout     net.Error
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		op          *net.OpError
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return state.CauseStopped
	case errors.As(err, &op) && op.Op == proxyOp: // a proxy too slow to answer is none either
		return state.CauseProxy
	case errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil:
		return state.CauseTimeout
	case errors.As(err, &dns):
		return state.CauseDNS
	case errors.As(err, &certificate), errors.As(err, &record),
		errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"): // how crypto/tls names an alert
		return state.CauseTLS
	case errors.Is(err, syscall.ECONNREFUSED):
		return state.CauseRefused
	case errors.As(err, &timeout) && timeout.Timeout():
		return state.CauseTimeout
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return state.CauseReset
	}
	return state.CauseOther
}

// isHTML says whether an answer is a web page.
func isHTML(header http.Header, body []byte) bool {
	kind := strings.ToLower(header.Get("Content-Type"))
	return strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/xhtml") ||
		bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n\ufeff"), []byte("<"))
}
