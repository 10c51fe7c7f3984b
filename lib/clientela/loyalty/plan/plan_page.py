"""How the plan looks: each seller's part of the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.plan.targets import KEY, targets
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
FEWEST_SELLERS = 5


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
        "Las metas suman la de la empresa. Cuentas: los clientes de un mismo vendedor que compraron en el último año; sus ventas de entonces se "
        "le cuentan a quien los atiende hoy."
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
    """Hand every seller the part and say of which customers it will come; whether the goal is reached is for the forecast to say."""
    words, gap = _words(result, currency), result.values["plan_gap"]
    if not result.values["plan_given"].value:
        lead = _(
            "No hay meta de ventas en `company.yml`: aquí se reparte lo que se vendería si se siguiera igual, contando como mucho un cuarto de más "
            "o de menos ({goal}). Póngale una meta con fecha."
        )
    elif gap.low is None:
        lead = _(
            "Con menos de dos años de ventas no se puede prever: la meta de {goal} se reparte según lo que vendió cada uno "
            "en el último año ({expected})."
        )
    elif gap.low > 0:
        lead = _(
            "Ventas entrega a cada vendedor su parte en las dos semanas que vienen y acuerda con él de qué clientes saldrán los {gap} que la meta "
            "de {goal} pide por encima de lo previsto."
        )
    elif (gap.high or 0) < 0:
        lead = _(
            "Ventas entrega a cada vendedor su parte de la meta de {goal} en las dos semanas que vienen; "
            "lo previsto de sus clientes la pasa en {gap}."
        )
    else:
        lead = _(
            "Ventas entrega a cada vendedor su parte de la meta de {goal} en las dos semanas que vienen; "
            "si lo previsto de sus clientes la alcanza no se sabe: la meta está dentro de su intervalo."
        )
    sentences = [lead.format(**words)]
    if gap.low is not None:
        sentences.append(_sum_words(words))
    if "error" in words:
        sentences.append(_("Hace un año, esta misma cuenta se habría equivocado en {error}.").format(**words))
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


def _sum_words(words: dict[str, str]) -> str:
    """What the sellers' expectations add up to, and why that is another number than the company's forecast."""
    return _(
        "Lo previsto de todos suma {expected} (intervalo del 95 %: de {low} a {high}). No es el pronóstico del capítulo 1, que mira las ventas de "
        "toda la empresa mes a mes y es el que dice si la meta se alcanza: esta suma se hace cliente por cliente y solo sirve para repartirla."
    ).format(**words)


@findings_of(targets)
def plan_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """What each seller must find beyond what comes by itself."""
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
    # What may be missing and may not is asked of nobody.
    if gap.low <= 0:
        message = _("Entregar a cada vendedor su parte de la meta de {goal}.").format(**words)
        return [Finding("action", message, KEY, result.n, owner=owner, due=due, evidence=Evidence.ASSOCIATED)]
    message = _(
        "Acordar con cada vendedor su parte de la meta de {goal} y de qué clientes saldrán los {gap} que pide por encima de lo previsto."
    ).format(**words)
    # What the plan asks for is not what the talk brings.
    return [Finding("action", message, KEY, result.n, owner=owner, due=due, evidence=Evidence.ASSOCIATED)]
