package demo

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Family and given names as they are common in Guinea. The people made of them
// are invented. The order matters: earlier families are drawn more often.
var families = []string{
	"Diallo", "Bah", "Barry", "Camara", "Condé", "Keïta", "Sylla", "Sow", "Baldé", "Soumah",
	"Bangoura", "Touré", "Traoré", "Kourouma", "Cissé", "Fofana", "Doumbouya", "Kaba", "Diaby", "Diakité",
	"Konaté", "Kouyaté", "Sidibé", "Sangaré", "Conté", "Diawara", "Kanté", "Dramé", "Youla", "Sacko",
	"Haba", "Lamah", "Loua", "Kolié", "Guilavogui", "Millimono", "Tolno", "Béavogui", "N'Diaye", "Yattara",
	"Magassouba", "Tounkara", "Zoumanigui", "Sampil", "Mara", "Sanoh", "Onivogui", "Kandé",
}

var womenNames = []string{
	"Fatoumata", "Aïssatou", "Mariama", "Kadiatou", "Aminata", "Oumou", "Djénabou", "Ramatoulaye", "Fanta",
	"Binta", "Hawa", "M'mah", "Saran", "Mahawa", "Maïmouna", "Nènè", "N'na Fanta", "Hadja Mariama", "Aïcha",
	"Salématou", "Sia", "Finda", "Marie-Claire", "Fatoumata Binta", "Aïssatou Lamarana", "Djénabou Tély",
	"Kadiatou Bobo", "Nana Aïssatou", "Fatou", "Makalé", "Tenin", "Yarie", "Bintou", "Assiatou", "Rougui",
}

var menNames = []string{
	"Mamadou", "Alpha", "Ibrahima", "Ousmane", "Abdoulaye", "Thierno", "Boubacar", "Sékou", "Lansana",
	"Moussa", "Amadou", "Souleymane", "Mory", "Fodé", "Naby", "Sény", "Aboubacar", "Alhassane", "Cheick",
	"Saliou", "Tidiane", "Kerfalla", "Facinet", "Bangaly", "Morlaye", "Jean-Pierre", "Faya", "Siaka",
	"Mamadou Alpha", "Mamadou Saliou", "Alpha Oumar", "Thierno Mamadou",
	"Elhadj Ibrahima", "Ibrahima Sory", "Sékouba", "N'Famara", "Lancinè", "Paul-Émile", "Yaya",
}

// middleNames stand after another given name, where one alone is taken.
var middleNames = []string{
	"Bobo", "Sory", "Oury", "Kindy", "Dian", "Billo", "Sadio", "Yéro", "Pathé", "Lamine", "Salam", "Bailo",
	"Ly", "Siré", "Dioumé", "Hady", "Kaly", "Ciré", "Bhoye", "Malal", "Sidy", "Aguibou", "Tanou", "Mouctar",
}

// fold makes names comparable: without accents, case, hyphens, apostrophes and
// the order of their words.
func fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	slices.Sort(words)
	return strings.Join(words, " ")
}
