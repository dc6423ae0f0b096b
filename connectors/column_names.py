"""Which field a column name means, in the languages people's exports come in.

Names are compared folded: case, accents, blanks and punctuation don't count ("E-Mail-Adresse" = "emailadresse"). A
name that isn't listed is tried again without its number and its label words: "Business Street 2" is a street, of work.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Meaning(NamedTuple):
    """A field of `column_map`, and the label that the column's name gives its values (`work`, `mobile`)."""

    field: str
    label: str | None = None


_NAMES: dict[Meaning, str] = {
    Meaning("name"): """name | full name | display name | contact name | Anzeigename | vollständiger Name
        nom complet | nom à afficher | nombre completo | nome completo | nome visualizzato | naam | weergavenaam""",
    Meaning("given_name"): """first name | given name | first | forename | preferred first name | Vorname | Rufname
        prénom | nombre | nombre de pila | nome | primeiro nome | voornaam | förnamn | fornavn | imię | 名""",
    Meaning("middle_name"): """middle name | middle | additional name | weitere Vornamen | zweiter Vorname
        deuxième prénom | autres prénoms | segundo nombre | secondo nome | nome do meio | tweede voornaam""",
    Meaning("family_name"): """last name | family name | surname | last | Nachname | Familienname
        Zuname | nom | nom de famille | apellido | apellidos | cognome | sobrenome | apelido | achternaam | efternamn
        etternavn | efternavn | nazwisko | 姓""",
    Meaning("maiden_name"): """maiden name | birth name | name at birth | née | Geburtsname | geb. | nom de jeune fille
        nom de naissance | apellido de soltera | cognome da nubile | nome de solteira | meisjesnaam""",
    Meaning("nickname"): """nickname | nick name | nick | goes by | Spitzname | surnom | apodo | alias | soprannome
        apelido familiar | bijnaam""",
    Meaning("prefix"): """name prefix | prefix | honorific | salutation | courtesy title | Anrede | Titel | titre
        civilité | tratamiento | titolo | título | aanhef""",
    Meaning("suffix"): "name suffix | suffix | generation | Namenszusatz | suffixe | sufijo | suffisso | sufixo",
    Meaning("phonetic_given_name"): "phonetic first name | given name yomi | phonetic given name",
    Meaning("phonetic_family_name"): "phonetic last name | family name yomi | phonetic family name",
    Meaning("birth_date"): """birthday | birth date | date of birth | dob | born | born on | Geburtstag | Geburtsdatum
        date de naissance | anniversaire | fecha de nacimiento | cumpleaños | data di nascita | compleanno
        data de nascimento | aniversário | geboortedatum | verjaardag""",
    Meaning("birth_year"): "birth year | year of birth | Geburtsjahr",
    Meaning("birth_month"): "birth month | Geburtsmonat",
    Meaning("birth_day"): "day of birth",
    Meaning("email"): """email | email address | e-mail | mail | mail address | primary email | secondary email
        preferred email | email id | E-Mail-Adresse | Mailadresse | primäre E-Mail-Adresse | sekundäre E-Mail-Adresse
        adresse e-mail | adresse de messagerie | adresse électronique | courriel | mél | correo | correo electrónico
        dirección de correo electrónico | indirizzo e-mail | indirizzo di posta elettronica | posta elettronica
        endereço de e-mail | e-mailadres | e-post""",
    Meaning("phone"): """phone | phone number | telephone | telephone number | tel | tel no | primary phone
        Telefon | Telefonnummer | Rufnummer | Tel. | Haupttelefon | téléphone | numéro de téléphone | teléfono
        telefono | telefone | telefoon | telefoonnummer""",
    Meaning("phone", "mobile"): """mobile | mobile phone | mobile number | cell | cell phone | cellphone | cellular
        Handy | Handynummer | Mobil | Mobiltelefon | Mobilnummer | Mobil-Tel.-Nr. | téléphone mobile | portable
        téléphone portable | móvil | teléfono móvil | cellulare | telefono cellulare | celular | telemóvel
        mobiele telefoon""",
    Meaning("phone", "main"): "company main phone | company phone | switchboard | Telefon Firma",
    Meaning("phone", "fax"): "fax | fax number | Telefax | Faxnummer | Fax-Nummer | télécopie | télécopieur",
    Meaning("phone", "pager"): "pager | pager number",
    Meaning("organisation"): """organisation | organization | organization name | company | company name | employer
        employer name | current employer | associated company | Firma | Unternehmen | Arbeitgeber | société
        entreprise | employeur | empresa | organización | organizzazione | società | azienda | organização | bedrijf
        organisatie | 会社""",
    Meaning("title"): """job title | position | organization title | current position | role | occupation title
        Berufsbezeichnung | Stelle | fonction | titre professionnel | poste | cargo | puesto | posizione | qualifica
        functie""",
    Meaning("department"): """department | organization department | Abteilung | service | département
        departamento | reparto | afdeling""",
    Meaning("industry"): """industry | company industry | sector | Branche | Wirtschaftszweig | secteur
        secteur d'activité | sector económico | settore | setor | bedrijfstak""",
    Meaning("address"): """address | full address | mailing address | postal address | Adresse | Anschrift
        dirección | indirizzo | endereço | adres""",
    Meaning("street"): """street | street address | address line | address line 1 | Straße | Strasse und Hausnummer
        rue | calle | via | rua | straat""",
    Meaning("city"): "city | town | locality | Ort | Stadt | Wohnort | ville | ciudad | città | cidade | plaats | stad",
    Meaning("region"): """state | region | province | state/province | Bundesland | Kanton | Bundesland/Kanton
        région | département/région | provincia | estado | stato/provincia | regione | provincie""",
    Meaning("postcode"): """postcode | postal code | zip | zip code | zip/postal code | PLZ | Postleitzahl
        code postal | código postal | CAP | CEP""",
    Meaning("country"): """country | country/region | Land | Land/Region | Staat | pays | pays/région | país
        país/región | paese | nazione""",
    Meaning("url"): """url | website | web site | web page | webpage | home page | homepage | profile url | public url
        linkedin | linkedin url | linkedin profile | Webseite | Webadresse | site web | page web | página web
        sitio web | sito web | pagina web""",
    Meaning("note"): """note | notes | comment | comments | remarks | Notiz | Notizen | Bemerkung | Bemerkungen
        remarques | commentaires | notas | comentarios | osservazioni | notities | opmerkingen""",
    Meaning("tag"): """tags | labels | group membership | groups | categories | category | keywords | Kategorien
        Kategorie | Gruppen | catégories | groupes | categorías | etiquetas | categorie | gruppi""",
    Meaning("school"): """school | school name | university | college | alma mater | Schule | Hochschule | Universität
        école | université | escuela | universidad | scuola | università""",
    Meaning("class_year"): """class year | class of | class | cl yr | grad year | graduation year | year of graduation
        preferred class year | Abschlussjahr | Abschlussjahrgang | Abiturjahrgang | Jahrgang | promotion
        année de promotion | año de graduación | promoción | anno di laurea""",
    Meaning("major"): """major | majors | field of study | degree subject | Studienfach | Studiengang | Fachrichtung
        filière | carrera | corso di laurea""",
    Meaning("degree"): "degree | degree name | degree code | Abschluss | diplôme | título académico | titolo di studio",
    Meaning("gender"): "gender | sex | Geschlecht | sexe | sexo | sesso | geslacht",
}

_LABELS = {
    "home": "home private privat personal personnel personnelle particular casa domicile domicilio prive hem",
    "work": """work business office geschaftlich dienstlich beruflich bureau professionnel professionnelle trabajo
        ufficio lavoro trabalho werk""",
    "other": "other weitere weiterer weiteres andere autre autres otro otra altro altra outro outra",
    "mobile": "mobile cell cellular handy mobil portable movil cellulare celular telemovel mobiel",
    "fax": "fax telefax telecopie",
    "main": "main haupt principal principale",
}
_LABEL_OF_WORD = {word: label for label, words in _LABELS.items() for word in words.split()}
_WHERE = {word for word, label in _LABEL_OF_WORD.items() if label not in ("mobile", "fax")}
_SMALL_WORDS = {"de", "du", "des", "la", "le", "el", "di", "da", "del", "do", "van", "der", "die", "das"}


def words(name: str) -> list[str]:
    """The words and numbers of a column name, folded: ["email", "2"] of "E-mail 2"; camelCase is taken apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[^\W\d_]+|\d+", letters)


def folded(name: str) -> str:
    """The form in which column names are compared."""
    return "".join(words(name))


@lru_cache(maxsize=4096)
def meaning(name: str) -> Meaning | None:
    """What a column of this name holds; None when the name isn't known."""
    known = _MEANINGS.get(folded(name))
    if known is not None:
        return known
    unnumbered = [word for word in words(name) if not word.isdigit() and word not in _SMALL_WORDS]
    for dropped in (_WHERE, _LABEL_OF_WORD.keys()):
        known = _MEANINGS.get("".join(word for word in unnumbered if word not in dropped))
        if known is not None:
            return known._replace(label=known.label or label(name))
    return None


@lru_cache(maxsize=4096)
def label(name: str) -> str | None:
    """The label in a column's name: `work` of "Business Phone", `fax` of "Home Fax"."""
    found = [_LABEL_OF_WORD[word] for word in words(name) if word in _LABEL_OF_WORD]
    special = [each for each in found if each in ("fax", "mobile")]
    return next(iter(special or found), None)


_MEANINGS = {folded(name): each for each, names in _NAMES.items() for name in re.split(r"[|\n]", names) if name.strip()}
