"""Customers with Spanish names as three careless sources would write them, and who is who: the benchmark of identity.

Everything follows from the seed. Beside slips of the pen there are the cases that fool a matcher: spouses and children on one telephone and
address, a father and a son of one name, twins, namesakes, a shop's own telephone, companies of one accountant.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa


def words(text: str) -> list[str]:
    """The words of a list."""
    return text.split()


GIVEN_F = words(
    """
    María Ana Luz Sandra Claudia Paola Diana Carolina Guadalupe Mercedes Yurany Dolores Catalina Lizeth Esperanza Fernanda Gabriela
    Juana Daniela Camila Valentina Isabel Teresa Rosario Beatriz Nubia Yolanda Maryory Leidy Francisca Andrea Julieta Ximena Adriana
    Luisa Josefa
    """
)
GIVEN_M = words(
    """
    José Juan Carlos Luis Jorge Andrés Francisco Antonio Ignacio Enrique Jesús Fernando Guillermo John Yeison Edwin Wilmar Brayan
    Daniel Camilo Gabriel Julián Adrián Mario Sebastián Nicolás Rafael Manuel Hernán Éider Duván Ferney Anderson Vicente Álvaro
    Eduardo
    """
)
SURNAMES = words(
    """
    García Rodríguez Martínez López González Hernández Pérez Sánchez Gómez Ramírez Díaz Torres Vargas Castro Rojas Moreno Jiménez
    Muñoz Ortiz Gutiérrez Vásquez Núñez Quintero Zuluaga Bermúdez Chávez Echeverry Ñustes Pabón Tibaduiza Aristizábal Yepes Cuéllar
    Páez Ávila Peñaloza Giraldo Betancourt Guacaneme Umaña Valbuena Quiñones Zárate Ibáñez Ulloa Villegas Botero Londoño Uribe
    Arboleda Mosquera Hinestroza Córdoba Riascos Palacios Rentería Marulanda Ocampo Cifuentes Bohórquez
    """
)
PARTICLES = ["de la Rosa", "del Río", "de León", "de la Hoz", "del Castillo"]
NICKNAMES = dict(
    zip(
        words(
            "José Francisco Guadalupe Ignacio Enrique Jesús Fernando Guillermo María Antonio Juan Teresa Rafael Dolores John Catalina Rosario"
        ),
        words("Pepe Paco Lupe Nacho Quique Chucho Nando Memo Mª Toño Juancho Tere Rafa Lola Jhon Cata Charo"),
        strict=True,
    )
)
HEARD = [
    ("z", "s"),
    ("v", "b"),
    ("b", "v"),
    ("ñ", "n"),
    ("ll", "y"),
    ("gi", "ji"),
    ("ge", "je"),
    ("s", "z"),
    ("qui", "ki"),
    ("h", ""),
]
CITIES = ["Bogotá", "Medellín", "Cali", "Barranquilla", "Bucaramanga", "Pereira"]
STREETS = [
    ("Carrera", "Cra.", "Kr", "CRA"),
    ("Calle", "Cl", "Cll.", "CALLE"),
    ("Avenida", "Av.", "Avda", "AV"),
]
TRADES = [
    "Distribuidora",
    "Ferretería",
    "Panadería",
    "Inversiones",
    "Comercializadora",
    "Transportes",
    "Restaurante",
    "Droguería",
    "Textiles",
    "Agropecuaria",
]
FANCY = words(
    """
    Cóndor Andina Norte Progreso Esmeralda Horizonte Cumbre Palmera Bolívar Sabana Estrella Diamante Caribe Orquídea Nevado Colina
    Fortuna Alianza Trébol Ámbar
    """
)
DOMAINS = ["gmail.com", "hotmail.com", "yahoo.com", "outlook.com"]
SLIPS = {
    "gmail.com": "gmial.com",
    "hotmail.com": "hotmal.com",
    "yahoo.com": "yaho.com",
    "outlook.com": "outlok.com",
}


@dataclass(frozen=True)
class Someone:
    """A customer as he is."""

    truth: int
    kind: str
    given: tuple[str, ...]
    surnames: tuple[str, ...]
    tax_id: str
    email: str
    phone: str
    address: tuple[int, int, int, int, int]
    city: str
    birth: tuple[int, int, int]


def nit(chance: random.Random) -> str:
    """A company's number with its check digit."""
    body = f"{chance.choice('89')}{chance.randrange(10**8):08d}"
    weights = (41, 37, 29, 23, 19, 17, 13, 7, 3)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return f"{body}-{rest if rest < 2 else 11 - rest}"


def customers(number: int, chance: random.Random) -> list[Someone]:
    """Persons, families and companies."""
    people: list[Someone] = []
    while len(people) < number:
        roll = chance.random()
        if roll < 0.12:
            people.append(_company(len(people), chance))
            continue
        first = _person(len(people), chance)
        people.append(first)
        if roll < 0.30:
            people.extend(_family(first, len(people), chance))
    return people[:number]


def _person(truth: int, chance: random.Random) -> Someone:
    given = chance.sample(chance.choice([GIVEN_F, GIVEN_M]), chance.choice([1, 2, 2]))
    # Some names are common, most are not.
    surnames = [SURNAMES[min(int(chance.expovariate(0.06)), len(SURNAMES) - 1)] for _ in range(2)]
    if chance.random() < 0.04:
        surnames[0] = chance.choice(PARTICLES)
    birth = (chance.randrange(1945, 2006), chance.randrange(1, 13), chance.randrange(1, 29))
    street = (
        chance.randrange(3),
        chance.randrange(1, 180),
        chance.randrange(1, 120),
        chance.randrange(1, 99),
        chance.choice([0, 0, 101, 302, 504]),
    )
    young = birth[0] >= 1986
    tax_id = (
        chance.randrange(1_000_000_000, 1_199_999_999) if young else chance.randrange(10_000_000, 99_999_999)
    )
    email, phone = _email(given, surnames, chance), _mobile(chance)
    return Someone(
        truth,
        "person",
        tuple(given),
        tuple(surnames),
        str(tax_id),
        email,
        phone,
        street,
        chance.choice(CITIES),
        birth,
    )


def _mobile(chance: random.Random) -> str:
    return f"3{chance.choice(['00', '01', '02', '10', '11', '12', '14', '15', '16', '20', '21', '50'])}{chance.randrange(10**7):07d}"


def _email(given: list[str], surnames: list[str], chance: random.Random) -> str:
    plain = [_bare(word).lower().replace(" ", "") for word in (given[0], surnames[0])]
    number = chance.choice(["", chance.randrange(100), chance.randrange(1950, 2010)])
    return f"{plain[0]}{chance.choice(['.', '', '_'])}{plain[1]}{number}@{chance.choice(DOMAINS)}"


def _family(first: Someone, truth: int, chance: random.Random) -> list[Someone]:
    """Who lives with somebody: a spouse, a twin, a child of the same name; one address, often one telephone."""
    kind = chance.choice(["spouse", "sibling", "twin", "junior"])
    other = replace(
        _person(truth, chance),
        address=first.address,
        city=first.city,
        phone=first.phone if chance.random() < 0.7 else _person(0, chance).phone,
    )
    if kind in ("sibling", "twin"):
        given = [name for name in GIVEN_F + GIVEN_M if name not in first.given]
        other = replace(other, surnames=first.surnames, given=(chance.choice(given), *first.given[1:]))
    if kind == "twin":
        other = replace(other, birth=first.birth)
    if kind == "junior":
        other = replace(
            other,
            given=first.given,
            surnames=(first.surnames[0], other.surnames[1]),
            birth=(min(first.birth[0] + 26, 2008), *other.birth[1:]),
        )
    return [other]


def _company(truth: int, chance: random.Random) -> Someone:
    base = _person(truth, chance)
    name = (
        chance.choice(TRADES),
        chance.choice(["El", "La", ""]),
        chance.choice(FANCY),
        chance.choice(SURNAMES),
    )
    given = tuple(word for word in name if word)
    email = f"ventas@{_bare(name[2]).lower()}{_bare(name[3]).lower().replace(' ', '')}{chance.randrange(100)}.com.co"
    form = (chance.choice(["S.A.S.", "Ltda.", "S.A."]),)
    return replace(base, kind="organisation", given=given, surnames=form, tax_id=nit(chance), email=email)


def _bare(text: str) -> str:
    return text.translate(str.maketrans("áéíóúüñÁÉÍÓÚÑÉ", "aeiouunAEIOUNE"))


def _slip(text: str, chance: random.Random) -> str:
    if len(text) < 4:
        return text
    place = chance.randrange(1, len(text) - 1)
    how = chance.randrange(4)
    if how == 0:
        return text[:place] + text[place + 1 :]
    if how == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if how == 2:
        return text[:place] + text[place] + text[place:]
    letters = "0123456789" if text[place].isdigit() else "aeionrslt"
    return text[:place] + chance.choice(letters) + text[place + 1 :]


def _name(one: Someone, chance: random.Random, wear: float) -> str:
    given, surnames = list(one.given), list(one.surnames)
    hit = lambda share: chance.random() < share * wear  # noqa: E731
    if one.kind == "organisation":
        if hit(0.4):
            surnames = [chance.choice(["SAS", "", "S A S", "LTDA"])]
        if hit(0.15):
            given = [word for word in given if word not in ("El", "La")]
    else:
        if hit(0.35):
            surnames = surnames[:1]
        if hit(0.3):
            given = given[:1] if chance.random() < 0.7 else [given[0], *(name[0] + "." for name in given[1:])]
        if hit(0.15):
            given[0] = NICKNAMES.get(given[0], given[0])
    for words in (given, surnames):
        for place, word in enumerate(words):
            if hit(0.10):
                words[place] = _slip(word, chance)
            if hit(0.10):
                old, new = chance.choice(HEARD)
                words[place] = words[place].replace(old, new, 1)
    text = (
        f"{' '.join(surnames)}, {' '.join(given)}"
        if one.kind == "person" and hit(0.2)
        else f"{' '.join(given)} {' '.join(surnames)}".strip()
    )
    text = _bare(text) if hit(0.4) else text
    return text.upper() if hit(0.3) else text


def _written(one: Someone, chance: random.Random, wear: float) -> tuple[str | None, ...]:
    """The row of a source: name, tax_id, email, phone, address, city, birth_date."""
    hit = lambda share: chance.random() < share * wear  # noqa: E731
    tax_id: str | None = one.tax_id
    if hit(0.10):
        tax_id = _slip(one.tax_id, chance)
    if chance.random() < 0.2:
        tax_id = chance.choice([None, None, "SIN DATO", "999999999"])
    elif one.kind == "organisation" and hit(0.5):
        tax_id = one.tax_id.split("-")[0]
    email: str | None = one.email
    if hit(0.08):
        user, domain = one.email.split("@")
        email = (
            f"{user}@{SLIPS.get(domain, domain)}"
            if chance.random() < 0.5
            else f"{_slip(user, chance)}@{domain}"
        )
    if chance.random() < 0.2:
        email = chance.choice([None, None, "notiene@gmail.com"])
    elif hit(0.1):
        email = _email(["nuevo"], [_bare(one.given[0])], chance)
    phone: str | None = chance.choice(
        [
            one.phone,
            f"+57 {one.phone}",
            f"{one.phone[:3]} {one.phone[3:6]} {one.phone[6:]}",
            f"{one.phone[:3]}-{one.phone[3:]}",
        ]
    )
    if hit(0.06):
        phone = _slip(one.phone, chance)
    if chance.random() < 0.15:
        phone = chance.choice([None, None, "6011234567", "3000000000"])
    elif hit(0.12):
        phone = _mobile(chance)
    street, a, b, c, inside = one.address
    address: str | None = (
        f"{STREETS[street][chance.randrange(4) if wear else 0]} {a} {chance.choice(['#', 'No.', 'N°'])} {b}{chance.choice(['-', ' - '])}{c}"
    )
    if inside and not hit(0.3):
        address += f" {chance.choice(['Apto', 'Apartamento', 'Ap.'])} {inside}"
    if chance.random() < 0.3:
        address = None
    year, month, day = one.birth
    if hit(0.05):
        month, day = (day, month) if day <= 12 else (month, max(1, day - 1))
    birth = None if one.kind == "organisation" or chance.random() < 0.4 else f"{year}-{month:02d}-{day:02d}"
    return (
        _name(one, chance, wear),
        tax_id,
        email,
        phone,
        address,
        one.city if chance.random() < 0.8 else None,
        birth,
    )


def write(connection: duckdb.DuckDBPyConnection, number: int, seed: int, more: float = 0.5) -> int:
    """Write `customers` and `truth` (source, source_id, truth) into the connection; the number of rows.

    `more`: the share of customers who are also written by a second (and some by a third) source, or twice by the first.
    """
    chance = random.Random(seed)
    columns: dict[str, list[object]] = {
        name: []
        for name in (
            "customer_id",
            "kind",
            "name",
            "tax_id",
            "email",
            "phone",
            "address",
            "city",
            "birth_date",
            "source",
            "source_file",
            "source_row",
            "truth",
        )
    }
    for one in customers(number, chance):
        copies = 1 + (chance.random() < more) + (chance.random() < more / 4)
        for copy in range(copies):
            source = ("crm", "web", "tienda")[copy if chance.random() < 0.9 else 0]
            name, *values = _written(one, chance, 0.3 if copy == 0 else 1.0)
            row = len(columns["name"]) + 1
            kind = one.kind if source != "web" else None
            for column, value in zip(
                columns,
                (f"{source[0].upper()}{row}", kind, name, *values, source, f"{source}.csv", row, one.truth),
                strict=True,
            ):
                columns[column].append(value)
    connection.register("_made", pa.table(columns))
    connection.execute(
        "CREATE OR REPLACE TABLE customers AS SELECT * EXCLUDE (truth) REPLACE (CAST(birth_date AS DATE) AS birth_date) FROM _made"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE truth AS SELECT source, customer_id AS source_id, truth FROM _made"
    )
    connection.unregister("_made")
    return len(columns["name"])


PAIRS = """
    SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*) AS n FROM truth JOIN identity USING (source, source_id) GROUP BY {})
"""


def scores(connection: duckdb.DuckDBPyConnection) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 of `identity` against `truth`."""
    together, found, true = (
        float(connection.execute(PAIRS.format(by)).fetchall()[0][0])
        for by in ("truth, customer_id", "customer_id", "truth")
    )
    precision, recall = together / max(found, 1), together / max(true, 1)
    return precision, recall, 2 * together / max(found + true, 1)
