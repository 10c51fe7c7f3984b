"""How the calls look: what each seller's time is enough for, and who should take over accounts from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.engine import findings_of
from clientela.loyalty.plan.calls import KEY, WEEKS, calls
from clientela.loyalty.plan.plan_page import FEWEST_SELLERS
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

FEWEST_ACCOUNTS = 5


def rhythm(calls: float) -> str:
    """How often so many calls a year are, in the words of a manager.

    >>> [rhythm(calls) for calls in (52, 12, 4, 0.2)]
    ['call_weekly', 'call_monthly', 'call_quarterly', 'call_never']
    """
    steps = (
        (36, "call_weekly"),
        (18, "call_fortnightly"),
        (9, "call_monthly"),
        (5, "call_two_months"),
        (3, "call_quarterly"),
    )
    if calls < 0.5:
        return "call_never"
    return next((name for least, name in steps if calls >= least), "call_yearly")


def calls_table(result: Result) -> Table | None:
    """Each class of potential: how many accounts, and how often to call them; None where every seller has a row, for times differ."""
    if call_sellers_table(result) is not None:
        return None
    table = result.frames["classes"].assign(
        call_rhythm=lambda frame: [rhythm(calls) for calls in frame.account_calls]
    )
    return Table(
        table,
        f"{_('Cada cuánto alcanza el tiempo para llamar a una cuenta, según lo que puede comprar.')} {_supposed(result)}".strip(),
        "tbl-loyalty-calls",
        ("potential_class", "call_accounts", "share_potential", "share_calls", "call_rhythm"),
    )


def call_sellers_table(result: Result) -> Table | None:
    """What the time of each seller is enough for; None for fewer than five sellers."""
    table = _sellers(result)
    if len(table) < FEWEST_SELLERS:
        return None
    caption = _(
        "Llamadas al año a cada cuenta para las que alcanza el tiempo de hoy ({week} llamadas por semana y vendedor). "
        "A: las cuentas mayores, que suman 80 % de lo que se puede vender; B: las que siguen, hasta 95 %; C: las demás."
    ).format(week=numbers.count(float(result.values["year_calls"].value or 0) / WEEKS))
    return Table(
        table.head(12),
        f"{caption} {_supposed(result)}".strip(),
        "tbl-loyalty-call-sellers",
        (
            "seller_id",
            "call_accounts",
            "calls_potential_a",
            "calls_potential_b",
            "calls_potential_c",
            "calls_used",
            "next_call",
        ),
    )


def _supposed(result: Result) -> str:
    """That the curve is not the company's own, where it is not."""
    if result.values["call_known"].value:
        return ""
    return _("Supuesto: una llamada más vende lo que se ha visto en otras empresas.")


def _sellers(result: Result) -> pd.DataFrame:
    table = result.frames["call_sellers"]
    return table[table.call_accounts >= FEWEST_ACCOUNTS]


def _spread(result: Result) -> tuple[Any, Any] | None:
    """The seller whose next call would sell most and the one with time left; None where all are alike."""
    table = _sellers(result)
    if len(table) < 2:
        return None
    first, last = table.iloc[0], table.sort_values(["calls_used", "next_call", "seller_id"]).iloc[0]
    return (first, last) if first.next_call > 2 * last.next_call else None


def calls_advice(result: Result, currency: str) -> str:
    """What there is time for, and who should take over accounts from whom."""
    sentences = [_enough(result)]
    spread = _spread(result)
    if spread is not None:
        sentences.append(
            _(
                "A {busy} no le alcanza el tiempo para sus {n} cuentas: ponga a {free}, u otro con tiempo, de segunda persona en las mayores, y "
                "pásele las que {busy} no llama, donde la ciudad lo permita. Hágalo antes de acordar la meta de {busy}. "
                "Otra llamada a las de {busy} vendería unos {most}; a las de {free}, {least}."
            ).format(
                busy=spread[0].seller_id, free=spread[1].seller_id, n=numbers.count(spread[0].call_accounts),
                most=numbers.short_money(spread[0].next_call, currency), least=numbers.short_money(spread[1].next_call, currency),
            )
        )  # fmt: skip
    if not result.values["call_known"].value:
        sentences.append(
            _(
                "Para dejar de suponer, deje sin llamar por sorteo a una parte de las cuentas C y mire qué compran."
            )
        )
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


def _enough(result: Result) -> str:
    """How often the largest accounts can be called, and how many sellers have no time left for the smallest."""
    table = _sellers(result)
    if len(table) < FEWEST_SELLERS:
        classes = result.frames["classes"].set_index("potential_class").account_calls
        return _("Con el tiempo de hoy alcanza para llamar a una cuenta A {a} y a una C {c}.").format(
            a=value(rhythm(float(classes.get("potential_a", 0.0)))),
            c=value(rhythm(float(classes.get("potential_c", 0.0)))),
        )
    large, small = table.calls_potential_a.dropna().round(), table.calls_potential_c.dropna().round()
    lead = _("Ventas llama desde este mes según la tabla, vendedor por vendedor.")
    if len(large):
        lead += " " + _(
            "Con el tiempo de hoy alcanza para entre {least} y {most} llamadas al año a cada cuenta A."
        ).format(least=numbers.count(large.min()), most=numbers.count(large.max()))
    few = int((small <= 1).sum())
    if few:
        lead += " " + _(
            "A {few} de {n} vendedores no les queda tiempo para más de una llamada al año a cada C: que a esas las atienda la oficina, o la web."
        ).format(few=numbers.count(few), n=numbers.count(len(table)))
    return lead


@findings_of(calls)
def calls_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Accounts to hand from who lacks time to who has it."""
    import datetime as dt

    if isinstance(result, Missing) or (spread := _spread(result)) is None or not spread[1].calls_used < 1:
        return []
    message = _(
        "Pasar a {free}, que ocupa {used} de su tiempo, las cuentas pequeñas de {busy}, a quien no le alcanza para sus {n}."
    ).format(
        busy=spread[0].seller_id, n=numbers.count(spread[0].call_accounts), free=spread[1].seller_id,
        used=numbers.share(spread[1].calls_used, 0),
    )  # fmt: skip
    due = as_of + dt.timedelta(days=45)
    return [Finding("action", message, KEY, result.n, owner=_("Ventas"), due=due, evidence=Evidence.ASSOCIATED)]  # fmt: skip
