"""The cube on the page: the cells, who they are, how steady the order is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.engine import findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Result
from clientela.segments.bars import paired_bars, shares
from clientela.segments.cube.analysis import KEY, cube


def plot_cube(result: Result) -> Figure:
    """Part of the customers and part of the sales of each cell."""
    frame: Any = result.frames["cells"]
    colours = [figures.TEAL if name[5] == "h" else figures.MUTED for name in frame.cell]
    drawing = paired_bars(frame, [value(name) for name in frame.cell], colours)
    return Figure(
        drawing,
        label="fig-segments-cube",
        caption=_counted(result),
        alt=_("Dos barras por celda. {cell}: {shares}.").format(
            cell=value(frame.cell.iloc[0]), shares=shares(frame.iloc[0])
        ),
    )


def _counted(result: Result) -> str:
    """With what the axes were counted, and what is not known."""
    basis = dict(zip(result.frames["basis"].axis, result.frames["basis"].basis, strict=True))
    first = {
        "basis_profit": _("Rentable es quien está entre los que dejan el primer 80 % del margen, descontado lo que costó atenderlos."),
        "basis_margin": _("Rentable: entre los que dejan el primer 80 % del margen; el costo de atenderlos no se sabe (`costs` en company.yml)."),
        "basis_amount": _("Los costos no están registrados: rentable es aquí quien está entre los que hacen el primer 80 % de las ventas."),
    }[basis["axis_profit"]]  # fmt: skip
    marked = result.values["convergence_marked"]
    if not marked.value:
        return (
            first
            + " "
            + _(
                "Nadie ha calificado la convergencia (formulario `convergencia`): por eso hay cuatro celdas y no ocho."
            )
        )
    last = _(
        "{n|Un cliente tiene|# clientes tienen} calificación de convergencia; los demás están en cuatro celdas de dos ejes."
    )
    return first + " " + last.format(n=numbers.count(marked.value))


def cube_table(result: Result) -> Table:
    """The strategy of each cell, with how many and how much."""
    # Without costs what they leave is what they buy: one column says it.
    sales_only = result.frames["basis"].basis.iloc[0] == "basis_amount"
    return Table(
        result.frames["cells"],
        caption=_("Cuántos clientes hay en cada celda, cuánto compraron en el período, y qué se busca con ellos.")
        if sales_only
        else _("Cuántos clientes hay en cada celda, cuánto compraron y dejaron en el período, y qué se busca con ellos."),
        label="tbl-segments-cube",
        columns=("cell", "customers", "amount", *(() if sales_only else ("profit_left",)), "cell_strategy"),
    )  # fmt: skip


def cube_people_table(result: Result) -> Table:
    """Who they are."""
    cells = result.frames["cells"]
    known = ("organisations",) if cells["organisations"].notna().any() else ()
    return Table(
        cells,
        caption=_("Quiénes son los de cada celda. La lista completa, por orden de atención, está en el libro de tablas."),
        label="tbl-segments-cube-people",
        columns=("cell", "customers", *known, "tenure_typical", "orders_typical", "days_since_last"),
    )  # fmt: skip


def cube_advice(result: Result) -> str:
    """The cell to begin with, and how far the order may be trusted."""
    steady, first = result.values["rank_stability"], result.values["first_kept"]
    without = result.frames["cells"]
    without = without[without.cell.str[5:7] == "hl"]
    # The strategy of who pays but goes another way is not to chase him: he is not among those to begin with.
    passing = int(without.customers[without.cell == "cell_hll"].sum())
    without = without[without.cell != "cell_hll"]
    begin = _("**Qué hacer.** Todos los clientes rentables son leales: cuide lo que hoy les cumple.")
    if passing and without.empty:
        begin = _(
            "**Qué hacer.** {n|El cliente rentable que no es leal va|Los # clientes rentables que no son leales van} para otro lado que la "
            "empresa: {n|véndale bien mientras venga|véndales bien mientras vengan}, y cuide lo que hoy les cumple a los leales."
        ).format(n=numbers.count(passing))
    if len(without):
        begin = _(
            "**Qué hacer.** Empiece por {n|el cliente rentable que no es leal|los # clientes rentables que no son leales}: pregúnteles qué les "
            "falta antes de ofrecerles algo. En el libro de tablas están por orden de atención."
        ).format(n=numbers.count(int(without.customers.sum())))
        if passing:
            begin = (
                begin
                + " "
                + _(
                    "Aparte {n|está|están} {n|el «rentable de paso»: véndale bien mientras venga, sin perseguirlo|los # «rentables de paso»: "
                    "véndales bien mientras vengan, sin perseguirlos}."
                ).format(n=numbers.count(passing))
            )
    trust = (
        _(
            "Con otros pesos, entre la mitad y vez y media de los de hoy, {kept} de la primera quinta parte de la lista sigue en ella."
        ).format(kept=numbers.share(first.value, 0))
        if not numbers.absent(first.value)
        else _("Los primeros de la lista empatan: su orden no dice nada.")
    )
    if first.n < result.n:
        trust = (
            trust
            + " "
            + _("Eso se midió en una muestra de {n} clientes, siempre la misma.").format(
                n=numbers.count(first.n)
            )
        )
    if (steady.low or 0) < 0.9:
        trust = trust + " " + _("El orden cambia bastante con los pesos: acuerde primero qué importa más.")
    agreed = result.values.get("raters_agreement")
    if agreed is not None and agreed.high is not None and agreed.high < 0.5:
        trust = (
            trust
            + " "
            + _("Quienes califican la convergencia no coinciden: conversen los criterios antes de usarla.")
        )
    return f"{begin} {trust}"


@findings_of(cube)
def cube_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Those who leave most are less loyal than the rest, where the interval says so."""
    more, left = result.values.get("profitable_loyal_more"), result.values["profitable_disloyal_left"]
    if more is None or (more.high or 0) >= 0 or result.frames["basis"].basis.iloc[0] == "basis_amount":
        return []
    text = _(
        "Los clientes que más dejan son menos leales que los demás: lo es el {share} de ellos, y el {others} del resto."
    ).format(
        share=numbers.share(result.values["profitable_loyal_share"].value, 0),
        others=numbers.share(result.values["others_loyal_share"].value, 0),
    )
    return [
        Finding(
            "risk", text, KEY, result.n, left.value, owner=_("Gerencia"), due=as_of + dt.timedelta(days=30),
            evidence=Evidence.ASSOCIATED, stake=_("margen de un período"),
        )
    ]  # fmt: skip
