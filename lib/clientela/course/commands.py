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
