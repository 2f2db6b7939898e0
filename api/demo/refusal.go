package demo

import (
	"cmp"
	"net/http"

	"creneau/state"
)

// An answerRow says how a documented code is sent: its HTTP status and its
// sentence. Where the documents give a group of codes two statuses, the choice
// is ours.
type answerRow struct {
	status  int
	message string

	// For a misfortune, which has no cause to draw these from:
	booking bool   // it waits for a booking, as nothing else meets this code
	field   string // details.field
	ordered bool   // nothing else meets this code at all
}

// answers has one row for each documented code.
var answers = map[state.Code]answerRow{
	state.MissingAPIKey:      {status: http.StatusUnauthorized, message: "Aucune clé API n'a été fournie"},
	state.InvalidAPIKey:      {status: http.StatusUnauthorized, message: "La clé API fournie est invalide ou révoquée"},
	state.ExpiredAPIKey:      {status: http.StatusUnauthorized, message: "La clé API a expiré"},
	state.InvalidTokenFormat: {status: http.StatusUnauthorized, message: "Le format du jeton est invalide, attendu : Bearer mk_…"},

	state.InsufficientScope:      {status: http.StatusForbidden, message: "La clé API n'a pas le droit nécessaire"},
	state.OrganizationMismatch:   {status: http.StatusForbidden, message: "La ressource appartient à une autre organisation"},
	state.DepartmentAccessDenied: {status: http.StatusForbidden, message: "La clé API n'a pas accès à ce département"},

	state.InsufficientCredits: {status: http.StatusPaymentRequired, message: "Crédits insuffisants pour créer le rendez-vous", booking: true},
	state.CreditCheckFailed:   {status: http.StatusPaymentRequired, message: "Le solde de crédits n'a pas pu être vérifié", booking: true, ordered: true},
	state.PaymentRequired:     {status: http.StatusPaymentRequired, message: "Un paiement est nécessaire pour continuer", booking: true},

	state.InvalidRequest:       {status: http.StatusBadRequest, message: "La requête est mal formée"},
	state.MissingRequiredField: {status: http.StatusBadRequest, message: "Un champ obligatoire est absent", booking: true, field: "name"},
	state.InvalidFieldValue:    {status: http.StatusUnprocessableEntity, message: "La valeur d'un champ est invalide", booking: true, field: "name"},
	state.InvalidDateTime:      {status: http.StatusUnprocessableEntity, message: "Format de date et d'heure non reconnu", booking: true, field: "dateTime"},
	state.InvalidPhoneNumber:   {status: http.StatusUnprocessableEntity, message: "Le numéro de téléphone est invalide", booking: true, field: "userPhone"},
	state.InvalidEmail:         {status: http.StatusUnprocessableEntity, message: "L'adresse électronique est invalide", booking: true, field: "userEmail"},

	state.AppointmentNotFound:  {status: http.StatusNotFound, message: "Le rendez-vous est introuvable"},
	state.DepartmentNotFound:   {status: http.StatusNotFound, message: "Le département est introuvable"},
	state.UserNotFound:         {status: http.StatusNotFound, message: "L'utilisateur est introuvable", booking: true, field: "workerId"},
	state.SlotNotAvailable:     {status: http.StatusConflict, message: "Le créneau n'est pas disponible", booking: true, field: "dateTime"},
	state.DuplicateAppointment: {status: http.StatusConflict, message: "Un rendez-vous existe déjà pour cette personne ce jour-là", booking: true},

	state.RateLimitExceeded: {status: http.StatusTooManyRequests, message: "La limite horaire de requêtes est dépassée"},
	state.TooManyRequests:   {status: http.StatusTooManyRequests, message: "Trop de requêtes dans l'intervalle de temps", ordered: true},

	state.InternalServerError: {status: http.StatusInternalServerError, message: "Une erreur interne est survenue", ordered: true},
	state.DatabaseError:       {status: http.StatusInternalServerError, message: "Une erreur de base de données est survenue", ordered: true},
	state.ServiceUnavailable:  {status: http.StatusServiceUnavailable, message: "Le service est momentanément indisponible", ordered: true},
	state.MaintenanceMode:     {status: http.StatusServiceUnavailable, message: "Le service est en maintenance", ordered: true},
}

// details are the particulars of a refusal, as JSON.
type details map[string]any

// A refusal is a documented error on its way out.
type refusal struct {
	code    state.Code
	message string // instead of the code's own sentence
	details details
}

func (r *refusal) Error() string {
	return cmp.Or(r.message, answers[r.code].message)
}

// refuse names a code alone.
func refuse(code state.Code) *refusal { return &refusal{code: code} }

// refuseField names a code and the field it is about. A nil value is left out.
func refuseField(code state.Code, field string, value any) *refusal {
	d := details{"field": field}
	if value != nil {
		d["value"] = value
	}
	return &refusal{code: code, details: d}
}

// saying replaces the code's own sentence.
func (r *refusal) saying(message string) *refusal {
	r.message = message
	return r
}

// reply is the refusal in the documented envelope.
func (r *refusal) reply() reply {
	type body struct {
		Code    state.Code `json:"code"`
		Message string     `json:"message"`
		Details details    `json:"details"`
	}
	d := r.details
	if d == nil {
		d = details{}
	}
	return respond(answers[r.code].status, map[string]body{"error": {r.code, r.Error(), d}})
}
