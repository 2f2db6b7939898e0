package journey_test

import (
	"fmt"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state/clinic"
	"creneau/ui/cli"
	"creneau/ui/proof/journey"
	"creneau/ui/proof/yardstick"
)

// The departments of the demo clinic.
const (
	cardiology = 11 + iota
	pediatrics
	dental
	maternity
	ophthalmology
	radiology
)

// byHand are lines as they were written by hand by somebody who had read only the help,
// slips and all, and what was meant: by whom, where, with whom, on which day of
// February 2026, from which hour to which. Of a line that says less the rest is open.
var byHand = []struct {
	line, who  string
	where      int64
	worker     int64
	day        int
	from, upTo clinic.Wall
}{
	{"diallo fatoumata pediatrie demain matin", "Diallo Fatoumata", pediatrics, 0, 4, 7, 12},
	{"diallo fatoumata pediatrics tomorrow morning", "Diallo Fatoumata", pediatrics, 0, 4, 7, 12},
	{"bah dr soumah mardi à 10h", "Bah Aïssatou Lamarana", radiology, 506, 10, 9, 11},
	{"kouyate aminata cardio vendrdi", "Kouyate Aminata", cardiology, 0, 6, 0, 24},
	{"condé opthalmo dans deux semaines", "Condé Ibrahima", ophthalmology, 0, 17, 0, 24},
	{"mme barry cardiologie le 12", "Barry Tenin Kindy", cardiology, 0, 12, 0, 24},
	{"keita demain matin 9 heures", "Keïta Maïmouna", maternity, 0, 4, 9, 10},
	{"nabé oumar, maternité demain", "Nabé Oumar", maternity, 0, 4, 0, 24},
	{"bah wednsday", "Bah Aïssatou Lamarana", pediatrics, 0, 4, 0, 24},
	{"john smith cardiology next monday", "John Smith", cardiology, 0, 9, 0, 24},
	{"condé on 12 february in the afternoon", "Condé Ibrahima", ophthalmology, 0, 12, 12, 18},
	{"sylla dent tue 9:30", "Sylla Aïssatou", dental, 0, 10, 9, 10},
	{"condé dentaire aujourdhui", "Condé Ibrahima", dental, 0, 3, 0, 24},
	{"dialo fatoumatta cardio jeudi 10h", "Diallo Fatoumata", cardiology, 0, 5, 9, 11},
	{"barry tommorow 11.30", "Barry Tenin Kindy", 0, 0, 4, 11, 12},
	{"haba martine, ped lundi matin", "Haba Martine", pediatrics, 0, 9, 0, 12},
	{"diallo alpha on the 20th at 11", "Diallo Alpha", cardiology, 0, 20, 10, 12},
	{"bah yaya dentiste jeudi matin", "Bah Yaya", dental, 0, 5, 0, 12},
	{"camara aminata materinté jeudi", "Camara Aminata", maternity, 0, 5, 0, 24},
	{"sow cardio apresmidi", "Sow Nana Aïssatou", cardiology, 0, 3, 12, 18},
	{"touré lansana semaine prochaine", "Touré Lansana", cardiology, 0, 9, 0, 24},
	{"diallo alpha doctor soumah fri before 10", "Diallo Alpha", radiology, 506, 6, 0, 10},
	{"barry docteur soumah vendredi 9h", "Barry Tenin Kindy", radiology, 506, 6, 8, 10},
	{"sangaré ophtalmo the day after tomorrow am", "Sangaré Mariama Ly", ophthalmology, 0, 5, 0, 12},
	{"sylla pédiatrie jeudi dans la matinée", "Sylla Aïssatou", pediatrics, 0, 5, 0, 12},
	{"toure maternity first thing monday", "Touré M'mah Ly", maternity, 0, 9, 0, 12},
	{"touré maternité lundi à la première heure", "Touré M'mah Ly", maternity, 0, 9, 0, 12},
	{"barry cardio wendsday 10 30", "Barry Tenin Kindy", cardiology, 0, 4, 10, 11},
	{"condé le dix-sept février à 14h30", "Condé Ibrahima", ophthalmology, 0, 17, 14, 15},
	{"conde jean-pierre after 2pm thursday", "Condé Jean-Pierre", ophthalmology, 0, 5, 14, 24},
	{"condé djénabou apres 14h mardi prochain", "Condé Djénabou", cardiology, 0, 10, 14, 24},
	{"camara makalé pediatrie 20th february first thing", "Camara Makalé", pediatrics, 0, 20, 0, 12},
	{"barry aminata le douze fevrier avant midi", "Barry Aminata", maternity, 0, 12, 0, 12},
	{"sylla mah cardio 24/2 at 9", "Sylla M'mah", cardiology, 0, 24, 8, 10},
	{"mlle touré aïcha mater jeudi en matinée", "TOURÉ Aïcha", maternity, 0, 5, 0, 12},
	{"keita aminata maternity from 13h on friday", "Keïta Aminata", maternity, 0, 6, 13, 24},
	{"mme camara hawa ped le vingt février", "Camara Hawa Malal", pediatrics, 0, 20, 0, 24},
	{"bah, dental, next friday afternoon", "Bah", dental, 0, 13, 12, 18},
	{"sow cardiologue +2 sem aprem", "Sow Nana Aïssatou", cardiology, 0, 17, 12, 18},
	{"fofana fatoumata binta mat tomorrow 2pm", "Fofana Fatoumata Binta", maternity, 0, 4, 13, 16}, // no morning has that hour
	{"condé mamady cardio with traore thu", "", 0, 0, 0, 0, 0},                                     // who is meant is asked; nobody of that name works there
}

// TestLinesWrittenByHand types each key by key, and Enter for each question that the
// desk asks with the right answer selected: what was meant is in the books.
func TestLinesWrittenByHand(t *testing.T) {
	for i, c := range byHand {
		if yardstick.Raced && i%4 != 0 {
			continue
		}
		lang := []string{"fr", "en"}[i%2]
		t.Run(fmt.Sprintf("%s in %s", c.line, lang), func(t *testing.T) {
			journey.Play(t, cli.Run, lang, func(d *journey.Desk) {
				d.Rest(5 * time.Second)
				d.Press("n")
				d.Type(c.line)
				said := ""
				for range 4 {
					d.Rest(time.Second)
					if c.who == "" && (d.Asks("book.who_alike") || d.Asks("book.unknown")) {
						return
					}
					said = d.Text()
					if d.Press("enter"); len(d.Clinic.Ledger()) > 0 {
						break
					}
				}
				d.Rest(2 * time.Second)
				ledger := d.Clinic.Ledger()
				if len(ledger) != 1 {
					t.Fatalf("the books hold %+v; said\n%s\nand now\n%s", ledger, said, d.Text())
				}
				e := ledger[0]
				hour := e.At.OfDay() / clinic.Hour
				if e.Action != demo.Booked || e.Name != c.who || c.where != 0 && e.Department != c.where || e.Worker != c.worker ||
					e.At.Day() != clinic.Date(2026, time.February, c.day) || hour < c.from || hour >= c.upTo {
					t.Errorf("booked %+v, meant %+v; said\n%s", e, c, said)
				}
			})
		})
	}
}
