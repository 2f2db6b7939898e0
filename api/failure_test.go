package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"creneau/state"
	"creneau/state/clinic"
)

// read decodes an error as the client would.
func read(t testing.TB, status int, kind, body string) state.Failure {
	t.Helper()
	c := &Client{}
	return failureOf(status, http.Header{"Content-Type": {kind}}, []byte(body), c.show(secret(t, testKey)))
}

func TestEveryDocumentedCodeDecodes(t *testing.T) {
	for _, code := range state.Documented() {
		for _, form := range []string{
			`{"error":{"code":%q,"message":"Refusé"}}`,
			`{"code":%q,"message":"Refusé"}`,
			`{"error":{"code":%q,"message":"Refusé"},"timestamp":"2026-02-03T12:00:00Z","path":"/v1/appointments"}`,
			`{"error":"Bad Request","code":%q,"message":"Refusé"}`,
		} {
			for _, status := range []int{400, 401, 402, 403, 404, 409, 422, 429, 500, 503} {
				f := read(t, status, "application/json", fmt.Sprintf(form, code))
				if f.Code != code || f.Status != status || f.Message != "Refusé" || !f.Coded {
					t.Errorf("%s with %d as %s: %+v", code, status, form, f)
				}
			}
		}
	}
}

func TestFailureBodies(t *testing.T) {
	const json, html = "application/json", "text/html; charset=utf-8"
	tests := map[string]struct {
		status     int
		kind, body string
		want       state.Failure
	}{
		"nested": {422, json, `{"error":{"code":"INVALID_DATE_TIME","message":"Format non reconnu","details":{"field":"dateTime","value":"09/03/2027"}}}`,
			state.Failure{Code: state.InvalidDateTime, Message: "Format non reconnu", Field: "dateTime", Value: "09/03/2027"}},
		"flat": {400, json, `{"code":"MISSING_REQUIRED_FIELD","message":"x","details":{"field":"workerId"}}`,
			state.Failure{Code: state.MissingRequiredField, Message: "x", Field: "workerId"}},
		"credits": {402, json, `{"error":{"code":"INSUFFICIENT_CREDITS","message":"","details":{"required":1,"available":0}}}`,
			state.Failure{Code: state.InsufficientCredits, Required: 1, CreditsTold: true}},
		"credits as text": {402, json, `{"error":{"code":"PAYMENT_REQUIRED","details":{"required":"1","available":"12"}}}`,
			state.Failure{Code: state.PaymentRequired, Required: 1, Available: 12, CreditsTold: true}},
		"credits required only": {402, json, `{"error":{"code":"INSUFFICIENT_CREDITS","details":{"required":1}}}`,
			state.Failure{Code: state.InsufficientCredits, Required: 1}},
		"credits absurd": {402, json, `{"error":{"code":"INSUFFICIENT_CREDITS","details":{"available":-3,"required":1e30}}}`,
			state.Failure{Code: state.InsufficientCredits}},
		"synonym of invalid": {400, json, `{"error":{"code":"VALIDATION_ERROR"}}`, state.Failure{Code: state.InvalidRequest}},
		"synonym of key":     {401, json, `{"error":{"code":"UNAUTHORIZED"}}`, state.Failure{Code: state.InvalidAPIKey}},
		"unknown code kept":  {418, json, `{"error":{"code":"TEAPOT"}}`, state.Failure{Code: "TEAPOT"}},
		"our own code":       {400, json, `{"error":{"code":"not_sent"}}`, state.Failure{Code: "HTTP_400"}},
		"code of controls":   {400, json, `{"error":{"code":"A\u001b[2J"}}`, state.Failure{Code: "HTTP_400"}},
		"code as number":     {400, json, `{"code":17,"message":"x"}`, state.Failure{Code: "HTTP_400", Message: "x"}},
		"framework's default": {404, json, `{"timestamp":"2026-02-03T12:00:00.000+00:00","status":404,"error":"Not Found","path":"/v1/x"}`,
			state.Failure{Code: "HTTP_404", Message: "Not Found"}},
		"framework's default, with words": {500, json, `{"status":500,"error":"Internal Server Error","message":"boom"}`,
			state.Failure{Code: "HTTP_500", Message: "boom"}},
		"page":            {503, html, `<html><h1>503</h1></html>`, state.Failure{Code: "HTTP_503"}},
		"page as JSON":    {502, json, " \n<!doctype html>", state.Failure{Code: "HTTP_502"}},
		"empty":           {500, "", ``, state.Failure{Code: "HTTP_500"}},
		"cut":             {400, json, `{"error":{"code":"INVALID_`, state.Failure{Code: "HTTP_400"}},
		"string":          {400, json, `"no"`, state.Failure{Code: "HTTP_400"}},
		"array":           {400, json, `[1]`, state.Failure{Code: "HTTP_400"}},
		"null":            {400, json, `null`, state.Failure{Code: "HTTP_400"}},
		"error null":      {400, json, `{"error":null}`, state.Failure{Code: "HTTP_400"}},
		"error list":      {400, json, `{"error":[]}`, state.Failure{Code: "HTTP_400"}},
		"details list":    {400, json, `{"error":{"code":"INVALID_REQUEST","details":["a"]}}`, state.Failure{Code: state.InvalidRequest}},
		"details objects": {400, json, `{"error":{"code":"INVALID_REQUEST","details":{"field":{},"value":[1]}}}`, state.Failure{Code: state.InvalidRequest}},
		"value as number": {400, json, `{"error":{"code":"INVALID_FIELD_VALUE","details":{"field":"size","value":500}}}`,
			state.Failure{Code: state.InvalidFieldValue, Field: "size", Value: "500"}},
		"trailing text":           {400, json, `{"error":{"code":"INVALID_REQUEST"}} trailing`, state.Failure{Code: "HTTP_400"}},
		"deep":                    {400, json, strings.Repeat(`{"error":`, 20000) + `1` + strings.Repeat(`}`, 20000), state.Failure{Code: "HTTP_400"}},
		"429 alone":               {429, "", ``, state.Failure{Code: "HTTP_429"}},
		"429 page":                {429, html, `<html>slow down</html>`, state.Failure{Code: "HTTP_429"}},
		"429 of another code":     {429, json, `{"error":{"code":"QUOTA"}}`, state.Failure{Code: "HTTP_429"}},
		"429 with a code of ours": {429, json, `{"error":{"code":"INSUFFICIENT_CREDITS"}}`, state.Failure{Code: state.InsufficientCredits}},
		"login to the network":    {511, html, `<html>`, state.Failure{Code: state.NotTheAPI}},
		"moved":                   {302, html, ``, state.Failure{Code: state.NotTheAPI, Cause: state.CauseRedirect}},
		"moved, with a code":      {307, json, `{"error":{"code":"INVALID_REQUEST"}}`, state.Failure{Code: state.NotTheAPI, Cause: state.CauseRedirect}},
		"keys in every text": {400, json, `{"error":{"code":"INVALID_TOKEN_FORMAT","message":"Bearer ` + testKey + ` refused","details":{"field":"` + testKey + `","value":"Bearer mk_live_other"}}}`,
			state.Failure{Code: state.InvalidTokenFormat, Message: "Bearer … refused", Field: "mk_…", Value: "Bearer …"}},
		"hostile texts": {400, json, `{"error":{"code":"INVALID_REQUEST","message":"a\u001b]52;c;x\u0007\u009b\u202eb\n","details":{"field":"\u0000","value":"\ud800"}}}`,
			state.Failure{Code: state.InvalidRequest, Message: "a·]52;c;x··b ", Field: "·", Value: "\ufffd"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.want.Status = tt.status
			tt.want.Coded = tt.status != 307 && (documented(tt.want.Code) || tt.want.Code == "TEAPOT")
			if got := read(t, tt.status, tt.kind, tt.body); got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// Things between the desk and the API answer 408, 425, 429 and 499 themselves,
// with codes of their own: only a documented one shows who wrote it.
func TestWhoWroteARefusal(t *testing.T) {
	for status := 400; status < 600; status++ {
		for code, documented := range map[string]bool{"DUPLICATE_APPOINTMENT": true, "RATE_LIMIT_EXCEEDED": true, "EDGE_BLOCKED": false, "blocked": false, "Blocked": false, "": false} {
			f := read(t, status, "application/json", fmt.Sprintf(`{"error":{"code":%q}}`, code))
			want := documented || code == "EDGE_BLOCKED" && status != 408 && status != 425 && status != 429 && status != 499
			if status == 511 {
				want = false
			}
			if f.Coded != want {
				t.Errorf("%d %q: written by the API: %v", status, code, f.Coded)
			}
		}
		for _, body := range []string{``, `{}`, `[]`, `<html>{"error":{"code":"INVALID_REQUEST"}}</html>`, `{"status":400,"error":"Bad Request"}`} {
			if f := read(t, status, "application/json", body); f.Coded {
				t.Errorf("%d %q counts as the API's own words", status, body)
			}
		}
	}
}

// A key may have another form than the documented one, and be hidden in what
// is removed from a text.
func TestOwnKeyIsMaskedWhateverItsForm(t *testing.T) {
	c := &Client{}
	show := c.show(secret(t, "s3cr3t.key/form"))
	if got := show("the key s3c\u200br3t.key/form is unknown", maxMessage); strings.Contains(got, "s3cr3t") {
		t.Error(got)
	}
}

// Only the API says that there is no such appointment: a cancel would be taken for
// done.
func TestMissingRecordWithoutCode(t *testing.T) {
	tests := map[string]struct {
		kind, body string
		want       state.Code
	}{
		"empty":         {"", ``, "HTTP_404"},
		"default":       {"application/json", `{"status":404,"error":"Not Found"}`, "HTTP_404"},
		"page":          {"text/html", `<html>nginx</html>`, "HTTP_404"},
		"another code":  {"application/json", `{"error":{"code":"DEPARTMENT_NOT_FOUND"}}`, state.DepartmentNotFound},
		"documented":    {"application/json", `{"error":{"code":"APPOINTMENT_NOT_FOUND"}}`, state.AppointmentNotFound},
		"an extra code": {"application/json", `{"error":{"code":"GONE"}}`, "GONE"},
	}
	for name, tt := range tests {
		c, _, _ := client(t, AuthBearer, says(404, tt.body, "Content-Type", tt.kind))
		if f := failure(t, c.Cancel(t.Context(), clinic.NumberID("5"))); f.Code != tt.want || f.Status != 404 {
			t.Errorf("%s: %+v, want %s", name, f, tt.want)
		}
	}
}

func TestSuccessThatIsNone(t *testing.T) {
	page := says(200, `<html>login</html>`, "Content-Type", "text/html")
	reads := map[string]func(*Client) error{
		"departments": func(c *Client) error { _, err := c.Departments(t.Context()); return err },
		"department":  func(c *Client) error { _, err := c.Department(t.Context(), "3"); return err },
		"slots":       func(c *Client) error { _, err := c.Slots(t.Context(), "3", 20000, 20001); return err },
		"visits":      func(c *Client) error { _, err := c.Visits(t.Context(), clinic.Visits{}); return err },
		"visit":       func(c *Client) error { _, err := c.Visit(t.Context(), "5"); return err },
	}
	for name, read := range reads {
		c, _, _ := client(t, AuthBearer, page)
		if f := failure(t, read(c)); f.Code != state.NotTheAPI {
			t.Errorf("%s of a page: %+v", name, f)
		}
		for _, body := range []string{``, `true`, `"x"`, `{`, `{}{}`, `[[]]`, `{"content":3,"availability":"x"}`, strings.Repeat("[", 50000)} {
			c, _, _ := client(t, AuthBearer, says(200, body))
			if f := failure(t, read(c)); f.Code != state.BadReply || f.Status != 200 {
				t.Errorf("%s of %.20q: %+v", name, body, f)
			}
		}
	}
	for _, body := range []string{``, `{}`, `[]`, `{"id":null}`, `{"id":""}`, `{"id":true}`, `{"id":{}}`, `{"id":1.5}`, `{"id":7} and more`, `{"id":7`} {
		c, _, _ := client(t, AuthBearer, says(201, body))
		_, err := c.Book(t.Context(), clinic.Booking{})
		if f := failure(t, err); f != (state.Failure{Code: state.BadReply, Status: 201}) {
			t.Errorf("booking answered with %q: %+v", body, f)
		}
	}
	c, _, _ := client(t, AuthBearer, page)
	_, err := c.Book(t.Context(), clinic.Booking{})
	if f := failure(t, err); f.Code != state.BadReply {
		t.Errorf("booking answered with a page: %+v", f)
	}
	if f := failure(t, c.Cancel(t.Context(), "5")); f.Code != state.BadReply {
		t.Errorf("cancel answered with a page: %+v", f)
	}
}

func TestCancelTakesEverySuccess(t *testing.T) {
	for status, body := range map[int]string{200: `{"id":5}`, 202: `ok`, 204: ``} {
		c, s, _ := client(t, AuthBearer, says(status, body))
		if err := c.Cancel(t.Context(), clinic.NumberID("5")); err != nil {
			t.Errorf("%d: %v", status, err)
		}
		if s.seen[0].Method != http.MethodDelete || s.seen[0].URL.Path != "/api/v1/appointments/5" {
			t.Errorf("%s %s", s.seen[0].Method, s.seen[0].URL)
		}
	}
}

func TestCancelRefusedInsideASuccess(t *testing.T) {
	for body, want := range map[string]state.Code{
		`{"error":{"code":"DATABASE_ERROR"}}`: state.DatabaseError, `{"code":"APPOINTMENT_NOT_FOUND"}`: state.AppointmentNotFound,
		`{"error":{"code":"SOMETHING_NEW"}}`: "SOMETHING_NEW", `{"id":5,"code":"RDV5"}`: "", `{"error":null}`: "", `{"error":"no"}`: "",
	} {
		c, _, _ := client(t, AuthBearer, says(200, body))
		err := c.Cancel(t.Context(), clinic.NumberID("5"))
		if want == "" && err != nil || want != "" && failure(t, err).Code != want {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

func FuzzFailureBody(f *testing.F) {
	for _, body := range []string{
		`{"error":{"code":"INVALID_API_KEY","message":"La clé","details":{"field":"Authorization","value":"Bearer mk_xxx"}}}`,
		`{"code":"RATE_LIMIT_EXCEEDED"}`, `{"error":"Not Found","status":404}`, `<html>`, ``, `null`, `[]`, `{"error":{"details":{"available":1e9}}}`,
	} {
		f.Add(422, "application/json", body)
	}
	f.Add(429, "text/html", "")
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		got := read(t, status, kind, body)
		if got.Status != status || got.Code == "" || !documented(got.Code) && got.Code != state.NotTheAPI && got.Code != httpCode(status) && !codeForm.MatchString(string(got.Code)) {
			t.Fatalf("code %q", got.Code)
		}
		if got.Required < 0 || got.Available < 0 {
			t.Fatalf("credits %+v", got)
		}
		for _, text := range []string{got.Message, got.Field, got.Value} {
			if utf8.RuneCountInString(text) > maxMessage || strings.Contains(text, testKey) || clinic.Mask(text) != text ||
				strings.ContainsFunc(text, unicode.IsControl) {
				t.Fatalf("unsafe text %q", text)
			}
		}
	})
}
