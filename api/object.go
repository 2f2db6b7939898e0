package api

import (
	"bytes"
	"encoding/json"
	"errors"
)

// byteOrderMark is what RFC 8259, 8.1, lets a reader of JSON pass over.
var byteOrderMark = []byte("\ufeff")

// An object is a JSON object by the exact names of its fields. A Go struct takes
// them without regard to case, and an unknown departmentID would replace the
// departmentId of the contract.
type object map[string]json.RawMessage

// objectOf reads a JSON object.
func objectOf(raw []byte) (object, error) {
	var o object
	if err := json.Unmarshal(bytes.TrimPrefix(raw, byteOrderMark), &o); err != nil {
		return nil, err
	}
	if o == nil {
		return nil, errors.New("not an object")
	}
	return o, nil
}

// listOf reads a JSON array; null is an empty one.
func listOf(raw []byte) ([]json.RawMessage, error) {
	raw = bytes.TrimPrefix(raw, byteOrderMark)
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, errors.New("no list")
	}
	var list []json.RawMessage
	err := json.Unmarshal(raw, &list)
	return list, err
}

// orNull is a field that is left out, as null.
func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// list is the array that an object holds under a name; it must be there.
func (o object) list(name string) ([]json.RawMessage, error) {
	raw, there := o[name]
	if !there {
		return nil, errors.New("no " + name)
	}
	return listOf(raw)
}
