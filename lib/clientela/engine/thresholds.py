"""Every number that a company may set for itself: one home, with its default, its unit and what it means."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientela.present.language import N_

Value = float | int | str | None


@dataclass(frozen=True)
class Threshold:
    """A number (or a day) with its default; `low` and `high` are the least and most that make sense."""

    default: Value
    unit: str
    words: str
    low: float = 0.0
    high: float = float("inf")


THRESHOLDS: Mapping[str, Threshold] = {
    "fixed_days": Threshold(365, "days", N_("Días fijos sin comprar, como regla para comparar"), 1),
    "calls": Threshold(50, "count", N_("Llamadas que alcanzan para una semana"), 1),
    "horizon_weeks": Threshold(52.0, "count", N_("Semanas por delante del pronóstico de cada cliente"), 1),
    "discount_rate": Threshold(0.12, "share", N_("Tasa de descuento anual"), 0, 1),
    "room_per_week": Threshold(200, "count", N_("Contactos que se pueden atender en una semana")),
    "rest_days": Threshold(30, "days", N_("Días de descanso entre dos contactos con la misma persona")),
    "control_share": Threshold(
        0.2, "share", N_("Parte de la lista que se deja sin llamar, por sorteo"), 0, 0.9
    ),
    "campaign_effect": Threshold(0.05, "share", N_("Efecto de una campaña que vale la pena notar"), 0, 1),
    "answer_days": Threshold(15, "days", N_("Días hábiles para responder un reclamo"), 1),
    "grading_cut": Threshold("", "date", N_("Día desde el que se califican los pronósticos")),
    "reward_rate": Threshold(
        0.03, "share", N_("Parte de la compra que devuelve el programa de premios"), 0, 1
    ),
    "seller_calls": Threshold(10, "count", N_("Llamadas de un vendedor en una semana"), 1),
    "service_target": Threshold(
        0.8, "share", N_("Parte de quienes esperan en línea que debe atenderse a tiempo"), 0.05, 0.999
    ),
    "wait_days": Threshold(
        7, "days", N_("Días en que debe quedar hecho lo que espera en una lista de trabajo"), 1
    ),
    "price_months": Threshold(0.0, "count", N_("Meses que paga el precio de un contrato; 0: no se sabe"), 0),
    "skill_level": Threshold(
        0.75, "share", N_("Parte de la escala desde la que una habilidad se da por sabida"), 0.05, 1
    ),
    "sample_customers": Threshold(
        20_000,
        "count",
        N_("Clientes desde los que los modelos se ajustan con una muestra de ellos, siempre la misma"),
        1_000,
    ),
    "measured_customers": Threshold(
        200_000,
        "count",
        N_(
            "Clientes desde los que lo que se compara se mide en una muestra de ellos, siempre la misma; los totales son de todos"
        ),
        20_000,
    ),
    "hole_days": Threshold(
        21,
        "days",
        N_("Días seguidos sin ninguna venta desde los que se advierte que puede faltar un archivo"),
        3,
    ),
    "midnight_share": Threshold(
        0.25,
        "share",
        N_(
            "Parte de los pedidos con la hora cero desde la que esa hora es la de los archivos que solo dicen el día, y no una a la que se vende"
        ),
        0.01,
        1,
    ),
    "rfm_quiet_days": Threshold(
        "", "days", N_("Días sin comprar desde los que un cliente se llama callado"), 1
    ),
}
# The company's own cuts of RFM: four limits for each of the three bands; without them the bands are fifths.
CUTS = re.compile(r"rfm_(days|purchases|amount)_[1-4]")


def usual(name: str) -> float:
    """The default of a threshold that is a number, for who is given none.

    >>> usual("rest_days")
    30.0
    """
    default = THRESHOLDS[name].default
    assert isinstance(default, int | float)
    return float(default)


def known(name: str) -> bool:
    """Is there such a threshold?

    >>> known("calls"), known("rfm_days_1"), known("rfm_days_5")
    (True, True, False)
    """
    return name in THRESHOLDS or CUTS.fullmatch(name) is not None


def values(
    company: Mapping[str, float | dt.date], given: Mapping[str, Any] | None = None
) -> dict[str, Value]:
    """Every threshold with the value that holds: what is given (a notebook's parameters), else the company's, else the default.

    A value takes the type of its default; a day is a text, "" for none.

    >>> values({"calls": 20.0})["calls"], values({}, {"calls": 5, "other": 1})["calls"]
    (20, 5)
    """
    chosen = {**company, **(given or {})}
    return {name: _typed(chosen.get(name, one.default), one.default) for name, one in THRESHOLDS.items()}


def check(given: Mapping[str, float | dt.date]) -> list[str]:
    """What is wrong with the thresholds of a company.yml, one line each, with the remedy.

    >>> check({"call": 20.0})
    ['thresholds.call: ningún análisis la usa; ¿quiso decir «calls»?']
    """
    return [line for name, value in given.items() if (line := _trouble(name, value))]


def _typed(value: Any, default: Value) -> Value:
    typed: Value = value if default is None or value is None else type(default)(value)
    return typed


def _trouble(name: str, value: float | dt.date) -> str:
    if not known(name):
        near = difflib.get_close_matches(name, sorted(THRESHOLDS), n=1)
        hint = f"¿quiso decir «{near[0]}»?" if near else f"hay: {', '.join(sorted(THRESHOLDS))}"
        return f"thresholds.{name}: ningún análisis la usa; {hint}"
    one = THRESHOLDS.get(name)
    day = one is not None and one.unit == "date"
    if day != isinstance(value, dt.date):
        wanted = "una fecha como 2026-06-30" if day else "un número"
        return f"thresholds.{name}: debe ser {wanted}; dice {value}"
    if one is not None and isinstance(value, float) and not one.low <= value <= one.high:
        most = "" if one.high == float("inf") else f" y como mucho {one.high:g}"
        return f"thresholds.{name}: debe ser al menos {one.low:g}{most}; dice {value:g}"
    return ""
