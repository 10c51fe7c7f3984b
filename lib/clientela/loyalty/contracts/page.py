"""How contracts look: the share that goes on, those that end soon, what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import findings_of
from clientela.loyalty.contracts.money import YEARS
from clientela.loyalty.contracts.renewals import KEY, SOON_DAYS, URGENT_DAYS, renewals
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

TOP = 10


def plot_renewals(result: Result) -> Figure:
    """The share of contracts still there after each renewal: seen (points) and expected (line, with its interval)."""
    table = result.frames["survival"]
    drawing, axes = figures.canvas(3.3)
    axes.fill_between(
        table.renewals, table.still_low, table.still_high, color=figures.SAND, alpha=0.6, linewidth=0
    )
    axes.plot(table.renewals, table.still_there, color=figures.TEAL, linewidth=2.2)
    seen = table[table.seen.notna()]
    axes.plot(seen.renewals, seen.seen, "o", color=figures.INK, markersize=6)
    last = seen.iloc[-1]
    axes.annotate(
        numbers.share(last.seen, 0), (last.renewals, last.seen), xytext=(10, 8) if last.seen >= last.still_there else (-2, -20),
        textcoords="offset points", ha="left" if last.seen >= last.still_there else "right",
        fontsize=13.5, weight=600, color=figures.INK,
    )  # fmt: skip
    end = table.iloc[-1]
    axes.annotate(
        numbers.share(end.still_there, 0), (end.renewals, end.still_there), xytext=(8, 0), textcoords="offset points",
        va="center", fontsize=13.5, weight=600, color=figures.TEAL, annotation_clip=False,
    )  # fmt: skip
    axes.set_ylim(0, 1.05)
    axes.set_xlim(-0.1, float(table.renewals.max()) * 1.1)
    axes.set_xticks(table.renewals, [numbers.count(one) for one in table.renewals])
    axes.set_xlabel(_("Renovaciones"), fontsize=12)
    figures.share_axis(axes.yaxis)
    caption = _(
        "Parte de los contratos que sigue después de cada renovación: los puntos son lo visto; la línea y su franja, lo que se espera {how}."
    ).format(how=_how(result))
    alt = _("Después de {n} renovaciones seguía {seen}; después de {more} se espera que siga {end}.").format(
        n=numbers.count(last.renewals), seen=numbers.share(last.seen, 0), more=numbers.count(end.renewals),
        end=numbers.share(end.still_there, 0),
    )  # fmt: skip
    return Figure(drawing, "fig-loyalty-contracts", caption, alt)


def _how(result: Result) -> str:
    """What the forecast stands on."""
    if result.values["sbg_used"].value:
        return _("si cada cliente tiene su propia propensión a irse")
    grades = result.frames["grades"]
    if (grades.forecast[grades.verdict == "chosen"] == "recent_rate").any():
        return _("con la tasa del último año")
    return _("con una misma tasa para todos")


def soon_table(result: Result) -> Table | None:
    """The contracts that end within a quarter, the first to end first; the chance of each where they differ."""
    table = result.frames["soon"]
    if table.empty:
        return None
    chance = (
        ("renew_chance", "next_period", "to_lose") if table.renew_chance.nunique() > 1 else ("next_period",)
    )
    return Table(
        table.head(TOP),
        _(
            "Contratos que vencen en los próximos {days} días, empezando por el primero ({shown} de {n}), y lo que pagaría cada uno "
            "en el período siguiente."
        ).format(days=numbers.count(SOON_DAYS), shown=numbers.count(min(TOP, len(table))), n=numbers.count(len(table))),
        "tbl-loyalty-contracts",
        ("contract_id", "customer_id", "contract_end", *chance),
    )  # fmt: skip


def renewals_advice(result: Result, currency: str) -> str:
    """Visit before the contract ends; where waverers go first, look after the first renewals most."""
    soon = int(result.values["contracts_soon"].value or 0)
    said = {
        "n": numbers.count(soon), "days": numbers.count(SOON_DAYS), "share": numbers.share(result.values["renewed_share"].value, 0),
        "low": numbers.share(result.values["renewed_share"].low, 0), "high": numbers.share(result.values["renewed_share"].high, 0),
        "years": numbers.count(YEARS), "urgent": numbers.count(result.values["contracts_urgent"].value),
        "month": numbers.count(URGENT_DAYS), **_worth(result, currency),
    }  # fmt: skip
    start = (
        _(
            "**Qué hacer.** Renueva {share} (entre {low} y {high}). Hable esta semana con los {urgent} que vencen en {month} días; "
            "a los demás de la tabla, visítelos un mes antes de su fecha. No espere la carta de cancelación."
        )
        if soon and result.values["contracts_urgent"].value
        else _(
            "**Qué hacer.** Renueva {share} (entre {low} y {high}). Visite un mes antes de su fecha a los {n} que vencen "
            "en {days} días; no espere la carta de cancelación."
        )
        if soon
        else _(
            "**Qué hacer.** Renueva {share} (entre {low} y {high}). Ningún contrato vence en {days} días: "
            "es buen momento para preguntar qué falta, no para ofrecer."
        )
    ).format(**said)  # fmt: skip
    if result.values["sbg_used"].value:
        start += " " + _("Los indecisos se van primero: cuide sobre todo la primera y la segunda renovación.")
    if said["value"]:
        start += " " + _money(result).format(**said)
    return " ".join(part for part in (start, _tested(result), _unread(result)) if part)


def _money(result: Result) -> str:
    """What the contracts are worth; while nobody has said what a price stands for, both readings of it."""
    if result.values["price_known"].value:
        return _(
            "Los contratos de hoy valen {value} en {years} años, a valor de hoy (entre {least} y {most})."
        )
    return _(
        "**Falta saber de cuántos meses es el precio:** si es de un mes, los contratos de hoy valen {value} en {years} años, a valor de hoy "
        "(entre {least} y {most}); si es de un año, {by_year}. Dígalo en company.yml, en `thresholds`: `price_months: 1` o 12."
    )


def _unread(result: Result) -> str:
    """What was written and could not be read as a contract of today."""
    backwards, later = (
        int(result.values[name].value or 0) for name in ("contracts_reversed", "contracts_not_begun")
    )
    parts = []
    if backwards:
        told = _(
            "{n|Un contrato termina antes de empezar y no se cuenta|# contratos terminan antes de empezar y no se cuentan}: revise sus fechas."
        )
        parts.append(told.format(n=numbers.count(backwards)))
    if later:
        told = _(
            "{n|Un contrato aún no empieza: se contará|# contratos aún no empiezan: se contarán} desde su fecha."
        )
        parts.append(told.format(n=numbers.count(later)))
    return " ".join(parts)


def _tested(result: Result) -> str:
    """How the same sum would have done a year ago, where it could be tried."""
    grades = result.frames["grades"]
    for row in grades[grades.verdict == "chosen"].head(1).to_dict("records"):
        return _("Hace un año esta misma cuenta esperaba {expected} renovaciones, y hubo {seen}.").format(
            expected=numbers.count(row["renewals_expected"]), seen=numbers.count(row["renewals_seen"])
        )
    return ""


def _worth(result: Result, currency: str) -> dict[str, str]:
    if "contracts_value" not in result.values:
        return dict.fromkeys(("value", "least", "most", "by_year"), "")
    worth = result.values["contracts_value"]
    return {
        "by_year": numbers.short_money((worth.value or 0.0) / 12, currency),
        "value": numbers.short_money(worth.value, currency), "least": numbers.short_money(worth.low, currency),
        "most": numbers.short_money(worth.high, currency),
    }  # fmt: skip


@findings_of(renewals)
def renewals_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """Speak to those whose contracts end soon, before the first of them ends: how many, what is at stake."""
    import datetime as dt

    import pandas as pd

    if isinstance(result, Missing) or not (result.values["contracts_soon"].value or 0):
        return []
    # An amount is at stake only once it is known what a price stands for.
    lose = result.values.get("soon_to_lose") if result.values["price_known"].value else None
    ends = pd.to_datetime(result.frames["soon"].contract_end)
    renewed, first = result.values["renewed_share"], ends.min().date()
    said = {
        "n": numbers.count(result.values["contracts_soon"].value), "days": numbers.count(SOON_DAYS), "first": numbers.date(first),
        "urgent": numbers.count(result.values["contracts_urgent"].value), "month": numbers.count(URGENT_DAYS),
        "share": numbers.share(renewed.value, 0), "low": numbers.share(renewed.low, 0), "high": numbers.share(renewed.high, 0),
    }  # fmt: skip
    message = (
        _(
            "Hablar ya con los {urgent} clientes cuyo contrato vence en {month} días (el primero, el {first}), "
            "y con los demás un mes antes de su fecha: en {days} días vencen {n}."
        )
        if result.values["contracts_urgent"].value
        else _(
            "Visitar antes de su vencimiento {n|el contrato que vence|los # contratos que vencen} en {days} días (el primero, el {first})."
        )
    ).format(**said)
    detail = _(
        "Renueva {share} (entre {low} y {high}). El dinero es lo que no pagarían los que no renueven si todo sigue igual; cuánto de eso evita "
        "una visita no se sabe."
    ).format(**said)
    # A week before the first ends, a month from now at most; where that is past, tomorrow.
    due = max(as_of + dt.timedelta(days=1), min(first - dt.timedelta(days=7), as_of + dt.timedelta(days=30)))
    money = (lose.value, lose.low, lose.high) if lose is not None else (None, None, None)
    return [
        Finding(
            "action", message, KEY, result.n, money[0], money[1], money[2], _("Ventas"), due, detail if lose else "", Evidence.ASSOCIATED,
            stake=_("lo que no pagarían en su período siguiente") if lose else "",
        )
    ]  # fmt: skip
