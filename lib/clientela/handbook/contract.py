"""The contract as a page: each table, its columns, the headers and values that are recognised, the analyses that read it."""

from __future__ import annotations

from functools import cache

from clientela.engine import Analysis, declared
from clientela.engine.needs import needs
from clientela.handbook.tables import code, table
from clientela.intake.contract import Column, Table, contract
from clientela.intake.openings import OPENS
from clientela.intake.profiles import tools
from clientela.marts import lineage
from clientela.present.language import _, gettext
from clientela.stage import STAGES


def page() -> str:
    """All tables that a company may have; none is required, at least one is."""
    lead = _(
        "Ninguna tabla es obligatoria y hace falta al menos una; cada una abre más del informe. "
        "Los encabezados se comparan sin mayúsculas, tildes ni signos."
    )
    parts = [f"# {_('El contrato: qué tablas y columnas se leen')}", lead]
    return "\n\n".join([*parts, *(_one(one) for one in contract().tables.values()), _tools()]) + "\n"


def _tools() -> str:
    """The tools whose exports are read as they come."""
    lead = _(
        "Los archivos que estas herramientas exportan se reconocen y se leen tal como salen: `make new FROM=…`."
    )
    rows = [(tool, code(tables)) for tool, tables in sorted(tools().items(), key=lambda one: one[0].lower())]
    return "\n\n".join(
        [f"## {_('Herramientas conocidas')}", lead, table([_("herramienta"), _("tablas")], rows)]
    )


def _one(one: Table) -> str:
    rows = [
        (
            f"`{column.name}`",
            column.type,
            _("sí") if column.needed else "",
            code(column.aliases),
            _values(column),
        )
        for column in one.columns.values()
    ]
    rows += [(f"`{prefix}…`", kind, "", "", "") for prefix, kind in one.open.items()]
    head = [_("columna"), _("tipo"), _("necesaria"), _("encabezados que se reconocen"), _("valores")]
    lines = [f"## {one.name}", gettext(OPENS[one.name]) + "."]
    for choice in one.needs_one_of:
        lines.append(
            _("Basta una de estas: {columns}.").format(columns=code(choice)) if len(choice) > 1 else ""
        )
    if names := readers().get(one.name):
        lines.append(_("La leen {analyses}.").format(analyses=code(names)))
    return "\n\n".join([*(line for line in lines if line), table(head, rows)])


def _values(column: Column) -> str:
    return "; ".join(f"`{ours}`: {', '.join(theirs)}" for ours, theirs in column.values.items())


@cache
def readers() -> dict[str, list[str]]:
    """Table → the keys of the analyses that read it, through whatever stands between."""
    found: dict[str, list[str]] = {}
    for stage in STAGES:
        for one in declared(stage).values():
            if isinstance(one, Analysis):
                for name in lineage.behind(needs(one).marts).tables:
                    found.setdefault(name, []).append(one.key)
    return {name: sorted(set(keys)) for name, keys in found.items()}
