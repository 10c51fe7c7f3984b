"""In which country a company is, told by its files: prefixes of telephones, kinds of tax numbers, currencies, names of countries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from clientela.intake.columns.peek import Peek
from clientela.intake.contract import header_key, plain
from clientela.intake.problems import cell
from clientela.present.language import gettext as _

PREFIX = re.compile(r"(?:\+|00)(\d{1,3})[\s().-]?\d")
BY_PREFIX = {"57": "CO", "52": "MX", "34": "ES", "56": "CL", "54": "AR", "51": "PE", "593": "EC", "502": "GT", "506": "CR", "507": "PA",
    "598": "UY", "595": "PY", "591": "BO", "503": "SV", "504": "HN", "505": "NI", "58": "VE"}  # fmt: skip
# Each kind of number of a taxpayer, where its shape is that of no other country.
TAX_IDS = {
    "MX": re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}"),
    "CO": re.compile(r"[89]\d{2}\.?\d{3}\.?\d{3}-\d"),
    "CL": re.compile(r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]"),
    "AR": re.compile(r"(?:20|23|24|27|30|33|34)-\d{8}-\d"),
    "ES": re.compile(r"(?:\d{8}|[XYZ]\d{7})-?[TRWAGMYFPDXBNJZSQVHLCKE]|[ABCDEFGHJNPQRSUVW]-?\d{7}[0-9A-J]"),
    "EC": re.compile(r"\d{10}001"),
    "PE": re.compile(r"(?:10|20)\d{9}"),
}
# Signs that are those of one country's money, and codes of currencies in a column of theirs.
MONEY = {"s/": "PE", "s/.": "PE", "mx$": "MX", "mxn": "MX", "cop": "CO", "clp": "CL", "ars": "AR", "pen": "PE", "gtq": "GT", "crc": "CR",
    "uyu": "UY", "pyg": "PY", "bob": "BO", "hnl": "HN", "nio": "NI", "dop": "DO", "€": "ES", "eur": "ES"}  # fmt: skip
# What the lists of the world's countries do not have: usual ways to write some of them.
ALSO = {
    "usa": "US",
    "eeuu": "US",
    "ee uu": "US",
    "uk": "GB",
    "eire": "IE",
    "england": "GB",
    "republica dominicana": "DO",
}
CITIES = {"bogota": "CO", "medellin": "CO", "cali": "CO", "barranquilla": "CO", "bucaramanga": "CO", "ciudad de mexico": "MX", "cdmx": "MX",
    "monterrey": "MX", "guadalajara": "MX", "puebla": "MX", "madrid": "ES", "barcelona": "ES", "valencia": "ES", "sevilla": "ES",
    "bilbao": "ES", "santiago": "CL", "valparaiso": "CL", "concepcion": "CL", "buenos aires": "AR", "rosario": "AR", "cordoba": "AR",
    "lima": "PE", "arequipa": "PE", "quito": "EC", "guayaquil": "EC", "cuenca": "EC",
    "montevideo": "UY", "asuncion": "PY", "la paz": "BO"}  # fmt: skip
OF_A_PHONE = re.compile(r"tel|cel|movil|phone|whatsapp|mobile")
OF_A_TAX_ID = re.compile(r"nit|rfc|rut|cuit|nif|cif|dni|ruc|cedula|documento|identific|tax|vat|fiscal")
OF_A_CURRENCY = re.compile(r"moneda|currency|divisa")
OF_A_COUNTRY = re.compile(r"pais|country")
OF_A_CITY = re.compile(r"ciudad|city|municipio|poblacion|localidad")
OF_A_STATE = re.compile(r"(^|_)(state|estado|province|provincia|region)(_|$)")
# A list of cities of one country has its largest ones; Lima and Lebanon are towns of the United States too.
FEW_CITIES, SOME_CITIES = 20, 2
STATES_OF_US = re.compile(
    r"alabama|arizona|arkansas|california|colorado|connecticut|florida|georgia|illinois|indiana|iowa|kansas|kentucky|louisiana|maryland"
    r"|massachusetts|michigan|minnesota|mississippi|missouri|nebraska|nevada|new (jersey|mexico|york)|(north|south) carolina|ohio|oklahoma|oregon"
    r"|pennsylvania|tennessee|texas|utah|virginia|washington|wisconsin|az|ca|co|ct|fl|ga|il|ks|ky|md|mi|mn|mo|nc|nj|nv|ny|oh|tn|tx|va|wi"
)
# A word or two of a state may be anything: «OK», «CO».
FEWEST_STATES = 3
# A share of a column's values that bears a country out; one column is a hint, two are a proof.
MOST = 0.5


# Codes of two letters for unions, tests and what is not known.
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


@cache
def countries() -> dict[str, str]:
    """The code of each country by its plain name in Spanish and in English.

    >>> countries()["united kingdom"], countries()["reino unido"], countries()["mexico"]
    ('GB', 'GB', 'MX')
    """
    from babel import Locale

    named = {
        plain(name): code
        for language in ("en", "es")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    }
    return named | ALSO


@dataclass(frozen=True)
class Where:
    """The country that the files tell, what tells it, and whether that is proof enough."""

    country: str
    evidence: str
    sure: bool


def where(peeks: Iterable[Peek], otherwise: str) -> Where:
    """The country that most columns speak for; `otherwise` where none does."""
    votes: Counter[str] = Counter()
    said: dict[str, str] = {}
    for peek in peeks:
        # Of two that say the same, what calls itself a country goes first: a city's name may be that of another one elsewhere.
        for place, header in sorted(
            enumerate(peek.raw.headers), key=lambda one: not OF_A_COUNTRY.search(header_key(one[1]))
        ):
            country, value, weight = _of_a_column(header_key(header), peek.values(place))
            if country:
                votes[country] += weight
                said.setdefault(country, f"{header} {cell(value)}")
            elif country := _of_a_header(header):
                votes[country] += 1
                said.setdefault(country, header)
    ranked = votes.most_common(2)
    if not ranked:
        return Where(otherwise, _("ningún dato lo dice"), False)
    alone = len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1]
    return Where(ranked[0][0], said[ranked[0][0]], alone and ranked[0][1] > 1)


def _of_a_header(header: str) -> str:
    """The country whose money a header names beside what it holds.

    >>> _of_a_header("Importe (€)"), _of_a_header("Total S/."), _of_a_header("Monto CLP"), _of_a_header("Copia")
    ('ES', 'PE', 'CL', '')
    """
    words = re.split(r"[\s()\[\]:_-]+", plain(header))
    return next((MONEY[word] for word in words[1:] if word in MONEY), "")


def _of_a_column(key: str, values: list[str]) -> tuple[str, str, int]:
    """The country that a column speaks for, a value of it, and how much that weighs."""
    if not values:
        return "", "", 0
    found: list[tuple[str, str]] = []
    weight = 2
    if OF_A_PHONE.search(key):
        found = [
            (BY_PREFIX[p], v) for v in values if (m := PREFIX.match(v)) and (p := _prefix(m[0])) in BY_PREFIX
        ]
    elif OF_A_TAX_ID.search(key):
        found = [(c, v) for v in values for c, shape in TAX_IDS.items() if shape.fullmatch(v.strip().upper())]
    elif OF_A_CURRENCY.search(key):
        found = [(MONEY[plain(v)], v) for v in values[:1] if plain(v) in MONEY]
        return (*found[0], 2) if found else ("", "", 0)
    elif OF_A_COUNTRY.search(key) or OF_A_CITY.search(key):
        known = countries() if OF_A_COUNTRY.search(key) else CITIES
        found = [(known[plain(v)], v) for v in values if plain(v) in known]
        if not found or (known is CITIES and len(values) > FEW_CITIES and len(found) < SOME_CITIES):
            return "", "", 0
        country = Counter(one for one, _value in found).most_common(1)[0][0]
        return country, next(v for one, v in found if one == country), 2 if len(found) > 2 else 1
    elif OF_A_STATE.search(key):
        found = [("US", v) for v in values if STATES_OF_US.fullmatch(plain(v))]
        found = found if len(found) >= FEWEST_STATES else []
    else:
        found = [(c, v) for v in values[:50] for sign, c in MONEY.items() if _beside(plain(v), sign)]
        weight = 1
    best = Counter(country for country, _value in found).most_common(1)
    if not best or best[0][1] < MOST * min(len(values), 50):
        return "", "", 0
    country = best[0][0]
    return country, next(value for one, value in found if one == country), weight


def _prefix(text: str) -> str:
    digits = re.sub(r"\D", "", text.removeprefix("00") if text.startswith("00") else text)
    return next((digits[:n] for n in (3, 2) if digits[:n] in BY_PREFIX), "")


def _beside(value: str, sign: str) -> bool:
    """Whether a currency stands beside a figure."""
    rest = value.replace(sign, "", 1).strip()
    stands = value.startswith(sign) or value.endswith(sign)
    return stands and bool(re.fullmatch(r"[-(]?[\d .,'\u00a0\u202f]*\d[\d .,'\u00a0\u202f]*\)?", rest))
