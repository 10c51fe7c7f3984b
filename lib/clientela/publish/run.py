"""`make report`: from a company's files to a finished report, put in its place in one step or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clientela import config, intake, project
from clientela.marts import Marts
from clientela.present import language as languages
from clientela.present.show import begin
from clientela.present.terms import known, term
from clientela.publish import engines, execute, manifest, parameters, shelf
from clientela.publish.document import document, meta
from clientela.publish.execute import StageError, Work
from clientela.publish.meta import Meta
from clientela.publish.pandoc import PublishError
from clientela.stage import RUN_FOLDER, STAGES


@dataclass
class Progress:
    """Says on the terminal, and in the run's log, what is being done, how long it took and what is left."""

    left: int
    lines: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """One line, at once."""
        print(line, flush=True)
        self.lines.append(line)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step; what is put into the list it gives stands behind the name."""
        start = time.perf_counter()
        notes: list[str] = []
        yield notes
        self.left -= 1
        self.seconds[name] = round(time.perf_counter() - start, 2)
        note = f"  ({', '.join(notes)})" if notes else ""
        self.say(f"  {name:<24}{self.seconds[name]:>6.1f} s   faltan {self.left}{note}")


def report(company: str, wanted: Sequence[str] = ()) -> int:
    """Build one company's report; the exit code is 0 when it is in its place, 1 when the last good one was kept."""
    start = time.perf_counter()
    try:
        settings = config.load(company)
        unknown = set(wanted) - set(languages.LANGUAGES)
        if unknown:
            raise config.ConfigError(f"REPORT_LANG: no hay «{', '.join(sorted(unknown))}»; hay es y en.")
        parameters.check(settings.thresholds, {stage: execute.source(stage) for stage in STAGES})
        latest = _build(settings, list(wanted) or [settings.language])
    except (config.ConfigError, intake.IntakeError, PublishError) as error:
        print(f"\n{error}\n\nNo se hizo el informe; el anterior, si lo hay, queda como estaba.")
        return 1
    except StageError as error:
        kept = _keep_failed(company, error)
        print(
            f"\nLa etapa «{error.stage}» se detuvo en la celda {error.cell}: {error}"
            f"\nEl cuaderno que falló: {kept}\nEl informe anterior, si lo hay, queda como estaba."
        )
        return 1
    shown = os.path.relpath(latest / "html" / "index.html")
    print(f"\nListo en {time.perf_counter() - start:.1f} s: {shown}")
    return 0


@dataclass(frozen=True)
class Run:
    """One run in the making: whose, on which marts, in which folder, by which engine."""

    company: config.Company
    marts: Marts
    folder: Path
    engine: engines.Engine
    progress: Progress
    previous: Path | None


def _build(company: config.Company, wanted: list[str]) -> Path:
    from clientela.prepare import prepare

    engine = engines.choose()
    progress = Progress(left=1 + len(wanted) * (len(STAGES) + 3))
    progress.say(f"{company.name}: {', '.join(wanted)}, {engine.name}")
    with progress.step("datos"), languages.speaking(wanted[0]):
        marts = Marts(prepare(company))
    place = project.home() / "reports" / company.key
    aside = shelf.aside(place)
    run = Run(company, marts, aside, engine, progress, shelf.previous(place, marts.as_of.isoformat()))
    try:
        for language in wanted:
            with languages.speaking(language):
                edition = replace(run, marts=Marts(prepare(company)))
                _edition(edition, language, "" if language == wanted[0] else f"-{language}")
        manifest.write(run, wanted)
        (aside / "run.log").write_text("\n".join(progress.lines) + "\n", encoding="utf-8")
        return shelf.put(aside, place, f"{marts.as_of}-{manifest.fingerprint(aside)}")
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _edition(run: Run, language: str, suffix: str) -> None:
    """One language: stages, document, formats."""
    work = Path(tempfile.mkdtemp(prefix=f".work-{language}-", dir=run.folder))
    (work / "marts.txt").write_text(str(run.marts.folder), encoding="utf-8")
    os.environ[RUN_FOLDER] = str(work)
    try:
        _stages(Work(run.company, language, run.marts.folder, work), run.progress)
    finally:
        os.environ.pop(RUN_FOLDER, None)
    begin(run.company.currency)
    records = {
        stage: json.loads((work / "stages" / f"{stage}.json").read_text(encoding="utf-8")) for stage in STAGES
    }
    source = work / "report.md"
    source.write_text(document(run.company, run.marts, records, work, run.previous), encoding="utf-8")
    _formats(source, run, suffix, meta(run.company, run.marts, records))
    _workbook(run, work / "stages" / "tables", run.folder / f"tables{suffix}.xlsx", language)
    shutil.move(work / "notebooks", run.folder / f"notebooks{suffix}")
    if not suffix:
        _data(run, work / "stages", records)
    shutil.rmtree(work)


def _stages(work: Work, progress: Progress) -> None:
    """Run the stages, as many at once as there are cores, each after those whose tables it reads."""
    done: dict[str, Future[None]] = {}

    def one(stage: str) -> None:
        for needed in execute.NEEDS.get(stage, ()):
            done[needed].result()
        with progress.step(f"{STAGES[stage][0]} {stage}") as notes:
            if execute.stage(stage, work):
                notes.append("sin cambios")

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        # In the order of the course: what a stage waits for has always started before it.
        for stage in STAGES:
            done[stage] = pool.submit(one, stage)
    for stage in STAGES:
        done[stage].result()


def _formats(source: Path, run: Run, suffix: str, about: Meta) -> None:
    targets: Mapping[str, tuple[Callable[[Path, Path, Meta], Path], Path]] = {
        "html": (run.engine.html, run.folder / f"html{suffix}" / "index.html"),
        "docx": (run.engine.docx, run.folder / f"report{suffix}.docx"),
        "pdf": (run.engine.pdf, run.folder / f"report{suffix}.pdf"),
    }

    def make(name: str) -> None:
        render, target = targets[name]
        with run.progress.step(name + suffix):
            render(source, target, about)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for made in [pool.submit(make, name) for name in targets]:
            made.result()


def _workbook(run: Run, tables: Path, target: Path, language: str) -> None:
    """Every table of every stage in one workbook, in the order of the course."""
    import pandas as pd

    from clientela.publish import spreadsheet

    sheets = {}
    for stage in STAGES:
        for path in sorted(tables.glob(f"{stage}.*.parquet")):
            frame = pd.read_parquet(path)
            words = {name: term(name) for name in frame.columns if known(name)}
            title = f"{STAGES[stage][0]} {path.stem.partition('.')[2].replace('_', ' ')}"
            sheets[path.stem] = spreadsheet.Sheet(
                title, frame, {name: (word.words, word.unit) for name, word in words.items()}
            )
    spreadsheet.write(sheets, target, language, run.company.currency)


def _data(run: Run, stages: Path, records: Mapping[str, Any]) -> None:
    """Results and tables of the first edition; what names people goes to the private folder."""
    merged = {
        "company": run.company.key,
        "as_of": run.marts.as_of.isoformat(),
        "results": {
            key: number for record in records.values() for key, number in sorted(record["results"].items())
        },
        "missing": {
            key: gap for record in records.values() for key, gap in sorted(record["missing"].items())
        },
    }
    text = json.dumps(merged, ensure_ascii=False, indent=1, allow_nan=False)
    (run.folder / "results.json").write_text(text + "\n", encoding="utf-8")
    shutil.move(stages / "tables", run.folder / "tables")
    private = run.folder / "private"
    private.mkdir(mode=0o700)
    for name in ("set_aside", "identity"):
        shutil.copyfile(run.marts.folder / f"{name}.parquet", private / f"{name}.parquet")
        (private / f"{name}.parquet").chmod(0o600)


def _keep_failed(company: str, error: StageError) -> Path:
    """Save the notebook that failed where the next run does not delete it."""
    folder = project.home() / "reports" / company / "failed"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / error.notebook.name
    if error.notebook.is_file():
        shutil.copyfile(error.notebook, kept)
    return kept
