"""Sales told in the money in which they were paid, and once more in the company's own: the second counts, and no currency beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clientela.intake.columns.looks import looks_like
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import SMALL_WORDS, Table, header_key, plain

# «Total Convertido», «Converted Amount», «Amount (LCY)», «Importe (DL)», «Importe en moneda local», «Home currency amount».
OWN = re.compile(
    r"\b(convertid[oa]s?|converted|lcy|(local|base|home|company|functional|reporting) currency"
    r"|(moneda|moeda) (local|base|funcional|(de la )?empresa))\b|\(dl\)"
)
PAID_IN = re.compile(
    r"\b(originale?s?|fcy|(foreign|document|transaction) currency"
    r"|(moneda|moeda|divisa) (original|extranjera|estrangeira|del documento))\b"
)
AMOUNTS = ("amount", "order_amount", "gross")
# Money of a line that nobody converted says nothing beside an amount that was.
BESIDE = ("unit_price", "discount", "tax", "shipping", "tip", "fee", "refund", "order_discount")
AGAIN = re.compile(r"_\d+$")


def counted(guessed: Mapping[str, int], peek: Peek) -> dict[str, int]:
    """The guessed columns with amounts in the company's own money where the file has them, and then without a currency."""
    found = dict(guessed)
    twins = {name: _twin(name, place, peek) for name, place in guessed.items() if name in (*AMOUNTS, *BESIDE)}
    if not any(twins.get(name) is not None for name in AMOUNTS):
        return _of_several(found, peek)
    for name, twin in twins.items():
        if twin is not None:
            found[name] = twin
        elif name in BESIDE:
            del found[name]
    return found


def converted(found: Mapping[str, int], headers: Sequence[str]) -> str:
    """The header of an amount that says of itself that it is in the company's money; empty where none does."""
    amounts = (headers[found[name]] for name in AMOUNTS if name in found)
    return next((header for header in amounts if OWN.search(plain(header))), "")


def currency(table: Table, places: Mapping[str, int], peek: Peek) -> int | None:
    """The column that names the company's own money: it says one and the same on all rows whose amount nobody had to convert."""
    own = next(places[name] for name in AMOUNTS if name in places)
    others = (place for place in range(len(peek.raw.headers)) if place != own)
    paid = next((place for place in others if _twin("amount", place, peek) == own), None)
    told = [
        place
        for place, header in enumerate(peek.raw.headers)
        if any(name == "currency" for name, _rank in table.known.get(header_key(AGAIN.sub("", header)), ()))
    ]
    rows = peek.rows
    if paid is not None:
        same = [a is not None and a == b for a, b in zip(peek.figures(paid), peek.figures(own), strict=True)]
        rows = [row for row, alike in zip(peek.rows, same, strict=True) if alike]
    ours = (place for place in told if len({row[place] for row in rows if row[place]}) == 1)
    return next(ours, None)


def _twin(name: str, place: int, peek: Peek) -> int | None:
    """The column that says the same as this one in the company's money; this one itself where its header says that of it."""
    headers = peek.raw.headers
    if name in AMOUNTS and OWN.search(plain(headers[place])):
        return place
    same = _words(headers[place])
    for other, header in enumerate(headers):
        if other != place and OWN.search(plain(header)) and _words(header) == same and peek.is_number(other):
            pairs = zip(peek.figures(place), peek.figures(other), strict=True)
            # Where nothing was paid in the company's money the file is in another one, and nothing is lost by it.
            if any(a is not None and a == b for a, b in pairs):
                return other
    return None


def _words(header: str) -> frozenset[str]:
    text = PAID_IN.sub(" ", OWN.sub(" ", plain(header)))
    return frozenset(re.findall(r"[a-z0-9]+", text)) - SMALL_WORDS


def _of_several(found: dict[str, int], peek: Peek) -> dict[str, int]:
    """Of several columns under one header for the currency, the one that tells more than one: rows of another currency are never added unseen."""
    place = found.get("currency")
    if place is None or len(peek.values(place)) > 1:
        return found
    headers = peek.raw.headers
    same = [i for i, header in enumerate(headers) if AGAIN.sub("", header) == headers[place]]
    varied = [i for i in same if len(peek.values(i)) > 1 and looks_like("currency", peek.values(i))]
    return {**found, "currency": varied[0]} if varied else found
