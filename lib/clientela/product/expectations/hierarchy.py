"""What customers take for granted, what they ask for and what would delight them: Kano's kinds on the course's hierarchy of value."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, LINE, MUTED, RED, SAND, TEAL, arms, canvas, share_axis
from clientela.present.language import N_, _
from clientela.present.terms import value
from clientela.product.expectations import kano
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.stats.intervals import wilson_each

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.hierarchy"
SIDES = ("functional", "dysfunctional")
# From the floor of the house to its roof; what nobody needs, and what annoys, come last.
LEVELS = (
    "basic",
    "expected_level",
    "desired",
    "attractive",
    "unanticipated",
    "indifferent",
    "reverse",
    "undecided",
)
DELIGHTS = ("unanticipated", "attractive", "desired")
MEANINGS = {
    "basic": N_("Básico: disgusta que falte más de lo que gusta que esté."),
    "expected_level": N_("Esperado: cuanto más, mejor."),
    "desired": N_("Deseado: gusta que esté más de lo que disgusta que falte."),
    "attractive": N_("Deseado o no previsto: gusta, y no se sabe si se extrañaría."),
    "unanticipated": N_("No previsto: gusta y nadie lo echaría de menos."),
    "indifferent": N_("Indiferente: da igual que esté o que falte."),
    "reverse": N_("Molesta: mejor que no esté."),
    "undecided": N_("Sin decidir: las respuestas no alcanzan para saberlo."),
}
SHOWN = 14
# To write or to call is a matter of how often and what for: what annoys of it is the way that was asked about.
CONTACT = re.compile(r"llam|escrib|mensaj|correo|visit|call|writ|messag|mail", re.IGNORECASE)


@analysis(KEY, answers="survey_answers", items="survey_items", gaps="gaps")
def hierarchy(
    answers: pd.DataFrame, items: pd.DataFrame, gaps: Result | Missing | None = None
) -> Result | Missing:
    """The level of each thing asked about: basic, expected, desired or unanticipated; "undecided" where people's answers cannot tell.

    `answers` and `items` are the marts `survey_answers` and `survey_items`. Two questions a thing: what if it is there, what if it is not. Levels
    hold in 95 % of 2,000 samples drawn again; `better` and `worse` are the shares whom its presence pleases and its absence upsets (Berger 1993).
    With the result of `gaps`, how many promises fall short is noted: no delight before these.

    Source: Kano, Seraku, Takahashi & Tsuji 1984, «Attractive quality and must-be quality».

    Returns Missing without both questions, or with fewer than 20 people.

    >>> import pandas as pd
    >>> rows = [("K", "tasting", side, "customer", f"p{n}", mark) for n in range(40) for side, mark in (("functional", 1), ("dysfunctional", 3))]
    >>> answers = pd.DataFrame(rows, columns=["battery", "item", "side", "rater", "respondent_id", "score"])
    >>> items = pd.DataFrame({"battery": ["K"], "item": ["tasting"], **dict.fromkeys(("text_es", "text_en", "dimension", "factor"))})
    >>> hierarchy(answers, items).frames["hierarchy"].level.tolist()
    ['unanticipated']
    """
    battery, found = surveys.sides(answers, SIDES)
    if not found:
        return surveys.absent(KEY, answers, "surveys.side")
    there, not_there = found
    counts = kano.counts(there, not_there)
    usable = counts[counts[list(kano.KINDS[:5])].sum(axis=1) >= surveys.FEWEST_PEOPLE]
    people = int((there.notna() & not_there.notna()).any(axis=1).sum())
    if usable.empty:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=people, need=surveys.FEWEST_PEOPLE)
    frame = surveys.about(items, battery, usable.index).merge(kano.levels(usable), on="item")
    frame = frame.merge(_coefficients(usable), on="item")
    annoyed = usable["reverse"] / usable[list(kano.KINDS[:5])].sum(axis=1)
    frame = frame.assign(annoyed=frame["item"].map(annoyed))
    # Of what annoys most people, the answers of the few others say nothing.
    blank = [name for name in frame.columns if name.startswith(("better", "worse"))]
    frame[blank] = frame[blank].mask(frame["level"] == "reverse")
    order = frame["level"].map(LEVELS.index)
    frame = frame.assign(order=order, pull=frame["better"] + frame["worse"])
    frame = frame.sort_values(["order", "pull", "item"], ascending=[True, False, True]).reset_index(drop=True)
    values = {
        f"{level}_things": Number(int((frame["level"] == level).sum()), "count", len(frame))
        for level in LEVELS
    }
    if isinstance(gaps, Result):
        values["short_promises"] = gaps.values["short_items"]
    return Result(KEY, people, values, {"hierarchy": frame.drop(columns=["order", "pull"])})


def _coefficients(counts: pd.DataFrame) -> pd.DataFrame:
    """The shares whom presence pleases and absence upsets, among those who take the thing as Kano meant it, with intervals."""
    whole = counts[list(kano.KINDS[:4])].sum(axis=1)
    whole = whole.where(whole > 0)
    found = counts[[]].copy()
    for name, kinds in (("better", ["attractive", "expected_level"]), ("worse", ["basic", "expected_level"])):
        hits = counts[kinds].sum(axis=1)
        low, high = wilson_each(hits, whole)
        found = found.assign(**{name: hits / whole, f"{name}_low": low, f"{name}_high": high})
    return found.reset_index()


def _with_words(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(question=surveys.words(frame))


def hierarchy_table(result: Result) -> Table:
    """Each thing with its level and how sure that is."""
    columns = ("question", "level", "better", "worse", "n")
    frame = _with_words(_shown(result))
    caption = _("El nivel de cada cosa, de lo básico a lo no previsto.")
    said = surveys.cut(len(frame), len(result.frames["hierarchy"]))
    return Table(frame, f"{caption} {said}".strip(), "tbl-product-hierarchy", columns)


def _shown(result: Result) -> pd.DataFrame:
    """As many things as a page holds: the decided ones before the rest, and those that move people most; in the order of their levels."""
    frame = result.frames["hierarchy"]
    strongest = (frame["better"] + frame["worse"]).fillna(1.0) - 2.0 * frame["level"].isin(
        ["undecided", "indifferent"]
    )
    return frame.loc[strongest.nlargest(SHOWN).index.sort_values()]


def plot_hierarchy(result: Result) -> Figure:
    """How much each thing upsets when it fails (left) and pleases when it is there (right)."""
    frame = (
        _shown(result)
        .iloc[::-1]
        .fillna({f"{name}{end}": 0.0 for name in ("better", "worse") for end in ("", "_low", "_high")})
    )
    names = [surveys.wrapped(text, 32) for text in surveys.words(frame)]
    drawing, axes = canvas(0.9 + 0.36 * len(frame))
    places = np.arange(len(frame))
    solid = ~frame["level"].isin(["undecided", "indifferent", "reverse"]).to_numpy()
    for name, sign, colour in (("worse", -1, RED), ("better", 1, TEAL)):
        swing = arms(frame[name], frame[f"{name}_low"], frame[f"{name}_high"])
        axes.barh(
            places, sign * frame[name], xerr=swing if sign > 0 else swing[::-1], height=0.6,
            color=[colour if clear else SAND for clear in solid], error_kw={"ecolor": INK, "elinewidth": 0.9},
        )  # fmt: skip
    for place, level, annoyed in zip(places, frame["level"], frame["annoyed"], strict=True):
        text = _("molesta al {share}").format(share=numbers.share(annoyed, 0))
        axes.annotate(
            text if level == "reverse" else value(level),
            (1.03, place),
            va="center",
            color=INK if level != "undecided" else MUTED,
            fontsize=9.5,
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.axvline(1.0, color=LINE, linewidth=0.8)
    axes.set_xlim(-1.0, 1.5)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    share_axis(axes.xaxis)
    axes.xaxis.set_major_formatter(lambda part, _place: numbers.share(abs(part), 0))
    axes.set_yticks(places, names, fontsize=10)
    axes.set_ylim(-0.6, len(frame) + 0.15)
    axes.grid(visible=False, axis="y")
    for at, side, text, colour in (
        (-0.03, "right", _("disgusta si falta"), RED),
        (0.03, "left", _("gusta si está"), TEAL),
    ):
        axes.annotate(text, (at, len(frame) - 0.35), ha=side, va="bottom", color=colour, fontsize=10)
    alt = _(
        "Barras por cosa: a la izquierda a cuántos disgusta que falte, a la derecha a cuántos gusta que esté. {basic} {basic|básica|básicas}, "
        "{expected} {expected|esperada|esperadas}, {delight} que {delight|atrae|atraen} y {undecided} sin decidir."
    ).format(
        basic=numbers.count(result.values["basic_things"].value), expected=numbers.count(result.values["expected_level_things"].value),
        delight=numbers.count(sum(int(result.values[f"{name}_things"].value or 0) for name in DELIGHTS)),
        undecided=numbers.count(result.values["undecided_things"].value),
    )  # fmt: skip
    caption = _(
        "A cuántos disgusta que falte y a cuántos gusta que esté, según {n} personas; la raya es el intervalo de 95 %, y en gris va lo que no mueve."
    ).format(n=numbers.count(result.n))
    return Figure(drawing, "fig-product-hierarchy", caption, alt)


def _first(result: Result, levels: tuple[str, ...], by: str) -> str:
    """The thing of these levels that weighs most, in words; "" where there is none."""
    frame = result.frames["hierarchy"]
    found = frame[frame["level"].isin(levels)].sort_values([by, "item"], ascending=[False, True])
    return surveys.words(found.head(1))[0] if len(found) else ""


def hierarchy_reading(result: Result) -> str:
    """How to read the levels: only those that came out."""
    there = set(_shown(result)["level"])
    parts = [
        _(
            "**Cómo leerlo.** A la izquierda, a cuántos disgusta que falte; a la derecha, a cuántos gusta que esté."
        )
    ]
    parts += [_(text) for level, text in MEANINGS.items() if level in there]
    return " ".join(parts)


def hierarchy_advice(result: Result) -> str:
    """What must not fail and what can wait; never a delight while a basic fails."""
    basic, delight = _first(result, ("basic",), "worse"), _first(result, DELIGHTS, "better")
    needed = basic or _first(result, ("expected_level",), "worse")
    if needed and delight:
        text = _(
            "**Qué hacer.** «{needed}» es lo que más disgusta si falta: que no falle. Mientras falle, no gaste en «{delight}»: un detalle no tapa "
            "una falta."
        ).format(needed=needed, delight=delight)
    elif needed:
        text = _(
            "**Qué hacer.** Asegure «{needed}»: si falta, se nota. De lo preguntado, nada deleita todavía con seguridad: busque ideas con "
            "los clientes."
        ).format(needed=needed)
    elif delight:
        text = _(
            "**Qué hacer.** «{delight}» gusta y nadie lo exige. Pruébelo donde lo de siempre ya sale bien."
        ).format(delight=delight)
    else:
        text = _(
            "**Qué hacer.** Con estas respuestas no se distingue lo básico de lo que deleita: pregunte a más personas antes de invertir."
        )
    return f"{text} {_annoying(result)}".strip()


def _annoying(result: Result) -> str:
    """What annoys most people, exactly as it was asked; "" where nothing does."""
    frame = result.frames["hierarchy"]
    found = frame[frame["level"] == "reverse"].sort_values(["annoyed", "item"], ascending=[False, True])
    if found.empty:
        return ""
    name = surveys.words(found.head(1))[0]
    text = (
        _(
            "Deje de hacer esto, que molesta al {share}: «{name}». Llamar o escribir con un motivo del cliente es otra cosa, y no se preguntó."
        )
        if CONTACT.search(name)
        else _("Deje de hacer esto, que molesta al {share}: «{name}».")
    )
    return text.format(share=numbers.share(found["annoyed"].iloc[0], 0), name=name)


@findings_of(hierarchy)
def hierarchy_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Delights wait while promises fall short; what annoys stops."""
    found: list[Finding] = []
    due = as_of + dt.timedelta(days=45)
    needed = _first(result, ("basic",), "worse") or _first(result, ("expected_level",), "worse")
    delight, annoying = _first(result, DELIGHTS, "better"), _first(result, ("reverse",), "annoyed")
    short = result.values.get("short_promises")
    if needed and delight and short is not None and short.value:
        message = _(
            "Lo básico antes que lo que deleita: asegure «{needed}», que es lo que más disgusta si falta; de lo que se espera, hoy {short} de "
            "{asked} cosas se quedan cortas."
        ).format(needed=needed, short=numbers.count(short.value), asked=numbers.count(short.n))
        found.append(Finding("action", message, KEY, result.n, owner=_("Mercadeo"), due=due))
    elif needed:
        message = _("Lo que más disgusta si falta es «{needed}»: que no falle nunca.").format(needed=needed)
        found.append(Finding("action", message, KEY, result.n, owner=_("Servicio"), due=due))
    if annoying:
        share = float(result.frames["hierarchy"].query("level == 'reverse'")["annoyed"].max())
        message = _("«{annoying}» molesta al {share} de los clientes en vez de atraerlos.").format(
            annoying=annoying, share=numbers.share(share, 0)
        )
        found.append(Finding("risk", message, KEY, result.n, owner=_("Ventas"), due=due))
    return found
