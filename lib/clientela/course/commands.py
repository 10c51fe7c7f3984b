"""`clientela course`: the course made, its lessons checked, the worksheets marked."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The course: made, checked, its worksheets marked.")
Company = Annotated[str, typer.Option(envvar="COMPANY", help="whose numbers the lessons use")]


@app.command()
def check(
    company: Company = "aurora",
    only: Annotated[str, typer.Option(help="a module's folder, such as 5_loyalty")] = "",
    data: Annotated[bool, typer.Option(help="also what the lessons ask of the last report")] = True,
) -> None:
    """Tell every mistake in the lessons at once, by file and line; ends with 1 when there is any."""
    from clientela.course import check as checks

    wrong = checks.run(company, only, data)
    found, _wrong = checks.modules(only)
    for module in found:
        exercises = sum(1 for _one in module.exercises())
        typer.echo(
            f"{module.number}_{module.key}: {len(module.lessons)} lecciones, {exercises} ejercicios, {module.minutes} min"
        )
    typer.echo("\n".join(wrong) or "Sin errores.")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def make(
    company: Company = "aurora",
    title: Annotated[str, typer.Option(envvar="TITLE", help="another title on the first page")] = "",
    logo: Annotated[str, typer.Option(envvar="LOGO", help="a picture: the trainer's own")] = "",
    language: Annotated[str, typer.Option(help="es, en or es,en")] = "es,en",
) -> None:
    """Make the course with a company's numbers into reports/<company>/course/: lessons, for who learns and for who teaches."""
    from pathlib import Path

    from clientela.companies import own_files
    from clientela.course import make as making
    from clientela.course.told.facts import STORY, Absent, last
    from clientela.publish.run import run

    tongues = [one.strip() for one in language.split(",") if one.strip()]
    try:
        picture = own_files.picture(Path(logo)) if logo else None
    except ValueError as error:
        raise typer.BadParameter(f"{logo}: {error}") from None
    known = last(company)
    # What is read together comes out of the report, in every language of the course; its sections are found by their Spanish headings.
    wanted = list(dict.fromkeys(["es", *tongues]))
    if not (known and all(known.speaks(one) for one in wanted)) and run.report(company, wanted, []) == 1:
        raise typer.Exit(1)
    made = making.Wanted(company, title, picture, tongues)
    try:
        folder = making.course(made, typer.echo)
    except Absent as error:
        # What a company has not, the story company tells, once it has a report.
        typer.echo(
            f"{error}: no está en el informe de {company} ni en el de {STORY}. Haga primero este: make report COMPANY={STORY}",
            err=True,
        )
        raise typer.Exit(1) from None
    typer.echo(folder)


@app.command()
def grade(
    folder: Annotated[str, typer.Argument(help="where the filled worksheets are, under any name")],
    company: Company = "aurora",
    language: Annotated[str, typer.Option(help="es or en")] = "es",
) -> None:
    """Mark worksheets that came back, into reports/<company>/course-marks/: the class's report; in private/, marks and the list for a person."""
    from pathlib import Path

    from clientela.course.graded import grade as grading
    from clientela.present.language import speaking

    with speaking(language):
        typer.echo(grading.grade(Path(folder), company, typer.echo))
