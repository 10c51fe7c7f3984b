"""The commands, nothing else: each is a few lines that call the library."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from clientela.course.commands import app as course
from clientela.forms.commands import app as forms


class LastNet(TyperGroup):
    """All commands, those of groups too: a fault of ours is one line, unless every detail is asked for."""

    def main(self, *args: Any, **more: Any) -> Any:
        try:
            return super().main(*args, **more)
        except OSError as error:  # help and mistakes are said before any command begins
            if _written("\n"):
                raise
            _nowhere_to_say(error)
            raise SystemExit(1) from None

    # Typer brings a click of its own; its group takes that one's context, of which typer.Context is a kind.
    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except Exception as error:  # a traceback would show values of rows
            from clientela import failures
            from clientela.publish.run import progress, trouble

            # What a command means to end with knows its exit code.
            if isinstance(error, typer.Abort) or hasattr(error, "exit_code") or failures.strict():
                raise
            if isinstance(error, OSError) and not _written("\n"):
                _nowhere_to_say(error)
                raise typer.Exit(1) from None
            between = "" if isinstance(error, OSError) else "\n"
            progress.said(f"{between}{trouble.any_words(error)}")
            raise typer.Exit(1) from None
        finally:
            _written("")


def _written(text: str) -> bool:
    """Whether a text can be written, and all that was said before; what cannot goes nowhere, or Python would say so in many lines as it ends."""
    try:
        if sys.stdout is not None:
            print(text, end="", flush=True)
        return True
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False


def _nowhere_to_say(error: OSError) -> None:
    """One line where errors go; who reads on a terminal that is gone need not be told."""
    if not isinstance(error, BrokenPipeError):
        with contextlib.suppress(OSError):
            typer.echo("Lo que se dice no se puede escribir: ¿está lleno el disco al que va?", err=True)


app = typer.Typer(
    cls=LastNet, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Clientela"
)

app.add_typer(forms, name="form")
app.add_typer(course, name="course")

COMPANY = "aurora"
COLLECTED = 50_000
Name = Annotated[str, typer.Argument(help="the folder in data/")]


@app.callback()
def _ready() -> None:
    """Clientela: from a company's own files to a report on its customers."""
    if (
        sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1"
    ):  # pragma: no cover - a new process
        # An ñ in the name of a folder or file would be no text here: the same command once more, with letters that are UTF-8.
        again = [sys.executable, "-m", "clientela", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONUTF8": "1"})
    # Nearly all that a command makes it needs to its end: it is looked through for the rest a hundred times less often.
    gc.set_threshold(COLLECTED)
    # Whatever the shell allows, nobody else writes into a report.
    os.umask(os.umask(0o077) | 0o022)
    for stream in (sys.stdout, sys.stderr):
        # Under LC_ALL=C, as cron and containers have it, an ñ must not stop a report.
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(errors="replace")


def _languages(given: str | None) -> list[str]:
    return [part.strip() for part in (given or "").split(",") if part.strip()]


@app.command()
def report(
    company: Name = COMPANY,
    language: Annotated[
        str | None, typer.Option(envvar="REPORT_LANG", help="es, en or es,en; else the company's own")
    ] = None,
    branch: Annotated[str | None, typer.Option(envvar="BRANCH", help="only this branch")] = None,
    seller: Annotated[
        str | None, typer.Option(envvar="SELLER", help="only this seller's customers and sales")
    ] = None,
    where: Annotated[
        str | None, typer.Option(envvar="WHERE", help="only what says so: 'channel = web'")
    ] = None,
) -> None:
    """Build the report of one company into reports/<company>/latest/, or of a part of it into reports/<company>/parts/.

    Ends with 0 when it is there, 1 when it could not be made and the last one was kept, 3 when it is there without what failed
    (said on the terminal, in run.log and in manifest.json; CLIENTELA_STRICT=1 makes that a 1).
    """
    from clientela.publish.notebooks import workers

    workers.warm_first(company)

    from clientela.publish.run import run

    chosen = {"branch = {}": branch, "seller_id = {}": seller, "{}": where}
    conditions = [form.format(given) for form, given in chosen.items() if given]
    raise typer.Exit(run.report(company, _languages(language), conditions))


@app.command()
def batch(
    file: Annotated[
        str, typer.Argument(help="which reports: docs/es/batch.md says how it is written")
    ] = "companies.yml",
    workers: Annotated[int, typer.Option(help="reports at once; a report itself uses two cores")] = 0,
    scheduler: Annotated[
        str,
        typer.Option(
            help="the address of a Dask scheduler, tcp://…:8786, instead of processes of this machine"
        ),
    ] = "",
    minutes: Annotated[
        float, typer.Option(help="the most that one report may take; 0: as long as it takes")
    ] = 0,
    resume: Annotated[bool, typer.Option(help="go on with the last turn: what is done stays done")] = False,
) -> None:
    """Make many reports, of companies or of parts of them, side by side; reports/batches/<file>/jobs.csv says how each ended.

    Ends with 0 when all are there, 3 when some are there without what failed, 1 when any could not be made.
    """
    from pathlib import Path

    from clientela.batch import executors, round

    how = round.How(executors.chosen(workers, scheduler), minutes or None, resume)
    raise typer.Exit(round.batch(Path(file), how))


@app.command()
def new(
    company: Annotated[str, typer.Argument(help="the folder to make in data/")],
    files: Annotated[list[str], typer.Argument(help="your files: ventas.xlsx, clientes.csv …")],
    country: Annotated[
        str | None, typer.Option(help="two letters: CO, MX, ES …; else told by the files")
    ] = None,
) -> None:
    """Make data/<company>/ from your files: columns recognised, guesses marked in company.yml."""
    from clientela.companies import onboarding

    raise typer.Exit(onboarding.new(company, files, country))


@app.command()
def check(
    company: Name = COMPANY,
    as_json: Annotated[bool, typer.Option("--json", help="all of it as JSON, for programs")] = False,
) -> None:
    """Say every problem of a company's files at once, and what each table would open; 1 if it cannot run."""
    from clientela.companies import onboarding

    raise typer.Exit(onboarding.check(company, as_json))


@app.command()
def demo(
    folder: Annotated[str, typer.Argument(help="where to write Café Aurora")] = "data/aurora",
    seed: int = 2026,
    customers: int = 5000,
) -> None:
    """Write the story company, Café Aurora, and the truth behind it."""
    from pathlib import Path

    from clientela.demo import write

    write(Path(folder), seed, customers)
    typer.echo(folder)


@app.command()
def forget(
    customer: Annotated[str, typer.Argument(help="the customer's id, or its code in a report")],
    company: Name = COMPANY,
    joined: Annotated[
        bool | None,
        typer.Option("--all/--only", help="the ids held to be the same person go too, or only this one"),
    ] = None,
) -> None:
    """Forget a person: out of every report, list and prepared table, and kept out of what is imported later."""
    from clientela.publish.run import forgetting

    raise typer.Exit(forgetting.forget(company, customer, joined))


@app.command()
def card(
    customer: Annotated[str, typer.Argument(help="the customer's id, or its code in a report")],
    company: Name = COMPANY,
) -> None:
    """All that is known of one customer, on a private page and sheet."""
    from clientela.publish.cards import card as made

    raise typer.Exit(made.card(company, customer))


@app.command()
def explain(key: str, company: Name = COMPANY) -> None:
    """Say where a number of the latest report comes from: function, query, files."""
    from clientela.publish.run import explain as explanation

    try:
        typer.echo(explanation.explain(key, company))
    except (KeyError, OSError) as error:
        typer.echo(error.args[0] if isinstance(error, KeyError) else error, err=True)
        raise typer.Exit(1) from None


@app.command()
def graph(
    key: str,
    company: Name = COMPANY,
    to: Annotated[str, typer.Option(help="the file to write; else the key with .svg behind it")] = "",
) -> None:
    """Draw what stands behind a number or an analysis of the latest report: tables, queries, settings, thresholds, as SVG."""
    from pathlib import Path

    from clientela.publish.run import graph as drawings

    try:
        drawn = drawings.graph(key, company)
        path = Path(to or f"{key}.svg")
        path.write_text(drawn, encoding="utf-8")
    except (KeyError, OSError) as error:
        typer.echo(error.args[0] if isinstance(error, KeyError) else error, err=True)
        raise typer.Exit(1) from None
    typer.echo(path)


@app.command()
def docs() -> None:
    """Write the pages of docs/ that are made from the code: contract, thresholds, analyses, marts, glossary."""
    from clientela import handbook

    for path in handbook.write():
        typer.echo(path)


@app.command()
def verify(run: Annotated[str, typer.Argument(help="a report's folder: reports/aurora/latest")]) -> None:
    """Make a report again from its manifest and say what differs and why; 1 when anything does."""
    from pathlib import Path

    from clientela.publish.run import verify as again

    try:
        differences = again.verify(Path(run))
    except (OSError, ValueError) as error:
        typer.echo(f"{run}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(differences) or "Igual, byte por byte.")
    raise typer.Exit(1 if differences else 0)


@app.command()
def setup() -> None:
    """Finish the set-up: try once, for a limited time, whether Quarto can be had."""
    from clientela.publish.page import engines

    typer.echo(engines.obtain())


@app.command()
def notebooks(
    stages: Annotated[list[str] | None, typer.Argument(help="only these, such as loyalty")] = None,
) -> None:
    """Run the notebooks and store their text outputs, pictures dropped, the same bytes each time."""
    from clientela.publish.notebooks import normalise

    try:
        normalise.all_notebooks(stages or ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@app.command()
def messages() -> None:
    """Bring the translations up to date and say which messages still lack one."""
    from clientela.present import messages as catalogue

    catalogue.update()
    lacking = catalogue.untranslated()
    for message, places in lacking.items():
        typer.echo(f"{', '.join(places)}: {message}")
    typer.echo(f"{len(lacking)} sin traducir" + (f" en {catalogue.LOCALE / 'en.po'}" if lacking else ""))


@app.command()
def test(
    quick: Annotated[bool, typer.Option(help="without notebooks, report and slow tests")] = False,
) -> None:
    """Run every test: style, types, library, notebooks, the report end to end."""
    from clientela import checks

    raise typer.Exit(checks.run(quick))


def main() -> None:
    """The `clientela` command."""
    if sys.platform == "win32":  # pragma: no cover - the terminal of Windows speaks its own code page
        os.environ.setdefault("PYTHONUTF8", "1")
    app()
