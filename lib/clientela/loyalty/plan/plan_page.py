"""How the plan looks: each seller's part of the goal, and how often to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.loyalty.plan.targets import KEY
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

# As many rows as a page holds; the others are added up in one.
TOP = 10
SUMS = ["base", "expected", "target_gap", "target"]
# Fewer sellers than these: a table by seller would be a table about somebody.
FEWEST_SELLERS, FEWEST_ACCOUNTS = 5, 5


def seller_words(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a name for what is sold without a seller."""
    return table.assign(seller_id=table.seller_id.where(table.seller_id != "", _("Sin vendedor")))


def short(table: pd.DataFrame, by: str, sums: list[str]) -> pd.DataFrame:
    """The first rows, the others in one, and the total."""
    import pandas as pd

    rows = [table.head(TOP)]
    if len(table) > TOP:
        rows.append(pd.DataFrame([{by: _("Los demás"), **table.iloc[TOP:][sums].sum().to_dict()}]))
    return pd.concat(
        [*rows, pd.DataFrame([{by: _("Total"), **table[sums].sum().to_dict()}])], ignore_index=True
    )


def plan_table(result: Result) -> Table | None:
    """Each seller's target and how it comes about; None for fewer than five sellers."""
    if result.values["plan_sellers"].value < FEWEST_SELLERS:  # type: ignore[operator]
        return None
    table = _tidy(short(seller_words(result.frames["sellers"]), "seller_id", ["accounts", *SUMS]))
    caption = _(
        "La meta de cada vendedor del {start} al {end}: lo que se prevé de sus clientes y su parte de lo que falta. "
        "Las metas suman la de la empresa; las cuentas son los clientes que atiende siempre el mismo vendedor."
    ).format(**_dates(result))
    columns = ("seller_id", "accounts", "base", "expected", "target_gap", "target")
    return Table(table, caption, "tbl-loyalty-plan", columns, bold_last=True)


def plan_segments_table(result: Result) -> Table:
    """Each segment's target."""
    words = result.frames["segments"].assign(segment=lambda table: [value(name) for name in table.segment])
    table = _tidy(short(words, "segment", ["customers", *SUMS]))
    return Table(
        table,
        _(
            "La misma meta por segmento. Lo previsto viene de lo que compraron el año siguiente los clientes que hace un año estaban en él."
        ),
        "tbl-loyalty-plan-segments",
        ("segment", "customers", "base", "expected", "target_gap", "target"),
        bold_last=True,
    )


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Without cents, and a dash where nothing was sold."""
    whole = table[SUMS].round(0) + 0.0
    return table.assign(**whole).assign(base=whole.base.where(whole.base != 0))


def _dates(result: Result) -> dict[str, str]:
    row = result.frames["dates"].iloc[0]
    return {"start": numbers.date(row.plan_start), "end": numbers.date(row.plan_end)}


def plot_plan(result: Result, currency: str) -> Figure:
    """What is expected and what the goal adds, by seller (by segment where there are fewer than five sellers)."""
    by = "seller_id" if result.values["plan_sellers"].value >= FEWEST_SELLERS else "segment"  # type: ignore[operator]
    frame = result.frames["sellers" if by == "seller_id" else "segments"].head(TOP)
    words = seller_words(frame).seller_id if by == "seller_id" else [value(name) for name in frame.segment]
    drawing, axes = figures.canvas(0.9 + 0.44 * len(frame))
    place = np.arange(len(frame))[::-1]
    solid = np.minimum(frame.expected, frame.target)
    axes.barh(place, solid, color=figures.TEAL, height=0.58)
    axes.barh(place, (frame.target - solid).clip(lower=0), left=solid, color=figures.AMBER, height=0.58)
    for spot, row in zip(place, frame.itertuples(), strict=True):
        axes.annotate(
            numbers.short_money(row.target, currency), (row.target, spot), xytext=(7, 0), textcoords="offset points",
            va="center", fontsize=12.5, weight=600,
        )  # fmt: skip
    axes.set_yticks(place, list(words), fontsize=12.5, color=figures.INK)
    axes.set_xlim(0, float(frame.target.max()) * 1.22)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    caption = _(
        "La meta de cada uno. En verde, lo que se prevé que compren sus clientes sin hacer nada distinto; en ámbar, su parte de lo que falta."
    )
    alt = _("La meta es {goal}; se prevén {expected}. La parte mayor: {who}, {most}.").format(
        goal=numbers.short_money(result.values["plan_goal"].value, currency), who=next(iter(words)),
        expected=numbers.short_money(result.values["plan_expected"].value, currency), most=numbers.short_money(frame.target.iloc[0], currency),
    )  # fmt: skip
    return Figure(drawing, "fig-loyalty-plan", caption, alt)


def _words(result: Result, currency: str) -> dict[str, str]:
    values = result.values
    gap, hoped = values["plan_gap"], values["plan_expected"]
    words = {
        "goal": numbers.short_money(values["plan_goal"].value, currency), "expected": numbers.short_money(hoped.value, currency),
        "low": numbers.short_money(hoped.low, currency), "high": numbers.short_money(hoped.high, currency),
        "gap": numbers.short_money(abs(float(gap.value or 0)), currency), **_dates(result),
    }  # fmt: skip
    if "plan_error" in values:
        words["error"] = numbers.signed_share(values["plan_error"].value)
    return words


def plan_advice(result: Result, currency: str) -> str:
    """Hand every seller the part, agree on it, and look at it each month."""
    words, gap = _words(result, currency), result.values["plan_gap"]
    if not result.values["plan_given"].value:
        lead = _(
            "No hay meta de ventas en `company.yml`: aquí se reparte lo que se vendería si se siguiera creciendo igual ({goal}). "
            "Póngale una meta con fecha."
        )
    elif gap.low is None:
        lead = _(
            "Con menos de dos años de ventas no se puede prever: la meta de {goal} se reparte según lo que vendió cada uno "
            "en el último año ({expected})."
        )
    elif gap.low > 0:
        lead = _(
            "Al paso de hoy no se llega: se prevén {expected} (entre {low} y {high}) y la meta pide {goal}. Faltan {gap}: acuerde con cada vendedor "
            "de qué clientes saldrá su parte."
        )
    elif (gap.high or 0) < 0:
        lead = _(
            "La meta se alcanza sin esfuerzo: se prevén {expected} (entre {low} y {high}) y pide {goal}. Súbala."
        )
    else:
        lead = _(
            "La meta está al alcance y no está ganada: se prevén {expected} (entre {low} y {high}) y pide {goal}. Entregue a cada vendedor su parte "
            "y acuerde de qué clientes saldrá."
        )
    sentences = [lead.format(**words)]
    if "error" in words:
        sentences.append(_("Hace un año, esta misma cuenta se habría equivocado en {error}.").format(**words))
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


def plan_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """What each seller must find beyond what comes by itself; with money only where it is certainly missing."""
    import datetime as dt

    if isinstance(result, Missing) or not result.values["plan_given"].value:
        return []
    words, gap = _words(result, currency), result.values["plan_gap"]
    due, owner = as_of + dt.timedelta(days=15), _("Ventas")
    if gap.low is None:
        message = _(
            "Entregar a cada vendedor su parte de la meta de {goal}, repartida según lo que vendió en el último año."
        ).format(**words)
        return [Finding("action", message, KEY, result.n, owner=owner, due=due)]
    if gap.low > 0:
        message = _(
            "Para la meta de {goal} faltan {gap} que no llegan solos: repartirlos entre los vendedores y decir de qué clientes saldrán."
        ).format(**words)
        return [Finding("action", message, KEY, result.n, gap.value, gap.low, gap.high, owner, due, "", Evidence.ASSOCIATED)]  # fmt: skip
    message = _(
        "Entregar a cada vendedor su parte de la meta de {goal}: de sus clientes se prevén {expected} (entre {low} y {high})."
    ).format(**words)
    return [Finding("action", message, KEY, result.n, owner=owner, due=due, evidence=Evidence.ASSOCIATED)]


# Calls


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


def calls_table(result: Result) -> Table:
    """Each class of potential: how many accounts, and how often to call them."""
    table = result.frames["classes"].assign(
        call_rhythm=lambda frame: [rhythm(calls) for calls in frame.account_calls]
    )
    return Table(
        table,
        _("Cada cuánto conviene llamar a una cuenta según lo que puede comprar. Es el promedio de su clase."),
        "tbl-loyalty-calls",
        ("potential_class", "call_accounts", "share_potential", "share_calls", "account_calls", "call_rhythm"),
    )  # fmt: skip


def call_sellers_table(result: Result) -> Table | None:
    """Who lacks time and who has some left; None for fewer than five sellers."""
    table = result.frames["call_sellers"]
    table = table[table.call_accounts >= FEWEST_ACCOUNTS]
    if len(table) < FEWEST_SELLERS:
        return None
    return Table(
        table.head(12),
        _("Las llamadas al año por cuenta de cada clase. La última columna dice a quién le falta tiempo: lo que vendería una llamada más."),
        "tbl-loyalty-call-sellers",
        ("seller_id", "call_accounts", "calls_potential_a", "calls_potential_b", "calls_potential_c", "next_call"),
    )  # fmt: skip


def _spread(result: Result) -> tuple[Any, Any] | None:
    """The seller whose next call would sell most and the one with time left; None where all are alike."""
    table = result.frames["call_sellers"]
    table = table[table.call_accounts >= FEWEST_ACCOUNTS]
    if len(table) < 2:
        return None
    first, last = table.iloc[0], table.sort_values(["calls_used", "next_call", "seller_id"]).iloc[0]
    return (first, last) if first.next_call > 2 * last.next_call else None


def calls_advice(result: Result, currency: str) -> str:
    """Call by potential; move accounts to who has time."""
    classes = result.frames["classes"].set_index("potential_class").account_calls
    sentences = [
        _("Llame por potencial y no por turno: a una cuenta A, {a}; a una C, {c}.").format(
            a=value(rhythm(float(classes.get("potential_a", 0.0)))), c=value(rhythm(float(classes.get("potential_c", 0.0))))
        )
    ]  # fmt: skip
    spread = _spread(result)
    if spread is not None:
        sentences.append(
            _(
                "A {busy} le falta tiempo: otra llamada suya vendería unos {most}; una de {free}, unos {least}. "
                "Pase cuentas de uno a otro donde la ciudad lo permita."
            ).format(
                busy=spread[0].seller_id, free=spread[1].seller_id,
                most=numbers.short_money(spread[0].next_call, currency), least=numbers.short_money(spread[1].next_call, currency),
            )
        )  # fmt: skip
    if not result.values["call_known"].value:
        sentences.append(
            _("La curva es la que se ha visto en otras empresas. Para tener la propia, deje sin llamar por sorteo a una parte de las cuentas C.")
        )  # fmt: skip
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


def calls_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Accounts to hand from who lacks time to who has it."""
    import datetime as dt

    if isinstance(result, Missing) or (spread := _spread(result)) is None or not spread[1].calls_used < 1:
        return []
    message = _(
        "Pasar cuentas de {busy}, a quien no le alcanzan las semanas para sus {n} cuentas, a quien tiene tiempo: {free} ocupa {used} del suyo."
    ).format(
        busy=spread[0].seller_id, n=numbers.count(spread[0].call_accounts), free=spread[1].seller_id,
        used=numbers.share(spread[1].calls_used, 0),
    )  # fmt: skip
    due = as_of + dt.timedelta(days=45)
    return [Finding("action", message, "loyalty.calls", result.n, owner=_("Ventas"), due=due, evidence=Evidence.ASSOCIATED)]  # fmt: skip
