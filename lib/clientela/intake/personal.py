"""What a value says of a person, by what it looks like and not by where it stands: cells shift, and codes may be names."""

from __future__ import annotations

import re
from functools import cache

from clientela.intake.sniff.date_shapes import MONTH_OF

EMAIL = re.compile(r"[^\s@«»(),;:<>\"']+@[^\s@«»(),;:<>\"']+")
DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].*)?")
# Money with its signs between thousands, and a year with its month, are no numbers of anybody.
MONEY = re.compile(r"\D{0,5}\d{1,3}(?:[.,' \u00a0]\d{3})+(?:[.,]\d*)?\D{0,4}|\D{0,4}\d+[.,]\d{1,2}\D{0,4}")
LONG_NUMBER = re.compile(r"(?<![\d.,])\+?(?:\d[ ().-]{0,2}){7,}")
# Letters, in signs that Python and DuckDB read alike.
L = "A-Za-zÀ-ÖØ-öø-ſΑ-ωА-я"
# Signs that look like others, and those that nobody sees: what a value is does not hang on them.
SEEN_AS = (
    "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹＠－．＋\u00a0\u2007\u202f\u3000",
    "0123456789" * 3 + "@-.+    ",
)
# What stands around a value and is none of it: unseen signs, brackets, a word with its colon (tel:), an extension. In signs that Python and
# DuckDB read alike.
AROUND = (
    ("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]", ""),
    ("%40", "@"),
    (r"""^(?:\*+\s|[\s<"'«“\[{=~])+|[\s*>"'»”\]}]+$""", ""),
    (rf"^[{L}]{{2,12}} ?[:=] ?([^/\s])", r"\1"),
    (rf"^(?:[cC]liente|CLIENTE|[cC]ustomer) +([{L}])", r"\1"),
    (r"[ ,]+(?:[eE]xt|EXT|[aA]nexo|[iI]nt)\.? ?[0-9]{1,6}$", ""),
)
# An e-mail that is written so that programs do not know it, an address in the network or on the earth, or a page of somebody's.
ADDRESS = (
    r".*[@＠﹫].*|.*\S ?(?:[(\[{<](?:at|AT|a|arroba)[)\]}>]|[ _](?:at|AT|arroba)[ _]) ?\S+\.\S+.*|.*://.*|www\..*"
    r"|(?:[A-Za-z0-9_-]+\.)+[a-z]{2,4}/.*|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"
    r"|(?:[0-9A-Fa-f]{1,4}:+){3,7}[0-9A-Fa-f]{0,4}|-?[0-9]{1,3}\.[0-9]{3,}[,; ]+-?[0-9]{1,3}\.[0-9]{3,}"
)
# Two words of letters in one: ana.ruiz, a_ruiz, ana-ruiz, AnaRuiz, with figures behind or not.
LOW, UP = "a-zà-öø-ÿα-ω", "A-ZÀ-ÖØ-ÞΑ-Ω"
_WORD, _LONGER = rf"(?:[{UP}]?[{LOW}]+|[{UP}]+)", rf"(?:[{UP}]?[{LOW}]{{3,}}|[{UP}]{{3,}})"
JOINED = rf"{_WORD}(?:[._-]{_LONGER})+[._-]?[0-9]{{0,4}}|(?:[{UP}][{LOW}]{{2,}}){{2,4}}[0-9]{{0,4}}"
# The letters of a name before a date of birth, or behind it.
_DAY = (
    r"(?:(?:19|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9]|[0-3]?[0-9][./-][01]?[0-9][./-](?:[0-9]{2}){1,2})"
)
_FIGURES = r"(?:(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]|[0-3][0-9][01][0-9](?:19|20)[0-9]{2})"
BORN_BEHIND = rf"[{L}]{{1,4}}[ ._/-]?{_DAY}"
BORN_BEFORE = rf"(?:{_DAY}|{_FIGURES})[ ._/-]?[{L}]{{2,4}}"
# What stands on a road: words with the figures of a house.
STREET = rf"[{L}]{{2,}}\.? ?[0-9]+ ?[A-Za-z]{{0,3}} ?(?:#|N[°ºo]\.?).*[0-9].*|.*[{L}]{{3,}}.*\s.*[{L}]{{2,}}.*[0-9].*"
# Two to five signs that are words by themselves, as names of China, Japan and Korea are written.
NAME_OF_SIGNS = "[\u3400-\u9fff]{2,4}|[\uac00-\ud7a3]{2,5}"
# Of a street only a letter or two, as its kind has them: C/ Mayor 12, 3.º B.
SHORT_STREET = rf"(?i:c|cl|cll|cra|kr|av|avda|pza|plz|pl|ctra|dg|tv|urb)(?:[./]+ ?| )[{L} .]{{3,}},? ?(?:n[.º°]*)? ?[0-9]+.*"
# A day and a month as they begin many documents, and not the period of a code (202401).
_BIRTH = r"(?:[0-9]{2}(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])[0-3][0-9]|[0-3][0-9](?:0[1-9]|1[0-2])[0-9]{2})"
# Documents of many countries, in signs that Python and DuckDB read alike; what also money may look like is not here.
DOCUMENTS = (
    r"[0-9]{7,8}-?[A-Za-z]|[XYZxyz]-?[0-9]{7}-?[A-Za-z]",  # DNI, NIE
    r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-[0-9kK]|[0-9]{7,10}-[0-9]|[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-?[A-Za-z]",  # RUT, NIT, DNI
    r"[A-Za-zÑñ&]{3,4}[ -]?[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][ -]?[A-Za-z0-9]{3}|[A-Za-z]{4}[0-9]{6}[A-Za-z]{6}[A-Za-z0-9]{2}",  # RFC, CURP
    r"[A-Za-z]{6}(?:[0-9]{8}[A-Za-z][0-9]{3}|[0-9]{2}[A-Za-z][0-9]{2}[A-Za-z][0-9]{3}[A-Za-z])",  # Mexico's voters, Italy
    r"(?i:cc|ce|ti|nit|dni|nie|nif|cif|rut|ruc|ci|cpf|cuit|cuil|rfc|nss|tel|cel)[ .:-]*[1-9][0-9. -]{5,}[0-9A-Za-z]?",
    r"(?i:pas|pass|passport|pasaporte|pp)[ .:-]*[A-Za-z]{0,3}[0-9]{5,9}|[0-9]{20,26}|(?:[*•xX#]{4}[ -]?){1,4}[0-9]{3,4}",  # passports, accounts
    r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}",  # CPF
    r"[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{2,3}-[0-9]{7,8}-[0-9]|[0-9]{2}\.[0-9]{3}\.[0-9]{3}/[0-9]{4}-[0-9]{2}",  # SSN, CUIT, cédula, CNPJ
    r"[VEJvej]-[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}(?:-[0-9])?|[A-Za-z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d]",  # V-12.345.678, NINO
    r"(?:[0-9]{1,2}-[0-9]{3,4}|(?:PE|E|N)-[0-9]{1,4})-[0-9]{3,6}|[0-9]{4}-[0-9]{4}-[0-9]{5}|[0-9]{3}-[0-9]{6}-[0-9]{4}[A-Za-z]",  # Panama
    r"[0-9]{4}[ -][0-9]{5}[ -][0-9]{4}|[0-9]{4} [0-9]{4} [0-9]{4}|[0-9]{5,8}[ -](?:LP|CB|SC|OR|PT|CH|TJ|BE|PD)",  # DPI, Aadhaar, Bolivia
    r"\(?\+[0-9][0-9 ().-]{6,}|00[1-9][0-9]{8,12}|\(?[0-9]{2,4}\)?[ -][0-9]{3,4}[ -]?[0-9]{3,4}(?:[ -][0-9]{2,4})?",  # telephones
    r"[12] [0-9]{2} [0-9]{2} [0-9]{2} [0-9]{3} [0-9]{3}(?: [0-9]{2})?|[0-9]{8} [0-9] [A-Z]{2}[0-9]",  # NIR, cartão de cidadão
    rf"[0-9]{{2}}\.[0-9]{{2}}\.[0-9]{{2}}-[0-9]{{3}}\.[0-9]{{2}}|(?:[0-9]{{2}})?{_BIRTH}[-+/A][0-9]{{3,4}}[0-9A-Y]?",  # Belgium, Nordic, Czech
    rf"{_BIRTH}(?: [0-9]{{5}}|-[0-9]{{7}}|-[0-9]{{2}}-[0-9]{{4}})|[0-9]{{17}}[Xx]",  # Norway, Korea, Malaysia, China
    r"[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]|[0-9] [0-9]{4} [0-9]{5} [0-9]{2} [0-9]|[0-9]{5}-[0-9]{7}-[0-9]",  # Thailand, Pakistan
    r"[0-9]{4}-[0-9]{7}-[0-9]|[0-9]{4}(?:[ -][0-9]{4}){3}|[A-Za-z]{5}[0-9]{4}[A-Za-z]|[A-Za-z]{1,2}[0-9]{6}\([0-9Aa]\)",  # cards, PAN, Hong Kong
    r"[STFGMstfgm][0-9]{7}[A-Za-z]|[A-Za-z][0-9]{3}-[0-9]{4}-[0-9]{4}|[0-9]{5,8}-[0-9][A-Za-z](?: [A-Z]{2})?",  # Singapore, licences
    r"[CFGHJ-NPRTV-Z](?:[0-9]{2}[CFGHJ-NPRTV-Z]){2}[0-9]{2,3}",  # Germany
    r"[0-9]{3}\.[0-9]{3}\.[0-9]{4}|[0-9]{3}(?:[ .-][0-9]{2}){3}|[A-Z]{2}[0-9]{2} ?[0-9A-Z]{4} ?[0-9 ]{8,28}",  # telephones, IBAN
    # Of a vehicle, where the year and the plant are told: a word with a number behind it has its letters together.
    r"(?:[A-HJ-NPR-Z][A-HJ-NPR-Z0-9]|[1-9][A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{7}(?:[A-HJ-NPR-Y][A-HJ-NPR-Z0-9]|[1-9][A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{2}[0-9]{4}",
)
# Two or three letters and six figures, as passports have; in a message it is somebody's sooner than not.
PASSPORT = rf"[{L}]{{2,3}} ?[0-9]{{6}}"
# Plates of Spain, Argentina, Brazil, the United Kingdom and Chile; those of letters and then figures alone are written as products' codes are.
# In signs that have no vowels no word is meant.
_C = "BCDFGHJ-NPR-TV-Z"
PLATE = (
    rf"[0-9]{{4}}[ -]?[{_C}]{{3}}|[A-Z]{{2}}[ -]?[0-9]{{3}}[ -]?[A-Z]{{2}}|[A-Z]{{3}}[ -]?[0-9][A-Z][0-9]{{2}}"
    rf"|[A-Z]{{2}}[0-9]{{2}}[ -]?[A-Z]{{3}}|[{_C}]{{4}}[ -]?[0-9]{{2}}"
)
# What stands behind an amount or a quantity has no vowels either.
UNITS = frozenset("CLP MXN BRL GBP CHF HNL DKK SGD HKD NZD PHP PLN CZK TND KGS PCS GRS LTS MTS".split())  # noqa: SIM905 - one line
OF_SOMEBODY = re.compile("|".join((*DOCUMENTS, PASSPORT, ADDRESS, NAME_OF_SIGNS, SHORT_STREET)))
OF_SOMEBODY_IN_WORDS = re.compile("|".join((JOINED, BORN_BEHIND, STREET)))
# A code before or after a name: V01 - Ana Ruiz, Ana Ruiz (1020).
BESIDE_A_NAME = re.compile(
    r"^[A-Za-z]{0,4}\d{1,13}[\s.:;,_/#|(\[–-]+|[\s#(\[|/–-]+[A-Za-z]{0,4}\d{1,13}[)\]]?$|\)$"
)
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
# Between the words of a name, and never alone a name.
SMALL = {"de", "del", "la", "las", "los", "y", "da", "do", "dos", "van", "von", "san", "santa"}


@cache
def _vocabulary() -> frozenset[str]:
    """The words of the contract: what holds one of them speaks of a thing (fecha, pago, enviado), not of somebody."""
    from clientela.intake.contract import contract, plain

    columns = [c for table in contract().tables.values() for c in table.columns.values()]
    aliases = {word for c in columns for alias in (*c.aliases, *c.fallback) for word in alias.split("_")}
    said = {word for c in columns for words in c.values.values() for one in words for word in one.split()}
    states = {
        word
        for found in contract().states.values()
        for one in found
        for word in re.findall(r"[a-z]{4,}", one)
    }
    more = {plain(word) for word in (*contract().blank, *contract().anonymous) for word in word.split()}
    return frozenset(aliases | said | states | more | set(MONTH_OF) | OTHER_WORDS) - SMALL


# Months that are first names too.
CALLED_AS_MONTHS = frozenset({"julio", "abril", "april", "june", "august"})
WEEKDAYS = frozenset("lun mar mie jue vie sab dom mon tue wed thu fri sat sun".split())  # noqa: SIM905 - as a list the formatter gives each word a line
OTHER_WORDS = frozenset(
    """sin con por no en para muy error falta pendiente gratis grados total hoy ayer lunes martes miercoles jueves viernes sabado
    domingo satisfecho insatisfecho bueno malo regular excelente acuerdo desacuerdo ninguno otro otra varios general nunca
    siempre""".split()  # noqa: SIM905 - as a list the formatter gives each word a line
)


def bare(text: str) -> str:
    """A value as it is looked at: its figures and signs as most write them, without what only stands around it.

    >>> bare("tel: ３１０ 555 ext. 12"), bare("* <ana@correo.co>"), bare("https://casa")
    ('310 555', 'ana@correo.co', 'https://casa')
    """
    said = text.translate(str.maketrans(*SEEN_AS))
    for pattern, instead in AROUND:
        said = re.sub(pattern, instead, said)
    return said.strip()


def is_name(text: str) -> bool:
    """Whether a value is two words or more of letters alone, none of them a word of the trade; a code before or after does not count.

    >>> [is_name(text) for text in ("Ana Ruiz", "RUIZ, JULIO", "V01-Zulma T. 7", "En proceso", "Cierre julio", "Web")]
    [True, True, True, False, False, False]
    """
    from clientela.intake.contract import plain

    words = re.split(r"[\s,;]+", BESIDE_A_NAME.sub("", text.strip()))
    # A letter with its point is half a name: A. Ruiz.
    long = [word for word in words if plain(word) not in SMALL and len(word.strip("'’-")) > 1]
    if not 2 <= len(long) <= 7 or not all(WORD.fullmatch(word) for word in words if word):
        return False
    said = {short for word in words if len(short := plain(word).strip(".")) > 1}
    # Julio Ruiz is somebody, and «julio», «cierre julio» and «julio, agosto» are months.
    called = said & CALLED_AS_MONTHS
    if called and not (said - CALLED_AS_MONTHS and plain(words[0 if "," not in text else -1]) in called):
        return False
    return not (said - called) & _vocabulary()


def looks_personal(text: str, amount: bool = True) -> bool:
    """Whether a value looks like a person's: an e-mail, a telephone or identity number, a name of several words.

    Where no `amount` can stand, a number with signs between its thousands is a document: 1.030.567.890.

    >>> [looks_personal(text) for text in ("ana@correo.co", "12.345.678-K", "Ana Ruiz", "CLI-052", "2024-01-05", "19.000", "$ 1.234.567,8O")]
    [True, True, True, False, False, False, False]
    """
    said = bare(text)
    if "@" in said or _of_a_car(said) or (OF_SOMEBODY.fullmatch(said) and not DATE.fullmatch(said)):
        return True
    if DATE.fullmatch(said):
        return False
    if MONEY.fullmatch(said):
        return not amount and sum(map(str.isdigit, said)) >= 7
    return bool(LONG_NUMBER.search(said)) or is_name(said) or _in_words(said)


def _of_a_car(text: str) -> bool:
    """Whether a value is the plate of a car, and no amount with its unit.

    >>> [_of_a_car(text) for text in ("1230 BGP", "AB137HM", "BRA2E19", "1000 CLP", "ABC123", "SKU-1234", "2024001")]
    [True, True, True, False, False, False, False]
    """
    return bool(re.fullmatch(PLATE, text)) and text[-3:] not in UNITS


def _in_words(text: str) -> bool:
    """Whether words joined to one, beside figures, or with a date behind, are somebody's: none of them is a word of the trade.

    >>> [_in_words(text) for text in ("ana.ruiz", "Calle 12 # 34-56", "lun 02/03/2024", "pago-pendiente", "ar 02/03/85")]
    [True, True, False, False, True]
    """
    if not OF_SOMEBODY_IN_WORDS.fullmatch(text):
        return False
    words = re.findall(rf"[{L}]+", re.sub(r"(?<=[a-záéíóúüñ])(?=[A-ZÁÉÍÓÚÜÑ])", " ", text))
    return not any(plain_word in _vocabulary() or plain_word in WEEKDAYS for plain_word in map(_plain, words))


def _plain(word: str) -> str:
    from clientela.intake.contract import plain

    return plain(word)


def mask(value: object) -> str:
    """A personal value as a message may show it: its first sign and its length.

    >>> mask("ana@correo.co"), mask("1020")
    ('a… (13)', '1… (4)')
    """
    text = str(value)
    return f"{text[:1]}… ({len(text)})" if text else ""


def without_addresses(text: str) -> str:
    """A text of several parts in which no e-mail is left: the last net under every message.

    >>> without_addresses("estado: z4@buzon.invalid (3)")
    'estado: z… (16) (3)'
    """
    return EMAIL.sub(lambda found: mask(found[0]), text) if "@" in text else text
