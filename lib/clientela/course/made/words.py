"""The few words that every lesson shares: kinds of exercises, levels, minutes."""

from __future__ import annotations

from collections.abc import Callable

from clientela.present.language import _

KINDS: dict[str, Callable[[], str]] = {
    "decide": lambda: _("decidir"),
    "read": lambda: _("leer"),
    "compute": lambda: _("calcular"),
    "do": lambda: _("hacer"),
    "argue": lambda: _("argumentar"),
}


def minutes(many: int) -> str:
    """A time in minutes, or in hours from two on."""
    if many < 120:
        return _("{n|un minuto|# minutos}").format(n=many)
    hours, rest = divmod(many, 60)
    whole = _("{n|una hora|# horas}").format(n=hours)
    return whole if not rest else _("{hours} y {minutes}").format(hours=whole, minutes=minutes(rest))


def unit(kind: str, currency: str) -> str:
    """What is written after the number that is asked for.

    >>> unit("points", "COP")
    'puntos'
    """
    return {"share": "%", "points": _("puntos"), "days": _("días"), "currency": currency}.get(kind, "")


def level(given: int) -> str:
    """How hard an exercise is."""
    return {1: _("fácil"), 2: _("medio"), 3: _("exigente")}[given]
