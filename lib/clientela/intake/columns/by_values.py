"""Columns that no header tells, told by their values: the key, the day, the money, whose purchase it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clientela.intake.columns.peek import Peek, first
from clientela.intake.contract import Table, contract, header_key

DAY = re.compile(r"fecha|date|creac|creat|elabor|emisi|order|purchase|venta|dia|day|time")
NO_DAY = re.compile(
    r"entrega|deliver|venc|due|nacim|birth|actualiz|updat|modif|envio|ship|cierre|approved|carrier|estimat|limit"
)
MONEY = re.compile(
    r"neto|net|subtotal|total|importe|valor|monto|amount|price|precio|venta|sales|revenue|ingreso|pago|paid|cobro|value|dolar|dollar|pesos|euros|usd|dinero|money|spen[dt]|gasto"
)
NO_MONEY = re.compile(
    r"iva|tax|impuesto|envio|flete|freight|ship|descuento|discount|costo|cost|id|numero|tel|anio|year|qty|cantidad|saldo"
    r"|(^|_)(num|nro|no|n|cant|count|veces|dias|days|meses|months)(_|$)|rechazad|pendient|retras|atras|pct|porcentaj|percent|failed|declined"
)
# The last of many, the next one, or another thing's day: of no row of sales or contacts the day on which it happened.
NEVER = re.compile(r"(^|_)(ultim[oa]s?|last|proxim[oa]s?|next)(_|$)|nacim|birth")
NEVER_OPENED = re.compile(
    r"purchase|compra|resol|respon|respuest|cierre|clos|soluc|atenc|attend|updat|actualiz"
)
WHOSE = re.compile(
    r"client|customer|comprador|buyer|cust|contact|tercero|socio|usuario|user|member|paciente|alumno|abonado"
)
# Of a person: what he is like, and no code of his.
NO_CODE = re.compile(
    r"type|tipo|kind|clas|segment|categor|gender|genero|sex|edad|age|group|grupo|rating|status|estado"
    r"|satisf|score|nivel|com+ent"
)
NUMBERED = re.compile(
    r"venta|(numero_)?documento|numero|num|nro|no?|doc|id|ref|document|number|codigo|comprobante_no|key"
)
# «FV-1001», «A 0001-00000012»
SERIES = re.compile(r"[A-Za-z]{1,4}\d{0,4}[-/ ]?\d")
# «number_of_cds», «Cantidad de botellas»: how many of the thing that is sold; not how many people, days or instalments.
MANY = re.compile(
    r"(number|no|qty|quantity|units|n[uú]mero|cantidad|unidades)[ _]?(of|de)[ _]\w+", re.IGNORECASE
)
NO_THING = re.compile(
    r"child|hijo|employ|emplead|person|people|adult|guest|hu[eé]sped|day|d[ií]a|week|semana|month|mes|year|a[nñ]o|night|noche|cuota|install|payment|pago"
    r"|order|pedido|factura|invoice|document|client|customer|visit|purchase|compra|car[_ ]|sibling|room",
    re.IGNORECASE,
)
CODE = re.compile(r"(^|_)(id|ids|cod|code|codigo|clave|key|num|nro|number|numero|tipo|type)(_|$)")
KINDS = 20
# Either side of a question says little without the other.
PAIRS = ({"expected", "received"}, {"importance", "performance"}, {"functional", "dysfunctional"})
KNOWN = 2


def told_by_values(
    headers: Sequence[str],
    table: Table,
    known: Mapping[str, int],
    usable: set[int],
    given: set[str],
    peek: Peek,
) -> dict[str, int]:
    """Our columns with their places, where headers leave them open and a column's values tell it.

    Nothing is guessed in a file that shows nothing else of the table. The key is the column that identifies rows: a header that only might be
    it, such as an e-mail, gives way to one.
    """
    if len(set(known.values())) < KNOWN:
        return {}
    free = [place for place in sorted(usable) if place not in known.values()]
    found = _key(table, headers, known, given, free, peek)
    if table.event and table.event not in {*known, *given}:
        days = [
            p
            for p in free
            if p not in found.values()
            and peek.is_date(p)
            and not NEVER.search(key := header_key(headers[p]))
            and not (table.name == "interactions" and NEVER_OPENED.search(key))
        ]
        days.sort(
            key=lambda p: (
                bool(NO_DAY.search(header_key(headers[p]))),
                not DAY.search(header_key(headers[p])),
            )
        )
        if days:
            found[table.event] = days[0]
    if table.name == "surveys":
        found |= _side(table, {**known, **found}, given, peek)
    if table.name == "transactions":
        free = [place for place in free if place not in found.values()]
        found |= _money(table, headers, known, given, free, peek)
        whose = first(
            free,
            lambda p: (
                p not in found.values()
                and bool(WHOSE.search(header_key(headers[p])))
                and not NO_CODE.search(header_key(headers[p]))
                and not peek.is_number(p)
            ),
        )
        if whose is not None and "customer_id" not in {*known, *given}:
            found["customer_id"] = whose
        if "quantity" not in {*known, *given}:
            many = first(free, lambda p: p not in found.values() and _counts_things(headers[p], p, peek))
            found |= {} if many is None else {"quantity": many}
        found |= _numbered(headers, {**known, **found}, given, free, peek)
        found |= _kind(table, {**known, **found}, given, free, peek)
    return found


def _counts_things(header: str, place: int, peek: Peek) -> bool:
    """Whether a column says how many of the thing that is sold: by its header, and by whole numbers that repeat."""
    named = MANY.fullmatch(header.strip()) and not NO_THING.search(header)
    return bool(named) and peek.share(place, lambda v: v.strip().isdigit()) >= 0.9 and not peek.is_key(place)


def _side(table: Table, known: Mapping[str, int], given: set[str], peek: Peek) -> dict[str, int]:
    """The side of each answer where the instrument tells it: «expectativas» and «percepciones» are two sides of the same questions."""
    place = known.get("instrument")
    if place is None or "side" in {*known, *given}:
        return {}
    sides = {table.columns["side"].means(value) for value in peek.kinds(place, KINDS)}
    return {"side": place} if None not in sides and any(pair <= sides for pair in PAIRS) else {}


def _numbered(
    headers: Sequence[str], known: Mapping[str, int], given: set[str], free: Sequence[int], peek: Peek
) -> dict[str, int]:
    """The number of the order under a header such as «Número» or «Documento»: it differs from row to row, or has a series before it."""
    if "order_id" in {*known, *given}:
        return {}
    named = [p for p in free if p not in known.values() and NUMBERED.fullmatch(header_key(headers[p]))]
    place = first(named, lambda p: peek.is_code(p) or peek.share(p, lambda v: bool(SERIES.match(v))) >= 0.9)
    return {} if place is None else {"order_id": place}


def _kind(
    table: Table, known: Mapping[str, int], given: set[str], free: Sequence[int], peek: Peek
) -> dict[str, int]:
    """The column that tells credit notes or payments from invoices, whatever its header: most of its few words are one of these, some no sale."""
    if "kind" in {*known, *given}:
        return {}
    column = table.columns["kind"]

    def tells(place: int) -> bool:
        kinds = [column.means(value) for value in peek.values(place)]
        known = [kind for kind in kinds if kind]
        return len(kinds) <= KINDS and len({*known}) > 1 and "sale" in known and 2 * len(known) > len(kinds)

    place = first([p for p in free if p not in known.values()], tells)
    return {} if place is None else {"kind": place}


def _key(
    table: Table,
    headers: Sequence[str],
    known: Mapping[str, int],
    given: set[str],
    free: Sequence[int],
    peek: Peek,
) -> dict[str, int]:
    if len(table.key) != 1 or table.key[0] in given:
        return {}
    name = table.key[0]
    place = known.get(name)
    if place is not None and (
        header_key(headers[place]) not in table.columns[name].fallback or peek.is_key(place)
    ):
        return {}
    # The code of a shop, a product or a seller is no customer's, whatever a list of them has of addresses.
    mine = [p for p in free if name != "customer_id" or not _another_s(header_key(headers[p]))]
    code = first(mine, peek.is_code)
    if code is None and place is None and "email" in known and peek.is_key(known["email"]):
        # Whose rows only an e-mail tells apart is known by it.
        code = known["email"]
    return {} if code is None else {name: code}


def _another_s(key: str) -> bool:
    """Whether a header names the code of something that is sold or sells, and of nobody who buys."""
    columns = contract().tables["transactions"].columns
    return any(key in columns[name].aliases for name in ("branch", "product_id", "seller_id", "order_id"))


def _money(
    table: Table,
    headers: Sequence[str],
    known: Mapping[str, int],
    given: set[str],
    free: Sequence[int],
    peek: Peek,
) -> dict[str, int]:
    have = {*known, *given}
    if any(all(column in have for column in group) for group in table.needs_one_of):
        return {}
    if "unit_price" in known and "quantity" not in have:
        # One thing a row: its price is what was paid.
        return {"amount": known["unit_price"]}
    numbers = [p for p in free if peek.is_number(p) and not peek.is_date(p)]
    # Amounts of a short file may all differ; only a header that says money tells them from a key.
    told = [
        p
        for p in numbers
        if MONEY.search(header_key(headers[p])) and not NO_MONEY.search(header_key(headers[p]))
    ]
    # Codes of a warehouse or of a kind of movement are numbers too: what names a code is no money, whatever else is left.
    plain = [p for p in numbers if not peek.is_key(p) and not CODE.search(header_key(headers[p]))]
    chosen = told[0] if told else plain[0] if len(plain) == 1 and "quantity" in have else None
    if chosen is None:
        return {}
    priced = "quantity" in have and re.search(r"unit|precio|price", header_key(headers[chosen]))
    return {"unit_price" if priced else "amount": chosen}
