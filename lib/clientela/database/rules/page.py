"""The rules on the page: who writes otherwise, what is broken where, and what to talk about."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.database.rules.analysis import KEY, rules
from clientela.engine import findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _, current
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.stats.charts import funnel_sigma, p_limits

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
DAYS = 14
# Less than one row in a hundred can wait.
LITTLE = 0.01


def named(row: Any) -> str:
    """A rule in words: the company's own name for it, else its field and what is checked of it."""
    own = getattr(row, f"name_{current()}", None) or row.name_es or row.name_en
    if isinstance(own, str):
        return own
    field = value(row.field)
    return _("{field}: {check}").format(field=field.removeprefix("field_"), check=value(row.check_name))


def plot_rules(result: Result) -> Figure:
    """Each person who writes, by how many rows, in the rule in which somebody stands apart; without people, what each source keeps."""
    who = result.frames["collectors"]
    return _sources(result.frames["parts"]) if who.empty else _people(who)


def _people(who: pd.DataFrame) -> Figure:
    first: Any = who.iloc[0]
    part: Any = who[(who.source == first.source) & (who.rule == first.rule)].sort_values("rows")
    alike = part[~part.stands_apart]
    middle = float(alike.broken.sum() / alike["rows"].sum()) if len(alike) else 0.0
    error = np.sqrt(max(middle * (1 - middle), 1e-9) / alike["rows"])
    spread = funnel_sigma((alike.share_broken - middle) / error)
    rows = np.linspace(part["rows"].min() * 0.8, part["rows"].max() * 1.05, 100)
    low, high = p_limits(middle, rows, spread)
    drawing, axes = figures.canvas(3.0)
    axes.fill_between(rows, low, high, color=figures.SAND, alpha=0.55, linewidth=0)
    axes.axhline(middle, color=figures.MUTED, linewidth=0.9)
    axes.scatter(alike["rows"], alike.share_broken, color=figures.TEAL, s=24, zorder=3)
    apart = part[part.stands_apart]
    axes.scatter(apart["rows"], apart.share_broken, color=figures.RED, s=34, zorder=3)
    for row in apart.itertuples():
        axes.annotate(
            str(row.collector),
            (row.rows, row.share_broken),
            (7, -4),
            textcoords="offset points",
            size=10,
            color=figures.INK,
        )
    figures.share_axis(axes.yaxis)
    axes.set_ylim(0, max(0.05, 1.15 * float(part.share_broken.max()), 1.05 * float(high.max())))
    axes.set_xlabel(_("Filas escritas"), color=figures.MUTED)
    return Figure(
        drawing,
        label="fig-database-rules",
        caption=_(
            "Filas que incumplen «{rule}», por quien escribe en «{source}». La franja es lo que hacen el azar y las diferencias de siempre entre "
            "personas."
        ).format(rule=named(first), source=first.source),
        alt=_("{n} personas que escriben; {out} fuera de la franja.").format(n=numbers.count(len(part)), out=numbers.count(len(apart))),
    )  # fmt: skip


def _sources(parts: pd.DataFrame) -> Figure:
    frame: Any = parts.sort_values(["share_kept", "source"], ignore_index=True).head(SHOWN)
    drawing, axes = figures.canvas(0.5 + 0.3 * len(frame))
    axes.barh(frame.index, 1, 0.6, color=figures.LINE)
    axes.barh(frame.index, frame.share_kept, 0.6, color=figures.TEAL)
    for place, row in enumerate(frame.itertuples()):
        axes.annotate(numbers.share(row.share_kept), (1.01, place), va="center", size=9, color=figures.INK)
    axes.set_yticks(
        frame.index,
        [f"{value(row.rule_about)} · {str(row.source)[:28]}" for row in frame.itertuples()],
        color=figures.INK,
    )
    axes.invert_yaxis()
    axes.set_xlim(0, 1.2)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return Figure(
        drawing,
        label="fig-database-rules",
        caption=_("Qué parte de las filas cumple las reglas, por fuente y por aquello de lo que tratan."),
        alt=_("Barras por fuente; la menor cumple en {share}.").format(share=numbers.share(frame.share_kept.min())),
    )  # fmt: skip


def rules_reading(result: Result) -> str:
    """How to read what is drawn: the people who write, or the sources where nobody knows who wrote."""
    if result.frames["collectors"].empty:
        return _(
            "**Cómo leerlo.** Cada barra es una fuente y aquello de lo que trata la regla: lo verde cumple, lo gris no. Quién escribe cada fila no "
            "consta. Las reglas son de la empresa: están en un archivo que cualquiera puede cambiar."
        )
    return _(
        "**Cómo leerlo.** Cada punto es una persona que escribe: a la derecha, quien más filas ha escrito; arriba, quien más veces incumple la "
        "regla. "
        "Dentro de la franja caben el azar y las diferencias de siempre entre personas; solo quien queda muy por fuera merece que se le pregunte, "
        "y la "
        "causa suele ser el puesto y no la persona. Las reglas son de la empresa: están en un archivo que cualquiera puede cambiar."
    )


def rules_table(result: Result) -> Table | None:
    """The rules that most rows break, with who answers for them; nothing where all are kept."""
    frame = result.frames["rules"]
    frame = frame[frame.share_broken >= LITTLE].head(SHOWN)
    if frame.empty:
        return None
    return Table(
        frame.assign(
            quality_rule=[named(row) for row in frame.itertuples()],
            # The owners of the rules that come with the suite are words of ours; a company's own stay as they are.
            rule_owner=[_(owner) if owner else owner for owner in frame.rule_owner],
        ),
        caption=_(
            "Las reglas que más filas incumplen. «Igual» es que lo escrito en el último año no se distingue de lo del año anterior."
        ),
        label="tbl-database-rules",
        columns=("source", "quality_rule", "rows", "share_broken", "rule_trend", "rule_owner"),
    )


def collectors_table(result: Result) -> Table | None:
    """Who writes otherwise, beside the others; nothing where nobody does."""
    found = _apart(result).head(SHOWN)
    if found.empty:
        return None
    return Table(
        found.assign(quality_rule=[named(row) for row in found.itertuples()]),
        caption=_(
            "Quién escribe de otro modo que los demás de su fuente, y en qué. Se compara a todos a la vez."
        ),
        label="tbl-database-collectors",
        columns=("collector", "source", "quality_rule", "rows", "share_broken", "share_others"),
    )


def _apart(result: Result) -> Any:
    who = result.frames["collectors"]
    return who[who.stands_apart] if len(who) else who


def rules_advice(result: Result) -> str:
    """The talk about causes, or the rule to begin with."""
    apart = _apart(result)
    if len(apart):
        return _(
            "**Qué hacer.** Converse con {who} sobre las causas, sin reproche: ¿hay fila en la caja, un campo que obliga a inventar, un "
            "cliente que no quiere darlo? Quite primero la causa; deje en blanco lo que no se sabe, y vuelva a mirar en un mes. "
            "Las filas por corregir están, una a una, en la carpeta privada."
        ).format(who=", ".join(dict.fromkeys(apart.collector)))
    broken: Any = result.frames["rules"]
    broken = broken[broken.share_broken >= LITTLE]
    if broken.empty:
        return _(
            "**Qué hacer.** Casi todas las filas cumplen las reglas. Agregue a la lista la regla que más le importe a su empresa."
        )
    first = broken.iloc[0]
    return _(
        "**Qué hacer.** Empiece por «{rule}» en «{source}»: pregunte a quienes escriben qué lo hace difícil, y cambie el formulario antes que a las "
        "personas. Las filas por corregir están, una a una, en la carpeta privada."
    ).format(rule=named(first), source=first.source)


@findings_of(rules)
def rules_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Who writes a field so differently that it is worth a talk about the causes."""
    found = _apart(result)
    if found.empty:
        return []
    first = found.iloc[0]
    message = _(
        "En «{source}», de lo que escribe {who} el {share} incumple «{rule}»; de lo que escriben los demás, el {rest}. Conviene una charla sobre las "
        "causas."
    ).format(
        source=first.source, who=first.collector, share=numbers.share(first.share_broken, 0), rule=named(first),
        rest=numbers.share(first.share_others, 0),
    )  # fmt: skip
    others = [one for one in dict.fromkeys(found.collector) if one != first.collector]
    detail = _("También: {who}.").format(who=", ".join(others[:3])) if others else ""
    return [
        Finding(
            "action",
            message,
            KEY,
            int(first["rows"]),
            owner=first.rule_owner or _("Servicio"),
            due=as_of + dt.timedelta(days=DAYS),
            detail=detail,
        )
    ]
