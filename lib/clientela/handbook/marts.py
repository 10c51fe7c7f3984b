"""The marts as a page: every heavy query, what its rows and columns are, what holds of them, what it is made of."""

from __future__ import annotations

from clientela.handbook.tables import code, table
from clientela.marts import ORDER, lineage
from clientela.marts.told import Check, Told, groups, told
from clientela.present.language import _


def page() -> str:
    """Each group with its marts, in the order in which they are built."""
    lead = _(
        "Cada consulta es un archivo SQL de lib/clientela/marts, en la carpeta de su tema, con sus parámetros atados; se hacen una tras "
        "otra, y cada una lee las de antes. Junto a ellas, un archivo YAML dice qué es cada fila y cada columna, y qué debe cumplir."
    )
    parts = [f"# {_('Las consultas')}", lead]
    for group, words in groups().items():
        parts += [f"## {group} · {words}"]
        parts += [_mart(name) for name in ORDER if told()[name].group == group]
    return "\n\n".join(parts) + "\n"


def _mart(name: str) -> str:
    """One mart: what a row is, what it is made of, and its columns."""
    about, behind = told()[name], lineage.behind([name])
    made = sorted(behind.marts - {name}, key=ORDER.index)
    notes = [
        (_("No se repite"), code(about.unique)),
        (_("Hecha de"), code(made)),
        (_("Tablas de la empresa"), code(sorted(behind.tables))),
    ]
    said = "\n".join(f"- {label}: {names}" for label, names in notes if names)
    return f"### `{name}`\n\n{about.grain}\n\n{said}\n\n{_columns(about)}"


def _columns(about: Told) -> str:
    head = [_("columna"), _("qué es"), _("unidad"), _("qué cumple")]
    rows = [
        (f"`{name}`", column.words, column.unit, ", ".join(_check(one) for one in column.checks))
        for name, column in about.columns.items()
    ]
    return table(head, rows)


def _check(check: Check) -> str:
    given = " | ".join(map(str, check.given)) if isinstance(check.given, list) else check.given
    return f"`{check.name}`" if given is None else f"`{check.name}: {given}`"
