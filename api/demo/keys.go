package demo

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"creneau/state"
)

// The documented scopes that the calls of the contract ask for. Which call
// needs which is not documented; the names leave little choice.
const (
	scopeReadAppointments = "appointments:read"
	scopeCreate           = "appointments:create"
	scopeCancel           = "appointments:cancel"
	scopeDepartments      = "departments:read"
	scopeAvailability     = "availability:check"
	scopeEverything       = "api:admin"
)

// A Key is an API key of the demo.
type Key struct {
	Name   string // what it is for
	Secret string // mk_ and 32 letters and digits
	Scopes []string

	Development  bool   // bookings cost nothing
	Revoked      bool   // answers INVALID_API_KEY
	Expired      bool   // answers EXPIRED_API_KEY
	Department   string // id of the only department it may see; "" for all
	organization *organization
}

// allows says whether the key carries a scope.
func (k *Key) allows(scope string) bool {
	return slices.Contains(k.Scopes, scope) || slices.Contains(k.Scopes, scopeEverything)
}

// may says why the key cannot touch a department; nil when it can.
func (k *Key) may(d *department) *refusal {
	if d.organization != k.organization {
		return refuseField(state.OrganizationMismatch, "departmentId", d.id)
	}
	if k.Department != "" && k.Department != idText(d.id) {
		return refuseField(state.DepartmentAccessDenied, "departmentId", d.id)
	}
	return nil
}

// Names of the keys, for whoever looks for one in Keys.
const (
	KeyFull        = "Accueil, tous les droits"
	KeyReader      = "Affichage, lecture seule"
	KeyNoCancel    = "Site web, sans annulation"
	KeyDevelopment = "Développement, sans débit"
	KeyDepartment  = "Cardiologie seulement"
	KeyExpired     = "Ancienne clé, expirée"
	KeyRevoked     = "Clé perdue, révoquée"
	KeyOther       = "Autre organisation"
)

// keyStream keeps the secrets apart from the other draws of a seed.
const keyStream = 0x6b657973

// issueKeys makes the keys of a seed.
func issueKeys(seed uint64) []Key {
	all := []string{scopeReadAppointments, scopeCreate, scopeCancel, scopeDepartments, scopeAvailability,
		"users:read", "webhooks:manage", scopeEverything}
	desk := []string{scopeReadAppointments, scopeCreate, scopeCancel, scopeDepartments, scopeAvailability}
	keys := []Key{
		{Name: KeyFull, Scopes: all},
		{Name: KeyReader, Scopes: []string{scopeReadAppointments, scopeDepartments, scopeAvailability}},
		{Name: KeyNoCancel, Scopes: []string{scopeReadAppointments, scopeCreate, scopeDepartments, scopeAvailability}},
		{Name: KeyDevelopment, Scopes: desk, Development: true},
		{Name: KeyDepartment, Scopes: desk, Department: idText(cardiology)},
		{Name: KeyExpired, Scopes: all, Expired: true},
		{Name: KeyRevoked, Scopes: all, Revoked: true},
		{Name: KeyOther, Scopes: desk, organization: otherClinic},
	}
	rng := rand.New(rand.NewPCG(seed, keyStream))
	for i := range keys {
		keys[i].Secret = newSecret(rng)
		if keys[i].organization == nil {
			keys[i].organization = ourClinic
		}
	}
	return keys
}

func newSecret(rng *rand.Rand) string {
	const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	secret := []byte("mk_")
	for range 32 {
		secret = append(secret, alphabet[rng.IntN(len(alphabet))])
	}
	return string(secret)
}

// Keys lists the keys of the demo: with every scope, with some, and those that
// are refused.
func (c *Clinic) Keys() []Key { return slices.Clone(c.keys) }

// FullKey is the secret of the key with every scope.
func (c *Clinic) FullKey() string { return c.keys[0].Secret }

// authenticate reads the key in either of its two documented header forms. The
// documents do not say which wins when both are sent; here Authorization does.
func (c *Clinic) authenticate(h http.Header) (*Key, *refusal) {
	field, secret := "Authorization", ""
	switch authorization := h.Get("Authorization"); {
	case authorization != "":
		scheme, token, _ := strings.Cut(authorization, " ")
		if !strings.EqualFold(scheme, "Bearer") || !wellFormed(token) {
			return nil, refuseField(state.InvalidTokenFormat, field, mask(authorization))
		}
		secret = token
	case h.Get("X-API-Key") != "":
		field, secret = "X-API-Key", h.Get("X-API-Key")
	default:
		return nil, refuseField(state.MissingAPIKey, field, nil)
	}
	i := slices.IndexFunc(c.keys, func(k Key) bool { return k.Secret == secret })
	switch {
	case i < 0 || c.keys[i].Revoked:
		return nil, refuseField(state.InvalidAPIKey, field, mask(secret))
	case c.keys[i].Expired:
		return nil, refuseField(state.ExpiredAPIKey, field, mask(secret))
	}
	return &c.keys[i], nil
}

// wellFormed says whether a token has the documented shape. The underscore is
// that of mk_live_ and mk_test_, which the SDKs show.
func wellFormed(token string) bool {
	rest, ok := strings.CutPrefix(token, "mk_")
	return ok && rest != "" && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// mask keeps of a key or header what an answer may repeat.
func mask(secret string) string {
	if _, after, found := strings.Cut(secret, "mk_"); found && len(after) > 2 {
		return "mk_" + after[:2] + "…"
	}
	return "…"
}
