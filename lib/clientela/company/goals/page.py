"""How the goals look: what became of those that are over, how likely the others are, and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientela.company.goals.analysis import KEY, goals
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

# A goal less likely than this is almost out of reach; one less likely than the second asks for a decision now.
ALMOST_IMPOSSIBLE, HARD, EASY = 0.05, 0.2, 0.95
OVER = ("goal_met", "goal_missed", "goal_over")


def goals_table(result: Result, currency: str) -> Table:
    """Each goal with its end, what is expected by then, how likely it is and what to check."""
    rows = result.frames["goals"].to_dict("records")
    frame = result.frames["goals"].assign(
        goal_end=result.frames["goals"]["end"],
        goal_text=[
            _("{measure}: {figure}").format(
                measure=term(row["measure"]).words, figure=_written(row["measure"], row["goal"], currency)
            )
            for row in rows
        ],
        expected_text=[_expected(row, currency) for row in rows],
        probability_text=[_probable(row) for row in rows],
        goal_check=[_checked(row) for row in rows],
    )
    return Table(
        frame,
        _(
            "Las metas: si se cumplieron las que ya terminaron; de las demás, lo que se espera, entre paréntesis su intervalo de 80 %, y su "
            "probabilidad. Sin probabilidad, los paréntesis son los escenarios: que cada año crezca lo menos o lo más que pudo crecer el último."
        ),
        "tbl-company-goals",
        ("goal_text", "goal_end", "expected_text", "probability_text", "goal_check"),
    )


def _probable(row: Mapping[Any, Any]) -> Any:
    if row["goal_state"] in OVER:
        return _("ya terminó")
    return _("solo escenarios") if row["goal_basis"] == "basis_scenarios" else likely(row["probability"])


def _checked(row: Mapping[Any, Any]) -> Any:
    """What to say of its dates and, while it is open, of its figure: how bold a goal was is no question any more once it is over."""
    parts = [row["check_dates"], "" if row["goal_state"] in OVER else row["check_figure"]]
    return "; ".join(value(part) for part in parts if part) or None


def goals_spending(result: Result, currency: str) -> str:
    """What share of sales each open goal would ask to be spent, beside the share of today; nothing where that is not known."""
    now = result.values.get("expense_share")
    asked = result.frames["goals"].dropna(subset="expense_share_asked").to_dict("records")
    if now is None or not asked:
        return ""
    short = [row for row in asked if row["expected"] < row["goal"]]
    if not short:
        return _(
            "**Lo que pedirían en gasto.** Hoy se gasta {now} de las ventas. {n|Lo esperado ya llega a la meta en ventas: no pide más.|Lo "
            "esperado ya llega a las metas en ventas: no piden más.}"
        ).format(now=numbers.share(now.value), n=numbers.count(len(asked)))
    said = "; ".join(
        _("la de {goal}, {share}").format(
            goal=_written(row["measure"], row["goal"], currency),
            share=numbers.share(row["expense_share_asked"]),
        )
        for row in short
    )
    return _(
        "**Lo que pedirían en gasto.** Hoy se gasta {now} de las ventas. Si lo que falta cuesta lo que cuestan los clientes nuevos, pediría: {said}."
    ).format(now=numbers.share(now.value), said=said)


def _expected(row: Mapping[Any, Any], currency: str) -> Any:
    if row["goal_state"] == "goal_met":
        return _("Se cumplió: {done}").format(done=_written(row["measure"], row["done"], currency))
    if row["goal_state"] == "goal_missed":
        return _("No se cumplió: faltaron {short}").format(
            short=_written(row["measure"], row["goal"] - row["done"], currency)
        )
    if numbers.absent(row["expected"]):
        # Of dates that are no good the last column speaks.
        return None if row["check_dates"] in ("no_end", "bad_dates") else _("no hay con qué preverlo")
    middle, low, high = (
        _written(row["measure"], row[name], currency)
        for name in ("expected", "expected_low", "expected_high")
    )
    return _("{expected} ({low} a {high})").format(expected=middle, low=low, high=high)


def likely(probability: float | None) -> Any:
    """A probability in words no surer than a simulation allows.

    >>> likely(0.001)
    'menos de 1 %'
    """
    if numbers.absent(probability):
        return None
    if not 0.01 <= float(probability or 0) <= 0.99:
        return _("menos de 1 %") if float(probability or 0) < 0.5 else _("más de 99 %")
    return numbers.share(probability, 0)


def _written(measure: str, amount: float, currency: str) -> str:
    return numbers.short_money(amount, currency) if measure in ("amount", "margin") else numbers.count(amount)


def goals_advice(result: Result, currency: str) -> str:
    """What to do about the goals that are still open: those out of reach, too easy, or badly dated."""
    frame = result.frames["goals"]
    if (frame["check_dates"] == "bad_dates").any():
        return _(
            "**Qué hacer.** Corrija las fechas en `company.yml`: hay una meta que termina antes de empezar."
        )
    if (frame["check_dates"] == "no_end").any():
        return _(
            "**Qué hacer.** Hay una meta sin fecha de fin: no es una meta, es un deseo. Póngale fin en `company.yml`, a uno o a tres años."
        )
    ahead = frame[frame["goal_state"] == "goal_open"]
    if ahead.empty:
        return _(
            "**Qué hacer.** Todas estas metas ya terminaron. Ponga en `company.yml` la del próximo año: una cifra, una fecha de inicio y una de fin."
        )
    known = ahead.dropna(subset="probability")
    if len(known) and known["probability"].min() < 0.5:
        return _unlikely(known.sort_values("probability").to_dict("records")[0], currency)
    if (ahead["check_figure"] == "beyond").any():
        return _(
            "**Qué hacer.** Hay una meta que no se alcanza en ninguno de los futuros que se ven. Si la cifra se debe a "
            "un plan nuevo, escriba el plan y su "
            "gasto; si no, bájela: una meta imposible gasta más de lo que vende."
        )
    if (ahead["check_figure"] == "trivial").any():
        return _(
            "**Qué hacer.** Hay una meta que se alcanza sin esfuerzo, pase lo que pase. Súbala hasta que sea un reto: "
            "alcanzable, con fecha y con dueño."
        )
    if (ahead["check_figure"] == "too_low").any():
        return _(
            "**Qué hacer.** Hay una meta que pide menos de lo que ya se logró en un plazo igual. Si no se espera una caída, súbala: "
            "un reto alcanzable sigue siendo un reto."
        )
    if (known["probability"] > EASY).any():
        return _(
            "**Qué hacer.** Hay una meta que se alcanza sin esfuerzo. Súbala hasta que sea un reto: alcanzable, con fecha y con dueño."
        )
    return _unseen(ahead) if known.empty else _(
        "**Qué hacer.** Las metas que no han terminado son un reto posible. Escriba hoy al lado de cada una qué hará, y quién, si su "
        "probabilidad baja de 50 %; mire esta tabla el primer día de cada mes."
    )  # fmt: skip


def _unlikely(row: Mapping[Any, Any], currency: str) -> str:
    """What to do about the least likely goal, by how unlikely it is."""
    if row["probability"] < ALMOST_IMPOSSIBLE:
        text = _(
            "**Qué hacer.** La meta de {goal} al {end} es casi imposible (probabilidad: {probability}) y gasta dinero y ánimo. Reúnase con quien la "
            "fijó: o se le ponen recursos nuevos, con nombre y fecha, o se baja a una cifra alcanzable."
        )
    elif row["probability"] < HARD:
        text = _(
            "**Qué hacer.** La meta de {goal} al {end} es difícil: al paso actual tiene una probabilidad de {probability} y faltarían {short}. "
            "Con lo mismo de siempre no se llega. Decida este mes de dónde saldrán, con responsable y presupuesto, o baje la cifra."
        )
    else:
        text = _(
            "**Qué hacer.** Lo más probable es que la meta de {goal} al {end} no se cumpla (probabilidad: {probability}), pero está cerca: al paso "
            "actual faltarían {short}. Repártalos entre los vendedores, por cliente, y revise cada mes si la distancia se acorta."
        )
    return text.format(
        goal=_written(row["measure"], row["goal"], currency), end=numbers.date(row["end"]), probability=likely(row["probability"]),
        short=_written(row["measure"], max(0.0, row["goal"] - row["expected"]), currency),
    )  # fmt: skip


def _unseen(ahead: pd.DataFrame) -> str:
    """What to do about goals of which no forecast can speak."""
    if (ahead["measure"] == "customers").all():
        return _(
            "**Qué hacer.** La previsión no cuenta clientes. Siga esta meta cada mes con los clientes del último período, en la primera tabla "
            "de este capítulo, y con los activos del capítulo 5."
        )
    return _(
        "**Qué hacer.** Estas metas terminan más allá de lo que la previsión alcanza a ver. Póngales una etapa de un año y mídala aquí."
    )


@findings_of(goals)
def goals_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Goals that will more likely be missed than reached."""
    found = []
    for row in result.frames["goals"].dropna(subset="probability").to_dict("records"):
        if row["end"] < as_of or row["probability"] >= 0.5:
            continue
        message, detail = _missed(row, currency)
        finding = Finding(
            "risk", message, KEY, result.n, owner=_("Gerencia general"), due=as_of + dt.timedelta(days=30), detail=detail
        )  # fmt: skip
        if row["measure"] in ("amount", "margin"):
            short, farthest = float(row["goal"] - row["expected"]), float(row["goal"] - row["expected_low"])
            nearest = max(0.0, float(row["goal"] - row["expected_high"]))
            finding = replace(
                finding, amount=short, low=nearest, high=farthest, stake=_("lo que falta para la meta")
            )
        found.append(finding)
    return found


def _missed(row: Mapping[Any, Any], currency: str) -> tuple[str, str]:
    """What is said of a goal that was missed, or will be, and how sure it is."""
    written = {
        name: _written(row["measure"], row[name], currency)
        for name in ("goal", "expected", "expected_low", "expected_high")
    } | {
        "short": _written(row["measure"], float(row["goal"] - row["expected"]), currency),
        "end": numbers.date(row["end"]), "probability": likely(row["probability"]),
        "share": numbers.share(row["expected"] / row["goal"]),
    }  # fmt: skip
    if row["goal_state"] == "goal_missed":
        message = _("La meta de {goal} al {end} no se cumplió: se llegó a {expected} y faltaron {short}.")
        detail = _("Es el {share} de lo propuesto.")
    else:
        message = _(
            "La meta de {goal} al {end} tiene una probabilidad de {probability}: al paso actual se llega a {expected}, y faltarían {short}."
        )
        detail = _("8 de cada 10 veces se llegaría a entre {expected_low} y {expected_high}.")
    return message.format(**written), detail.format(**written)
