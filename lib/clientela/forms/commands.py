"""`clientela form`: the forms that there are, blank ones to hand out, filled ones read back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clientela.forms.back.pages import Filled
    from clientela.forms.back.reading import Reading
    from clientela.forms.criteria import Criteria
    from clientela.forms.model import Form
    from clientela.marts import Marts

app = typer.Typer(no_args_is_help=True, help="Forms: blank ones to hand out, filled ones read back.")
Company = Annotated[
    str, typer.Option(envvar="COMPANY", help="whose: its colours, its logo and its own forms")
]
Tongue = Annotated[str, typer.Option(help="es or en")]
MOST_LINES = 200


@app.command("list")
def listed(company: Company = "", language: Tongue = "es") -> None:
    """The forms that there are, and the tables of the contract that can be had as templates."""
    from clientela.forms import library, templates
    from clientela.present.language import speaking

    with speaking(language):
        for name in library.names(company):
            try:
                typer.echo(f"{name:<18} {library.form(name, company).title.said}")
            except library.FormError as error:
                typer.echo(f"{name:<18} {error}")
        typer.echo("\nTABLE: " + ", ".join(templates.names()))


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="the form, such as orientacion")] = "",
    table: Annotated[str, typer.Option(help="a table of the contract instead, such as staff")] = "",
    company: Company = "",
    language: Tongue = "es",
    folder: Annotated[str, typer.Option(help="where to; else reports/<company>/forms")] = "",
) -> None:
    """Make a form: a workbook to fill in, a PDF to print and an XLSForm for ODK or KoboToolbox; or a table's empty template."""
    from clientela.folders import project
    from clientela.forms import begun, library, templates
    from clientela.forms.made import book, paper, xlsform
    from clientela.forms.made.styles import look
    from clientela.present.language import speaking

    if not (name or table):
        listed(company, language)
        return
    target = Path(folder) if folder else project.home() / "reports" / (company or "aurora") / "forms"
    with speaking(_spoken(language)):
        try:
            form = templates.template(table) if table else library.form(name, company)
            dressed = look(company)
        except ValueError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        stem = f"{form.name}_{language}"
        made = [
            book.write(
                form,
                target / f"{stem}.xlsx",
                dressed,
                hidden=not table,
                begun=() if table else begun.rows(form, company),
            ),
            paper.write(form, target / f"{stem}.pdf", dressed),
        ]
        if not table:
            made.append(xlsform.write(form, target / f"{stem}_xlsform.xlsx"))
    for path in made:
        typer.echo(path)


@app.command()
def criteria(
    company: Company = "",
    again: Annotated[bool, typer.Option("--again", help="write it anew, over your own changes")] = False,
) -> None:
    """Write the capture sheet of a company out of what its own segments are made of: its kinds, zones, tastes and questions."""
    from clientela.companies import config, preparation
    from clientela.forms import criteria as own
    from clientela.forms import library
    from clientela.marts import Marts
    from clientela.present.language import _

    target = library.own_folder(company or "aurora") / f"{own.NAME}{library.ENDING}"
    if target.is_file() and not again:
        typer.echo(
            _("{file}: ya está y puede llevar sus cambios; --again la escribe de nuevo").format(file=target)
        )
        return
    marts = Marts(preparation.prepare(config.load(company or "aurora")))
    typer.echo(own.write(target, own.written(library.form(own.NAME), _made_of(marts), company or "aurora")))


def _made_of(marts: Marts) -> Criteria:
    """What the segments of a company are made of."""
    from clientela.forms.criteria import Criteria
    from clientela.results import Missing
    from clientela.segments import taste_groups

    tastes = taste_groups(marts.preferences, marts.customers, marts.bought_through)
    named = (
        ()
        if isinstance(tastes, Missing)
        else [name for names in tastes.frames["groups"].taste for name in names]
    )
    return Criteria(
        marts.traits, marts.new_customers.acquired_by, marts.bought_through.drop_duplicates("customer_id").channel,
        tuple(dict.fromkeys(named)), marts.survey_items,
    )  # fmt: skip


@app.command()
def read(
    given: Annotated[
        list[str] | None,
        typer.Argument(help="filled files, or folders of them; else data/<company>/forms/*/"),
    ] = None,
    name: Annotated[str, typer.Option(help="the form; else it is recognised")] = "",
    table: Annotated[str, typer.Option(help="a table's template instead, such as staff")] = "",
    company: Company = "",
    language: Tongue = "es",
) -> None:
    """Read filled forms back: every error by file, sheet and cell, the answers as files. Ends with 1 when a file or a cell could not be read."""
    from clientela.forms import library, templates
    from clientela.forms.back import pages
    from clientela.present.language import speaking

    if not (given or company):
        raise typer.BadParameter("diga qué archivos, o la empresa con --company")
    with speaking(_spoken(language)):
        try:
            wanted = [name] if name else library.names(company)
            forms = [templates.template(table)] if table else [library.form(one, company) for one in wanted]
        except ValueError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        paths = [Path(one) for one in given or []] or [library.own_folder(company)]
        there = [path for path in paths if given or path.is_dir()]
        found = [path for path in pages.files(there) if path.suffix != library.ENDING]
        raise typer.Exit(_back(found, forms, company, named=bool(name or table)))


def _spoken(language: str) -> str:
    if language not in ("es", "en"):
        raise typer.BadParameter(f"{language}: es, en")
    return language


def _back(paths: list[Path], forms: list[Form], company: str, named: bool) -> int:
    """Read the files of each form and say what came of it."""
    from clientela.forms.back import pages
    from clientela.forms.back.reading import read as read_back
    from clientela.present.language import _

    by_form: dict[str, list[Path]] = {}
    stray = [] if paths else [_("No hay archivos que leer.")]
    for path in paths:
        filled = pages.read(path)
        if not isinstance(filled, pages.Filled):
            stray.append(str(filled))
        elif best := forms[0].name if named else _best(filled, forms):
            by_form.setdefault(best, []).append(path)
        else:
            unknown = _("{file}: no se reconoce como ninguno de los formularios; diga cuál es con --name")
            stray.append(unknown.format(file=path.name))
    for line in stray:
        typer.echo(line)
    wrong = bool(stray)
    for form in forms:
        if form.name in by_form:
            wrong = _said(read_back(form, by_form[form.name]), company) or wrong
    return 1 if wrong else 0


def _best(filled: Filled, forms: list[Form]) -> str:
    """The form that a file is of: as it says itself, as its folder is called, else the one that it shows most of."""
    from clientela.forms.back.found import ENOUGH
    from clientela.forms.back.reading import fits

    names = [form.name for form in forms]
    for told in (filled.says("form"), filled.path.parent.name):
        if told in names:
            return told
    share, best = max((fits(form, filled), form.name) for form in forms)
    return best if share >= ENOUGH else ""


def _said(reading: Reading, company: str) -> bool:
    """What came of one form: its list, its files; whether anything could not be read."""
    from clientela.forms import feeds
    from clientela.forms.back import trouble
    from clientela.forms.library import own_folder
    from clientela.present.language import _

    form = reading.form
    answers = _("{n|una respuesta|# respuestas}").format(n=len(reading.answered))
    typer.echo(f"\n{form.title.said}: {answers}")
    for one in reading.troubles[:MOST_LINES]:
        typer.echo(f"  {one}")
    if company:
        folder = own_folder(company)
        if reading.troubles:
            typer.echo(trouble.write(reading.troubles, folder / "private" / f"{form.name}_por_revisar.csv"))
        if form.feeds and reading.answered:
            file = feeds.write(reading, folder.parent / f"{form.name}.csv")
            typer.echo(f"{file}\n  company.yml: {feeds.source(form, file.name)}")
    return Counter(one.weight for one in reading.troubles)["error"] > 0
