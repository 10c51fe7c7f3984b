"""`make report`: from a company's files to a finished report, put in its place in one step or not at all."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from clientela import intake
from clientela.companies import config, scope
from clientela.failures import Failure, Sparing
from clientela.folders import project, scratch
from clientela.intake.readers import limits
from clientela.marts import Marts
from clientela.present import figures
from clientela.present import language as languages
from clientela.present.show import begin
from clientela.publish.notebooks import execute, workers
from clientela.publish.notebooks.execute import StageError, Work
from clientela.publish.page import engines
from clientela.publish.page.pandoc import PublishError
from clientela.publish.run import manifest, run_store, trouble
from clientela.publish.run.progress import Progress, said
from clientela.stage import STAGES

Made = TypeVar("Made")


def report(company: str, wanted: Sequence[str] = (), conditions: Sequence[str] = ()) -> int:
    """Build one company's report, or that of the part of it for which the conditions hold ("branch = Cali").

    The exit code is 0 when it is in its place, 1 when the last good one was kept, 3 when it is in its place without what could not be made.
    """
    start = time.perf_counter()
    try:
        settings = scope.of(config.load(company), conditions)
        unknown = set(wanted) - set(languages.LANGUAGES)
        if unknown:
            raise config.ConfigError(f"REPORT_LANG: no hay «{', '.join(sorted(unknown))}»; hay es y en.")
        with trouble.told(project.home()):
            latest = build(settings, list(wanted) or [settings.language], dt.date.today())
    except (config.ConfigError, intake.IntakeError, PublishError, trouble.Trouble) as error:
        said(f"\n{error}\n\nNo se hizo el informe; el anterior, si lo hay, queda como estaba.")
        return 1
    except StageError as error:
        said(
            f"\nLa etapa «{error.stage}» se detuvo en la celda {error.cell}: {error}"
            f"\nEl cuaderno que falló: {error.notebook}\nEl informe anterior, si lo hay, queda como estaba."
        )
        return 1
    except KeyboardInterrupt:
        said("\nInterrumpido; el informe anterior, si lo hay, queda como estaba.")
        # Threads still wait for their notebooks, whose processes end when this one does.
        os._exit(130)
    shown = os.path.relpath(latest / "html" / "index.html")
    said(f"\nListo en {time.perf_counter() - start:.1f} s: {shown}")
    if failed := manifest.incomplete(latest):
        said(
            f"INCOMPLETO: falló lo que arriba dice «{FAILED}» ({failed}); lo demás vale. Los detalles están en"
            f" {os.path.relpath(latest / project.PRIVATE / project.FAILED)}."
        )
        return INCOMPLETE
    return 0


# The exit code of a report that stands without all its parts; 2 is a mistyped command.
INCOMPLETE = 3
FAILED = "FALLÓ"
# Bytes that a chapter takes, for itself and for each customer, as BENCH.md measures it, and that all chapters side by side may take.
CHAPTER, CUSTOMER, MOST_MEMORY = 150_000_000, 2_400, 2_800_000_000
# States of the files that stay prepared: last month's, a correction's, a test's.
CACHED = 6


@dataclass(frozen=True)
class Run:
    """One run in the making: whose, on which marts, in which folder, by which engine."""

    company: config.Company
    marts: Marts
    folder: Path
    engine: engines.Engine
    progress: Progress
    previous: Path | None
    today: dt.date
    failures: list[Failure] = field(default_factory=list)
    # The files besides the sources, as they were when the run began; and the marts of each language.
    own: Mapping[str, str] = field(default_factory=dict)
    made_of: tuple[str, ...] = ()

    def spare(self, part: str, make: Callable[[], Made], instead: Any) -> Made:
        """Make a part of the report; when it fails say so, and go on with something else in its place."""
        before = len(self.failures)
        made = Sparing(self.failures)(part, make, instead)
        for failure in self.failures[before:]:
            self.progress.say(f"  {FAILED}  {failure}")
        return made


def build(company: config.Company, wanted: list[str], today: dt.date) -> Path:
    """Make the report in each of the languages and put it in its place, which is returned.

    Raises what the company's files, the notebooks, the formats and the machine give cause for; the last good report then stays.
    """
    from clientela.companies.preparation import prepare

    engine = engines.choose()
    progress = Progress(left=1 + len(wanted) * (len(STAGES) + 5))
    progress.say(f"{company.name}: {', '.join(wanted)}, {engine.name}")
    place = run_store.place(company)
    if _still_good(place / "latest", company, wanted, engine, today):
        progress.say("  sin cambios: el último informe sigue en pie")
        run_store.age(company)
        return place / "latest"
    if said := trouble.too_little():
        raise trouble.Trouble(said)
    workers.warm()
    own = manifest.own(company)
    every = []
    with progress.step("datos") as notes:
        if company.engine:
            notes.append("tablas por Spark Connect; archivos, identidad y libro mayor, en este equipo")
        for language in wanted:
            with languages.speaking(language):
                every.append(Marts(prepare(company, today)))
    if any(marts.facts["inputs"] != every[0].facts["inputs"] for marts in every):
        raise config.ConfigError("Un archivo cambió entre un idioma y otro: repita la orden.")
    marts = every[0]
    aside = scratch.folder(place)
    before = run_store.previous(place, marts.as_of.isoformat())
    run = Run(
        company,
        marts,
        aside,
        engine,
        progress,
        before,
        today,
        own=own,
        made_of=tuple(one.folder.name for one in every),
    )
    try:
        for language, its in zip(wanted, every, strict=True):
            with languages.speaking(language):
                _edition(replace(run, marts=its), language, "" if language == wanted[0] else f"-{language}")
        if manifest.own(company) != own:
            raise config.ConfigError(
                "El logo o las notas cambiaron mientras se hacía el informe: repita la orden."
            )
        manifest.write(run, wanted)
        (aside / "run.log").write_text("\n".join(progress.lines) + "\n", encoding="utf-8")
        latest = run_store.put(aside, place, f"{marts.as_of}-{manifest.fingerprint(aside)}")
    except StageError as error:
        error.notebook = _keep_failed(place / "failed", error.notebook)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    cache = project.cache(company.key)
    scratch.newest(cache / "marts", CACHED, spared=marts.folder)
    scratch.newest(cache / "stages", CACHED * len(STAGES))
    run_store.age(company)
    return latest


def _still_good(
    latest: Path, company: config.Company, wanted: list[str], engine: engines.Engine, today: dt.date
) -> bool:
    """Would the report come out the same, and is it all there?"""
    try:
        record = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
        as_of = json.loads((latest / "results.json").read_text(encoding="utf-8"))["as_of"]
    except (OSError, ValueError, KeyError):
        return False
    before = run_store.previous(latest.parent, as_of)
    return bool(
        not record.get("failures")
        and record.get("key")
        == manifest.key(company, wanted, engine.name, before, manifest.marts_of(company, wanted, today))
        and manifest.whole(latest)
    )


def _edition(run: Run, language: str, suffix: str) -> None:
    """One language: stages, document, formats."""
    # Only a report that is made needs what makes it; one that is still good is found in a second. It is there before the notebooks
    # begin, whose processes import their own meanwhile.
    import nbformat  # noqa: F401

    from clientela.publish.page.document import document, meta
    from clientela.publish.run import data, formats
    from clientela.publish.workbook import workbook

    figures.warm()
    work = Path(tempfile.mkdtemp(prefix=f".work-{language}-", dir=run.folder))
    (work / "marts.txt").write_text(str(run.marts.folder), encoding="utf-8")
    made = Work(run.company, language, run.marts.folder, work)
    _stages(made, run.progress, at_once(run.marts.how_many))
    run.failures.extend(failure for stage in STAGES for failure in made.failures.get(stage, []))
    currency = run.marts.currency(run.company.currency)
    begin(currency)
    records = {
        stage: json.loads((work / "stages" / f"{stage}.json").read_text(encoding="utf-8")) for stage in STAGES
    }
    if all(stage in made.failures and not records[stage]["results"] for stage in STAGES):
        raise PublishError("ningún capítulo llegó a su fin.")
    told = document(run, records, work)
    tables, sheet = work / "stages" / "tables", run.folder / f"tables{suffix}.xlsx"
    about = meta(run.company, run.marts, records)
    formats.make(told, work, run, suffix, about, lambda: workbook.write(tables, sheet, currency))
    shutil.move(work / "notebooks", run.folder / f"notebooks{suffix}")
    if not suffix:
        data.write(run, work / "stages", records, told.places)
    if made.failed.is_dir():
        shutil.copytree(made.failed, run.folder / project.PRIVATE / project.FAILED / language)
    shutil.rmtree(work)


def at_once(customers: int) -> int:
    """How many chapters are made side by side: all, so that no core rests, where the memory has room for their customers."""
    room = min(MOST_MEMORY, limits.machine() * 1_000_000 // 2)
    return max(1, min(len(STAGES), room // (CHAPTER + customers * CUSTOMER)))


def _stages(work: Work, progress: Progress, workers: int) -> None:
    """Run the stages, so many at once, each as soon as those whose tables it reads have begun: it waits for the tables alone."""
    if workers < min(len(STAGES), os.cpu_count() or 2):
        progress.say(f"  capítulos de a {workers} a la vez: con tantos clientes no caben más en la memoria")
    # Those that others wait for come first, then those that had to wait: the longest way through decides when all is done.
    needs = {stage: execute.before(stage) for stage in STAGES}
    left = sorted(STAGES, key=lambda stage: (-sum(stage in of for of in needs.values()), -len(needs[stage])))
    running: dict[Future[None], str] = {}
    begun: set[str] = set()

    def one(stage: str) -> None:
        with progress.step(f"{STAGES[stage][0]} {stage}") as notes:
            if execute.stage(stage, work):
                notes.append("sin cambios")
        for failure in work.failures.get(stage, []):
            progress.say(f"  {FAILED}  {failure}")

    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        while left or running:
            while len(running) < workers and (
                ready := next((stage for stage in left if needs[stage] <= begun), "")
            ):
                execute.begin(ready, work)
                running[pool.submit(one, ready)] = ready
                begun.add(ready)
                left.remove(ready)
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                ended.result()
                del running[ended]
    except Exception:
        # Those that run come to their end; what has not begun need not.
        pool.shutdown()
        raise
    except KeyboardInterrupt:
        pool.shutdown(wait=False)
        raise


def _keep_failed(folder: Path, notebook: Path) -> Path:
    """Save the notebook that failed where the next run does not delete it; its name alone when that cannot be."""
    try:
        # What stopped it may show a value of a row: for its owner's eyes.
        kept = Path(shutil.copyfile(notebook, project.owners_alone(folder) / notebook.name))
        kept.chmod(0o600)
        return kept
    except OSError:
        return Path(notebook.name)
