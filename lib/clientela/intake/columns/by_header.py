"""Columns told by their headers: the words of the contract, best first, where the values do not contradict them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from clientela.intake.columns.peek import Peek, first
from clientela.intake.contract import Column, Table, header_key, plain, spelled_out
from clientela.intake.sales.states import state_of

# What was paid for one of a thing after its discount, in a column beside the listed price.
PAID_PRICE = (
    "net_unit_price",
    "net_price",
    "precio_unitario_neto",
    "precio_neto",
    "discounted_price",
    "precio_con_descuento",
)
MONEY = ("amount", "gross", "tax", "quantity", "unit_price", "cost")
NEARLY_ALL = 0.99
# So many rows that bear a sum out make it no chance.
FEWEST_SUMS = 10
STANDING = re.compile(
    r"(in)?activ[oae]s?|bajas?|altas?|vigentes?|suspendid[oa]s?|bloquead[oa]s?|cancel+ed|inactive|retirad[oa]s?|pendientes?|prospect[oe]s?"
)
MOST_STANDING = 0.8
FIGURE = re.compile(r"-?\d+[.,]\d{1,2}")


def told_by_headers(
    headers: Sequence[str],
    table: Table,
    taken: set[int],
    usable: set[int],
    known: set[str],
    peek: Peek | None = None,
) -> dict[str, int]:
    """Our columns with their places, as the words of the contract tell them; `taken` grows by what is found."""
    plain = {header_key(headers[i]): i for i in sorted(usable, reverse=True) if headers[i]}
    # «Fec. Fact.» is tried in full too; what is written as we know it goes first.
    parted = {table.parted[key]: i for key, i in plain.items() if key in table.parted}
    keys = {spelled_out(key): i for key, i in plain.items()} | parted | plain
    found: dict[str, int] = {}
    ranked: dict[str, list[tuple[int, int]]] = {}
    for key, place_of in keys.items():
        for name, rank in table.known.get(key, ()):
            ranked.setdefault(name, []).append((rank, place_of))
    # A header that bears our own name goes first, whatever else it might stand for.
    for own in (True, False):
        for column in table.columns.values():
            if column.name in known or column.name in found or column.name not in ranked:
                continue
            mine = sorted(pair for pair in ranked[column.name] if (pair[0] < 0) == own)
            # A column that holds nothing gives way to one that does.
            open_to = sorted((place for _rank, place in mine if place not in taken), key=_holds_nothing(peek))
            if peek and column.name == "product_id" and table.name == "transactions":
                # «Ref #» that is another one on every row names sales; a thing that is sold comes again, where any column tells one.
                open_to.sort(key=peek.is_key)
            place = _fitting(column, open_to, peek)
            if place is not None:
                found[column.name] = place
                taken.add(place)
    for column in table.columns.values():
        if column.name not in known and column.name not in found:
            # What only helps to read a sale takes no column that another one has.
            free = (
                keys[a]
                for a in column.fallback
                if a in keys
                and not (column.helper and keys[a] in taken | set(found.values()))
                and not ("document" in a and peek and peek.numbers_invoices(keys[a]))
            )
            place = next(iter(sorted(free, key=_holds_nothing(peek))), None)
            if place is not None:
                found[column.name] = place
    found |= _paid_price(keys, found, usable - taken, peek)
    if table.name == "transactions" and peek is not None:
        found |= _by_sums(found, [i for i in sorted(usable - taken) if i not in found.values()], peek)
        if _cost_is_price(found, peek):
            # Nothing would be earned by any sale: the column is no cost, whatever it is called.
            del found["cost"]
    found |= _own_key(table, found, known, ranked, peek)
    for i in sorted(usable - taken):
        # Columns of an open family (skill_closing) bear our prefix already.
        family = table.of_a_family(header_key(headers[i]))
        if family and table.column(family) and family not in known:
            found.setdefault(family, i)
    return found


def _holds_nothing(peek: Peek | None) -> Callable[[int], bool]:
    """What tells whether a column is empty in a file that has rows; nothing is where nobody looks."""
    return lambda place: peek is not None and bool(peek.rows) and not peek.values(place)


def _paid_price(
    keys: Mapping[str, int], found: Mapping[str, int], free: set[int], peek: Peek | None
) -> dict[str, int]:
    """The price that was paid, where the file has one beside the listed price: nowhere above it, as what is paid for a whole line would be."""
    listed = found.get("unit_price")
    if listed is None or peek is None:
        return {}
    net = first([keys[name] for name in PAID_PRICE if name in keys and keys[name] in free], peek.is_number)
    if net is None:
        return {}
    both = zip(peek.figures(net), peek.figures(listed), strict=True)
    pairs = [(paid, asked) for paid, asked in both if paid is not None and asked is not None]
    below = sum(paid <= asked for paid, asked in pairs)
    return {"unit_price": net} if pairs and below >= NEARLY_ALL * len(pairs) else {}


def _by_sums(found: Mapping[str, int], free: Sequence[int], peek: Peek) -> dict[str, int]:
    """What the figures themselves tell: a column that is amount and tax together, one that is quantity times cost; a cost that cannot be the line's.

    A cost of five things that is never above the price of one is that of one.
    """
    figures = peek.figures

    def is_sum(place: int, sums: list[float | None]) -> bool:
        return _alike(figures(place), sums)

    more: dict[str, int] = {}
    numbers = [place for place in free if peek.is_number(place)]
    if {"amount", "tax"} <= found.keys() and not found.keys() & {"gross", "order_amount"}:
        pairs = zip(figures(found["amount"]), figures(found["tax"]), strict=True)
        sums = [a + t if a is not None and t else None for a, t in pairs]
        whole = first(numbers, lambda place: is_sum(place, sums))
        more |= {} if whole is None else {"gross": whole}
    if {"cost", "quantity"} <= found.keys() and "unit_cost" not in found:
        pairs = zip(figures(found["cost"]), figures(found["quantity"]), strict=True)
        sums = [c * q if c and q and abs(q) != 1 else None for c, q in pairs]
        line = first(numbers, lambda place: is_sum(place, sums))
        if line is not None:
            more |= {"cost": line, "unit_cost": found["cost"]}
    return more


def _cost_is_price(found: Mapping[str, int], peek: Peek) -> bool:
    """Whether what is called cost is on nearly every row what was paid: the amount, with or without its tax, or quantity times price."""
    if "cost" not in found or found.keys() & {"unit_cost"}:
        return False
    told = {name: peek.figures(place) for name, place in found.items() if name in MONEY}
    paid = [told[name] for name in ("amount", "gross") if name in told]
    if "tax" in told:
        paid += [[a - t if a and t else None for a, t in zip(one, told["tax"], strict=True)] for one in paid]
    if {"quantity", "unit_price"} <= told.keys():
        pairs = zip(told["quantity"], told["unit_price"], strict=True)
        paid.append([q * p if q and p else None for q, p in pairs])
    return any(_alike(told["cost"], one) for one in paid)


def _alike(some: Sequence[float | None], others: Sequence[float | None]) -> bool:
    """Whether two columns say the same on nearly all rows that have both, and on enough of them."""
    told = [(a, b) for a, b in zip(some, others, strict=True) if a is not None and b is not None]
    near = sum(abs(a - b) <= 0.011 + 0.0005 * abs(b) for a, b in told)
    return len(told) >= FEWEST_SUMS and near >= NEARLY_ALL * len(told)


def _own_key(
    table: Table,
    found: dict[str, int],
    known: set[str],
    ranked: Mapping[str, Sequence[tuple[int, int]]],
    peek: Peek | None,
) -> dict[str, int]:
    """The key of a table that has no other: a column that tells rows apart, though its header says something else too.

    Households with one row each are customers; beside a customer's own code they are who customers live with. What is taken leaves `found`.
    """
    (key, *more) = table.key or ("",)
    if not key or more or peek is None or key in found or key in known:
        return {}
    place = first([place for _rank, place in sorted(ranked.get(key, ()))], peek.is_key)
    for name in [name for name, taken in found.items() if taken == place]:
        del found[name]
    return {} if place is None else {key: place}


def _fitting(column: Column, places: Sequence[int], peek: Peek | None) -> int | None:
    """Of the columns whose header says this one, the first whose values do not contradict; a header alone is believed but where `looks` is asked."""
    if peek is None:
        return next(iter(places), None)
    found = next((p for p in places if peek.holds(column, p) and not _cannot_be(column, p, peek)), None)
    if found is not None or column.looks:
        return found
    return first(places, lambda place: not _cannot_be(column, place, peek))


def _cannot_be(column: Column, place: int, peek: Peek) -> bool:
    """What no header makes of a column: figures such as 7 and 2025 are part of a day, numbers one after the other no money, words no months."""
    if column.type in ("date", "timestamp"):
        # «Pagado: 716.61» is how much, and no day.
        figures = (
            not column.needed and peek.share(place, lambda value: bool(FIGURE.fullmatch(value.strip()))) == 1
        )
        return figures or peek.share(place, _short) == 1
    if column.name == "order_id" and peek.is_placeholder(place):
        return True
    if column.type == "choice" and column.values:
        # «TIPO» of an invoice book is no kind of customer.
        return peek.share(place, lambda value: column.means(value) is not None) == 0
    if column.name == "state" and not column.looks:
        # «Estado: Activo, Baja» is no province, nor is «Aprobado».
        return peek.share(place, _stands) >= MOST_STANDING
    if column.stands_for and column.type == "number":
        return not peek.is_number(place)
    return column.type == "money" and peek.counts_sales(place)


def _stands(value: str) -> bool:
    return bool(STANDING.fullmatch(plain(value))) or state_of(value) is not None


def _short(value: str) -> bool:
    return len(value) <= 4 and value.isdigit()
