"""How the status looks: how many are active, what became of the others, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.dates import span
from clientela.loyalty.status.analysis import KEY, SEASONS, status
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

# Where so many of the silent have come back, silence is no loss.
NEARLY_ALL = 0.8


def status_table(result: Result) -> Table:
    """How many stand where, and what they have bought so far."""
    return Table(
        result.frames["groups"],
        _(
            "Clientes por estado, con lo que han comprado en toda la historia. La espera es la mediana, en cada grupo, de la que todavía es normal."
        ),
        "tbl-loyalty-status",
        ("status", "customers", "share_customers", "threshold_days", "amount", "share_amount"),
    )


def plot_status(result: Result) -> Figure | None:
    """From the active customers of one window ago to today's: who came, who came back, who left; None where nobody knows who was active then."""
    from matplotlib.ticker import MaxNLocator

    if "left" not in result.values:
        return None
    value = {name: int(number.value or 0) for name, number in result.values.items()}
    time = span(value["window_days"])
    steps = [
        (_("Activos hace {time}").format(time=time), 0, value["active_before"], figures.SAND),
        (_("Se callaron"), value["active_before"], -value["left"], figures.RED),
        (_("Volvieron"), value["active_before"] - value["left"], value["recovered"], figures.STEPS[1]),
        (_("Nuevos"), value["active"] - value["new_active"], value["new_active"], figures.STEPS[2]),
        (_("Activos hoy"), 0, value["active"], figures.TEAL),
    ]
    drawing, axes = figures.canvas(3.3)
    top = max(start + max(step, 0) for _name, start, step, _colour in steps)
    for place, (_name, start, step, colour) in enumerate(steps):
        axes.bar(place, step, bottom=start, color=colour, width=0.62)
        sign = "−" if step < 0 else "+" if step and 0 < place < 4 else ""
        axes.text(
            place, start + max(step, 0) + top * 0.02, sign + numbers.count(abs(step)), ha="center", va="bottom",
            color=figures.RED if step < 0 else figures.INK, weight=600, fontsize=13,
        )  # fmt: skip
    axes.set_xticks(range(5), [name.replace(" ", "\n", 1) for name, *_rest in steps], fontsize=12)
    axes.set_ylim(0, top * 1.12)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    figures.count_axis(axes.yaxis)
    alt = _("De {before} clientes activos se callaron {left}, volvieron {recovered} y llegaron {new}: hoy hay {active}.").format(
        before=numbers.count(value["active_before"]), left=numbers.count(value["left"]), new=numbers.count(value["new_active"]),
        recovered=numbers.count(value["recovered"]), active=numbers.count(value["active"]),
    )  # fmt: skip
    return Figure(
        drawing,
        "fig-loyalty-status",
        _("Clientes activos hace {time} y hoy, con lo que cambió en medio.").format(time=time),
        alt,
    )


def status_advice(result: Result) -> str:
    """What to do about the customers who come and go."""
    back = result.values.get("silent_back")
    if back and (back.low or 0) >= NEARLY_ALL:
        return _(
            "**Qué hacer.** Tome «se callaron» como un atraso y no como una pérdida: de {n|el único cliente que|los # clientes que} hace {time} "
            "llevaban más que su espera normal sin comprar, ha comprado después {share} (al menos {low}). No gaste en recuperarlos; "
            "busque solo a quien se aparte mucho de los demás."
        ).format(
            n=numbers.count(back.n), time=span(result.values["window_days"].value), share=numbers.share(back.value, 0), low=numbers.share(back.low, 0)
        )  # fmt: skip
    if "closed_days" in result.values:
        return _(
            "**Qué hacer.** Averigüe primero si el archivo trae a todos los clientes: desde hace {days} días casi no aparece uno nuevo. Si es la "
            "lista "
            "de los que llegaron antes, que cada vez compren menos es lo normal en ella y no dice nada de la empresa: agregue las demás ventas."
        ).format(days=numbers.count(result.values["closed_days"].value))
    if "left" not in result.values:
        return _(
            "**Qué hacer.** Mire cada mes cuántos siguen activos; con más historia se verá cuántos se van y cuántos vuelven."
        )
    value = {name: number.value or 0 for name, number in result.values.items()}
    words = {name: numbers.count(value[name]) for name in ("left", "recovered", "new_active", "newcomers")}
    if not _moved(result):
        return _(
            "**Qué hacer.** Dé a los nuevos un motivo para la segunda compra: ahí se decide quién se queda. Si la base crece o se encoge no se "
            "sabe todavía: "
            "{left} dejaron pasar su espera normal, {recovered} volvieron y siguen activos {new_active} de los que compraron por primera vez, pero "
            "la diferencia puede ser azar o estación, y entre los nuevos puede haber quien ya compraba antes de que empezaran los datos."
        ).format(**words)
    if value["left"] > value["recovered"] + value["new_active"]:
        return _(
            "**Qué hacer.** Frene la salida antes de pagar por clientes nuevos: se callaron {left}, "
            "y {recovered|el que volvió|los # que volvieron|los que volvieron, ninguno,} y {new_active|el nuevo que sigue "
            "activo|los # nuevos que siguen activos|los nuevos que siguen activos, ninguno,} no los reponen. "
            "Empiece por los que apenas se atrasan; la lista está en «A quién llamar primero»."
        ).format(**words)
    return _(
        "**Qué hacer.** La base crece: {new_active} nuevos que siguen activos y {recovered} que volvieron cubren a los {left} que se callaron. "
        "Dé a los nuevos un motivo para la segunda compra; ahí se decide quién se queda."
    ).format(**words)


def status_bridge(status: Result | Missing, departures: Result | Missing) -> str | None:
    """Why the report counts those who left in three ways: what each number is, in three lines."""
    if isinstance(status, Missing) or isinstance(departures, Missing) or "left" not in status.values:
        return None
    return _(
        "*Los que se fueron se cuentan de tres maneras. Aquí, {left}: estaban activos hace {time} y hoy no. "
        "En «¿Por qué se van?», {gone}: se suman los que llegaron y se fueron dentro de ese tiempo y los que se despidieron. "
        "En «Segmentos», los callados: las dos fechas se miden con el ritmo que se conoce hoy, y aquí la primera con el de entonces.*"
    ).format(
        left=numbers.count(status.values["left"].value), gone=numbers.count(departures.n),
        time=span(status.values["window_days"].value),
    )  # fmt: skip


@findings_of(status)
def status_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """What changed in the base of active customers from one year to the next, when both ways of counting say it is more than chance."""
    if isinstance(result, Missing):
        return []
    if "closed_days" in result.values:
        return [_closed(result, as_of)]
    if "left" not in result.values or not _moved(result):
        return []
    value = {name: number.value or 0 for name, number in result.values.items()}
    words = {
        name: numbers.count(value[name])
        for name in ("active", "active_before", "left", "recovered", "new_active", "newcomers")
    } | {"time": span(value["window_days"])}
    arrivals = value["recovered"] + value["new_active"]
    if arrivals < value["left"]:
        message = _(
            "Hay {active|un cliente activo|# clientes activos|cero clientes activos}; hace {time} había {active_before}."
        ).format(**words)
        lost = max(0.0, float(value["left_amount"]))
        # Those who came made up for the others.
        net, swing = value["left"] - arrivals, 2 * np.sqrt(arrivals + value["left"])
        part = [lost * min(1.0, max(0.0, one) / value["left"]) for one in (net, net - swing, net + swing)]
        detail = _(
            "Se callaron {left}, que en {time} compraban {amount}; volvieron {recovered}, y de {newcomers} nuevos siguen activos {new_active}."
        ).format(amount=numbers.short_money(lost, currency), **words)
        stake = _("lo que compraban en {time} los que nadie ha reemplazado").format(time=words["time"])
        return [
            Finding("risk", message, KEY, result.n, part[0], part[1], part[2], _("Ventas"), _later(as_of), detail, stake=stake)
        ]  # fmt: skip
    message = _("La base de clientes activos creció de {active_before} a {active} en {time}.").format(**words)
    detail = _(
        "De {newcomers} nuevos siguen activos {new_active}, y volvieron {recovered}; se callaron {left}."
    ).format(**words)
    return [Finding("good_news", message, KEY, result.n, detail=detail)]


def _closed(result: Result, as_of: dt.date) -> Finding:
    """Hardly anybody new in half of the history: a list of customers of before, or what has to be mended first."""
    import datetime as dt

    day = as_of - dt.timedelta(days=int(result.values["closed_days"].value or 0))
    message = _(
        "Después del {day} casi no aparece ningún cliente nuevo: en la segunda mitad de la historia, {few|uno|#|ninguno} de {n}."
    ).format(
        day=numbers.date(day, "medium"),
        few=numbers.count(result.values["came_lately"].value),
        n=numbers.count(result.n),
    )
    detail = _(
        "Si el archivo trae solo a quienes llegaron antes, las caídas de este informe son de esa lista y no de la empresa: agregue las demás ventas. "
        "Si los trae a todos, es lo primero que hay que arreglar."
    )
    return Finding(
        "risk", message, KEY, result.n, owner=_("Sistemas"), due=as_of + dt.timedelta(days=14), detail=detail
    )


def _moved(result: Result) -> bool:
    """Has the base of active customers certainly grown or shrunk within a year, by their rhythm and by who bought?"""
    value = {name: number.value or 0 for name, number in result.values.items()}
    came, left = value["recovered"] + value["new_active"], value["left"]
    buyers = result.values["buyers_more"]
    # Arrivals and departures are counts: their difference swings by the root of their sum.
    if value["window_days"] < SEASONS or abs(came - left) <= 2 * np.sqrt(came + left):
        return False
    return (buyers.low or 0) > 0 if came > left else (buyers.high or 0) < 0


def _later(as_of: dt.date, days: int = 30) -> dt.date:
    import datetime as dt

    return as_of + dt.timedelta(days=days)
