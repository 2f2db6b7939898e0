package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"creneau/state/clinic"
)

// qrRoot is where the tickets' QR codes point.
const qrRoot = "https://moncreneau.example/qr/"

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// appointmentJSON has the fields of both documented shapes. It carries no
// worker: neither does.
type appointmentJSON struct {
	ID              int64         `json:"id"`
	DepartmentID    int64         `json:"departmentId"`
	DateTime        string        `json:"dateTime"`
	Status          clinic.Status `json:"status"`
	Name            string        `json:"name"`
	QRCode          string        `json:"qrCode"`
	CreatedAt       string        `json:"createdAt"`
	CreditsConsumed int           `json:"creditsConsumed"`
	ExternalUserID  string        `json:"externalUserId,omitempty"`
}

func (a *appointment) json(now clinic.Wall) appointmentJSON {
	return appointmentJSON{
		ID: a.id, DepartmentID: a.department.id, DateTime: a.at.String(), Status: a.statusAt(now), Name: a.name,
		QRCode: qrRoot + idText(a.id), CreatedAt: a.created.String(), CreditsConsumed: a.credits,
		ExternalUserID: a.external,
	}
}

type pageJSON struct {
	Content       []appointmentJSON `json:"content"`
	Page          int               `json:"page"`
	Size          int               `json:"size"`
	TotalElements int               `json:"totalElements"`
	TotalPages    int               `json:"totalPages"`
	Last          bool              `json:"last"`
}

type organizationJSON struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type spanJSON struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// departmentJSON is the union of the two documented shapes.
type departmentJSON struct {
	ID           int64                 `json:"id"`
	Name         string                `json:"name"`
	Description  string                `json:"description,omitempty"`
	Organization organizationJSON      `json:"organization"`
	SlotDuration int                   `json:"slotDuration"` // minutes
	IsActive     bool                  `json:"isActive"`
	OpeningHours map[string][]spanJSON `json:"openingHours"` // by English weekday in capitals
}

func (d *department) json() departmentJSON {
	hours := map[string][]spanJSON{}
	for day, spans := range d.hours {
		for _, s := range spans {
			name := strings.ToUpper(time.Weekday(day).String())
			hours[name] = append(hours[name], spanJSON{s.From.Clock(), s.To.Clock()})
		}
	}
	return departmentJSON{
		ID: d.id, Name: d.name, Description: d.description,
		Organization: organizationJSON{d.organization.id, d.organization.name},
		SlotDuration: int(d.slotLength / clinic.Minute), IsActive: true, OpeningHours: hours,
	}
}

type slotJSON struct {
	Time      string `json:"time"`
	Available bool   `json:"available"`
	DateTime  string `json:"dateTime"`
}

type dayJSON struct {
	Date  string     `json:"date"`
	Slots []slotJSON `json:"slots"`
}

type availabilityJSON struct {
	DepartmentID int64     `json:"departmentId"`
	Availability []dayJSON `json:"availability"`
}

// A reply is what goes back for one request, over HTTP or in process.
type reply struct {
	status int
	header http.Header
	body   []byte
	wait   time.Duration // before it is sent
	lost   bool          // it never is: the connection ends
}

// respond builds a reply with a JSON body; nil has none.
func respond(status int, body any) reply {
	r := reply{status: status, header: http.Header{}}
	if body == nil {
		return r
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("demo: answer that is no JSON: %v", err)) // our own types only
	}
	r.header.Set("Content-Type", "application/json")
	r.body = append(text, '\n')
	return r
}
