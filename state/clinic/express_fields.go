package clinic

import "strings"

// Fields are the parts of a booking when each is typed apart.
type Fields struct{ Name, Department, Worker, Day, Hour string }

// ReadFields reads a booking typed into separate fields: each part by the
// grammar of its own field, so that a name is never taken for a day.
func ReadFields(f Fields, c Context) Reading {
	places := c
	places.People = nil // no word of these fields is a patient's
	r := Read(strings.Join([]string{f.Department, f.Worker, f.Day, f.Hour}, " "), places)
	r.People, r.Name = nil, ""
	if name := strings.TrimSpace(f.Name); name != "" {
		r.People = c.People.Find(name, c.Now, maxCandidates)
		r.Name = titled(name)
	}
	if !r.DepartmentSaid && len(r.People) > 0 && r.People[0].Person.LastDepartment != "" {
		r.Department = r.People[0].Person.LastDepartment
	}
	return r
}
