"""Prices that are those of the whole line: what stands under «Price» is twice as much where two were sold, and no quantity multiplies it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import mean

from clientela.intake.columns.peek import Peek

# So many groups of a product sold in one quantity, each of so many rows, make it no chance.
FEWEST_GROUPS, FEWEST_ROWS = 3, 3
NEARLY_ALL, ALL = 0.9, 0.99
PAID = ("amount", "order_amount", "gross")


def read_as_amounts(guessed: Mapping[str, int], places: Mapping[str, int], peek: Peek) -> dict[str, int]:
    """The guessed columns with a price that grows with the quantity as the amount; what is left of it after its discount goes first."""
    found = dict(guessed)
    whose = next((places[name] for name in ("product_name", "product_id") if name in places), None)
    price, quantity = found.get("unit_price"), places.get("quantity")
    if price is None or quantity is None or whose is None or any(name in places for name in PAID):
        return found
    if _grows(peek, whose, quantity, price):
        del found["unit_price"]
        found["amount"] = price
        if "discount" in places:
            taken = set(places.values())
            free = [place for place in range(len(peek.raw.headers)) if place not in taken]
            net = next((place for place in free if _is_net(peek, price, places["discount"], place)), None)
            found["amount"] = price if net is None else net
    return found


def _grows(peek: Peek, whose: int, quantity: int, price: int) -> bool:
    """Whether the same thing bears a price that is nearer to the quantity's multiple than to the price of one."""
    asked: dict[tuple[str, float], list[float]] = defaultdict(list)
    for row, many, told in zip(peek.rows, peek.figures(quantity), peek.figures(price), strict=True):
        thing = row[whose]
        if thing and many is not None and told is not None and told > 0:
            asked[thing, many].append(told)
    ratios = [
        (mean(prices) / mean(asked[thing, 1.0]), many)
        for (thing, many), prices in asked.items()
        if many >= 2 and len(prices) >= FEWEST_ROWS and len(asked.get((thing, 1.0), ())) >= FEWEST_ROWS
    ]
    return len(ratios) >= FEWEST_GROUPS and sum(r > many**0.5 for r, many in ratios) >= NEARLY_ALL * len(
        ratios
    )


def _is_net(peek: Peek, price: int, discount: int, place: int) -> bool:
    """Whether a column is the price less its discount, on rows that have one."""
    read = zip(*(peek.figures(p) for p in (price, discount, place)), strict=True)
    told = [(asked, less or 0.0, net) for asked, less, net in read if asked is not None and net is not None]
    off = [one for one in told if one[1] > 0]
    near = sum(abs(asked - less - net) <= 0.011 for asked, less, net in told)
    return len(off) >= FEWEST_ROWS and near >= ALL * len(told)
