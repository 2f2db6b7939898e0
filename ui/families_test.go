package ui

import (
	"slices"
	"testing"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/audit"
	"creneau/state"
	"creneau/ui/locale"
)

// A family is sentences whose keys are put together when the program runs, each
// with the fields that it may tell.
type family map[string][]string

// families are the keys of all families whose members are data elsewhere: those
// of settings' flags, of what check finds, and of what can be wrong with the
// configuration. What is to be done may be said or not.
func families(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for key := range wholeFamilies() {
		known[key] = true
	}
	for key := range adviceFamily(t) {
		known[key] = true
	}
	for _, flag := range literals(t, "cli") {
		known["flag."+flag] = true
	}
	return known
}

// wholeFamilies are those of which every member must have its sentence.
func wholeFamilies() family {
	all := family{}
	for _, s := range settings.Table(locale.Languages()) {
		if s.Flag != "" {
			all["flag."+s.Name] = []string{"Languages"}
		}
	}
	for _, right := range []state.Right{state.MayBook, state.MayCancel, state.MayRead, state.MaySlots, state.MayList} {
		all["right."+string(right)] = nil
	}
	for _, field := range []string{"name", "departmentId", "workerId", "dateTime"} { // of a booking
		all["field."+field] = nil
	}
	all["code."+string(state.InsufficientScope)+"_named"] = []string{"Right"}
	for _, code := range []state.Code{state.OrganizationMismatch, state.DepartmentAccessDenied, state.DepartmentNotFound} {
		all["code."+string(code)+"_named"] = []string{"Where"}
	}
	for _, code := range []state.Code{state.InvalidRequest, state.MissingRequiredField, state.InvalidFieldValue} {
		all["code."+string(code)+"_field"] = []string{"Field"}
	}
	for name, fields := range settings.Cases() {
		all["problem."+name] = fields
	}
	for trouble, fields := range store.Troubles() {
		all["store."+string(trouble)] = fields
	}
	for _, why := range []audit.Why{audit.Changed, audit.Missing} {
		all["audit."+string(why)] = []string{"File", "Line"}
	}
	for subject, cases := range settings.Findings() {
		all["check.title."+string(subject)] = nil
		for found, fields := range cases {
			all["check."+string(subject)+"."+found] = fields
		}
	}
	return all
}

// adviceFamily is what to do, by what was found and where that is known by what
// broke: every word in state that names a cause.
func adviceFamily(t *testing.T) family {
	t.Helper()
	all := family{}
	causes := append(literals(t, "../state"), "", "key") // a bare refusal may be the key's
	for subject, cases := range settings.Findings() {
		for found, fields := range cases {
			key := "check." + string(subject) + "." + found
			for _, cause := range causes {
				if cause != "" {
					cause = "_" + cause
				}
				all[key+cause+"_do"] = append(slices.Clone(fields), "Host")
			}
		}
	}
	return all
}

// TestFamiliesAreWhole fails where a member of a family has no sentence in some
// language, or one that tells what is not there to be told.
func TestFamiliesAreWhole(t *testing.T) {
	whole, advice := wholeFamilies(), adviceFamily(t)
	for _, lang := range locale.Languages() {
		words := wordsOf[lang]
		for key := range whole {
			if !words.Has(key) {
				t.Errorf("%s has no sentence in %s", key, lang)
			}
		}
		for _, key := range words.Keys() {
			fields, ok := whole[key]
			if !ok {
				if fields, ok = advice[key]; !ok {
					continue
				}
			}
			for _, m := range sentenceField.FindAllStringSubmatch(words.Raw(key), -1) {
				if !slices.Contains(fields, m[1]) {
					t.Errorf("%s tells {{.%s}} in %s, which is not there: %q", key, m[1], lang, fields)
				}
			}
		}
	}
	if len(whole) < 50 {
		t.Errorf("only %d members were found", len(whole))
	}
}
