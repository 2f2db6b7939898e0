package settings

import "strings"

// A sentence in both languages. Braces hold what is filled in.
type bilingual struct{ en, fr string }

// sentence is a sentence in a language, English where it is neither.
func sentence(name, lang string) string {
	both := sentences[name]
	if strings.HasPrefix(lang, "fr") {
		return both.fr
	}
	return both.en
}

// sentences are all that this package says: the problems by kind, and what
// Check finds by subject and case, with what to do under ".do".
var sentences = map[string]bilingual{
	"line": {"line", "ligne"},

	"config_missing":    {"The configuration file {path} does not exist.", "Le fichier de configuration {path} n'existe pas."},
	"config_unreadable": {"The configuration file {path} cannot be read: {detail}.", "Le fichier de configuration {path} ne peut pas être lu : {detail}."},
	"bad_toml":          {"The configuration file {path} is not readable ({at}): {detail}.", "Le fichier de configuration {path} n'est pas lisible ({at}) : {detail}."},
	"unknown_keys":      {"The configuration file {path} holds settings that do not exist: {field}.", "Le fichier de configuration {path} contient des réglages qui n'existent pas : {field}."},
	"bad_value":         {"{source}: {field} is \"{value}\"; it can be {allowed}.", "{source} : {field} vaut « {value} » ; valeurs possibles : {allowed}."},
	"bad_value_missing": {"{source}: {field} is missing or empty; it looks like {allowed}.", "{source} : {field} manque ou est vide ; exemple : {allowed}."},

	"key_missing": {
		"The desk is configured ({source}) but no API key was found: name a file that holds it as key_file, or set {variable}.",
		"L'accueil est configuré ({source}) mais aucune clé d'API n'a été trouvée : indiquez dans key_file un fichier qui la contient, ou définissez {variable}.",
	},
	"key_malformed": {
		"What {source} holds is not a key: it is empty, or has blanks or control characters in it.",
		"Le contenu de {source} n'est pas une clé : vide, ou avec des blancs ou des caractères de contrôle.",
	},
	"key_file_missing":    {"The key file {path} does not exist.", "Le fichier de clé {path} n'existe pas."},
	"key_file_unreadable": {"The key file {path} cannot be read: {detail}.", "Le fichier de clé {path} ne peut pas être lu : {detail}."},
	"key_file_link":       {"The key file {path} is a symbolic link; name the file itself.", "Le fichier de clé {path} est un lien symbolique ; indiquez le fichier lui-même."},
	"key_file_kind":       {"The key file {path} is not a regular file.", "Le fichier de clé {path} n'est pas un fichier ordinaire."},
	"key_file_owner":      {"The key file {path} belongs to another user: sudo chown \"$(id -u)\" {quoted}", "Le fichier de clé {path} appartient à un autre utilisateur : sudo chown \"$(id -u)\" {quoted}"},
	"key_file_open":       {"The key file {path} can be used by others (mode {mode}): chmod 600 {quoted}", "Le fichier de clé {path} est accessible à d'autres (mode {mode}) : chmod 600 {quoted}"},

	"configuration":          {"configuration", "configuration"},
	"configuration.fit":      {"read from {from}", "lue dans {from}"},
	"configuration.defaults": {"no file; the defaults are used", "aucun fichier ; valeurs par défaut"},
	"configuration.demo":     {"nothing is configured: the demo clinic opens", "rien n'est configuré : la clinique de démonstration s'ouvre"},
	"configuration.demo.do":  {"set key_file in {from}, or {variable}, to work with MONCRENEAU", "indiquez key_file dans {from}, ou {variable}, pour travailler avec MONCRENEAU"},

	"key":         {"key", "clé"},
	"key.fit":     {"found in {from}", "trouvée dans {from}"},
	"key.env":     {"found in the environment ({from})", "trouvée dans l'environnement ({from})"},
	"key.env.do":  {"a file of mode 600 named by key_file is safer", "un fichier de mode 600 indiqué par key_file est plus sûr"},
	"key.demo":    {"none; the demo needs none", "aucune ; la démonstration n'en a pas besoin"},
	"key.unknown": {"not looked for, because of the configuration", "non cherchée, à cause de la configuration"},

	"clock":         {"clock", "horloge"},
	"clock.fit":     {"{seconds} s from the server's", "à {seconds} s de celle du serveur"},
	"clock.off":     {"{seconds} s {direction} the server's", "{seconds} s {direction} celle du serveur"},
	"clock.off.do":  {"set this machine's clock: sudo timedatectl set-ntp true", "réglez l'horloge de cette machine : sudo timedatectl set-ntp true"},
	"clock.unknown": {"not compared: the server told no time", "non comparée : le serveur n'a pas donné l'heure"},
	"clock.ahead":   {"ahead of", "en avance sur"},
	"clock.behind":  {"behind", "en retard sur"},

	"network":          {"network", "réseau"},
	"network.fit":      {"GET /departments: {count} departments in {took} ms", "GET /departments : {count} départements en {took} ms"},
	"network.demo":     {"not needed by the demo", "inutile pour la démonstration"},
	"network.skipped":  {"not tried: there is no key to try it with", "non essayé : pas de clé pour l'essayer"},
	"network.refused":  {"the API refuses: {code}", "l'API refuse : {code}"},
	"network.broken":   {"no answer: {code}", "pas de réponse : {code}"},
	"network.key":      {"the API refuses the key: {code}", "l'API refuse la clé : {code}"},
	"network.right":    {"the key lacks a right: {code}", "il manque un droit à la clé : {code}"},
	"network.limit":    {"the request limit is reached: {code}", "la limite de requêtes est atteinte : {code}"},
	"network.other":    {"something else than the API answers: {code}", "autre chose que l'API répond : {code}"},
	"network.server":   {"the API is in trouble: {code}", "l'API a un problème : {code}"},
	"network.key.do":   {"ask for a new key in the dashboard, Settings, API", "demandez une nouvelle clé dans le tableau de bord, Paramètres, API"},
	"network.right.do": {"give the key the scope departments:read", "donnez à la clé le droit departments:read"},
	"network.limit.do": {"try again in {wait} s", "réessayez dans {wait} s"},
	"network.other.do": {"check base_url, and whether this network wants a login", "vérifiez base_url, et si ce réseau demande une connexion"},

	"network.refused.do":        {"check base_url", "vérifiez base_url"},
	"network.server.do":         {"try again later", "réessayez plus tard"},
	"network.broken.do":         {"check the connection to {host}", "vérifiez la connexion à {host}"},
	"network.broken.dns.do":     {"the name {host} is not found: check the name server of this machine", "le nom {host} est introuvable : vérifiez le serveur de noms de cette machine"},
	"network.broken.refused.do": {"{host} takes no connection: check base_url and the firewall", "{host} n'accepte pas de connexion : vérifiez base_url et le pare-feu"},
	"network.broken.tls.do":     {"the certificate of {host} is not trusted: check the clock, and who answers there", "le certificat de {host} n'est pas reconnu : vérifiez l'horloge, et qui répond là"},
	"network.broken.timeout.do": {"{host} is too slow or out of reach: check the line", "{host} est trop lent ou hors d'atteinte : vérifiez la ligne"},
	"network.other.redirect.do": {"{host} sends elsewhere: check base_url, and whether this network wants a login", "{host} renvoie ailleurs : vérifiez base_url, et si ce réseau demande une connexion"},
	"terminal":                  {"terminal", "terminal"},
	"terminal.fit":              {"{term}, {width}x{height}, UTF-8", "{term}, {width}x{height}, UTF-8"},
	"terminal.chosen":           {"{term}, {width}x{height}, ASCII as configured", "{term}, {width}x{height}, ASCII comme réglé"},
	"terminal.none":             {"standard output is not a terminal", "la sortie standard n'est pas un terminal"},
	"terminal.none.do":          {"start creneau in a terminal, or over ssh -t", "lancez creneau dans un terminal, ou par ssh -t"},
	"terminal.dumb":             {"TERM is \"{term}\": no colours, ASCII borders", "TERM vaut « {term} » : ni couleurs ni bordures"},
	"terminal.dumb.do":          {"set TERM, for instance to xterm-256color", "définissez TERM, par exemple xterm-256color"},
	"terminal.small":            {"{term}, {width}x{height}: smaller than 40x10", "{term}, {width}x{height} : plus petit que 40x10"},
	"terminal.small.do":         {"make the window larger: 80x24 shows everything", "agrandissez la fenêtre : 80x24 montre tout"},
	"terminal.narrow":           {"{term}, {width}x{height}: some columns are left out", "{term}, {width}x{height} : des colonnes sont omises"},
	"terminal.narrow.do":        {"80x24 shows everything", "80x24 montre tout"},
	"terminal.ascii":            {"{term}, {width}x{height}, no UTF-8 locale: borders are drawn in ASCII", "{term}, {width}x{height}, langue système sans UTF-8 : bordures en ASCII"},
	"terminal.ascii.do":         {"set charset = \"utf-8\" where the terminal shows accents: é", "réglez charset = \"utf-8\" si le terminal montre les accents : é"},
}
