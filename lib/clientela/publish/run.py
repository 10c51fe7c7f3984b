"""`make report`: from a company's files to a finished report, put in its place in one step or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clientela import config, intake, project
from clientela.marts import Marts
from clientela.present import language as languages
from clientela.present.show import use_currency
from clientela.publish import engines, execute, manifest
from clientela.publish.document import document, meta
from clientela.publish.execute import StageError, Work
from clientela.publish.meta import Meta
from clientela.publish.pandoc import PublishError
from clientela.stage import RUN_FOLDER, STAGES

# Earlier reports that stay beside the latest one, to be compared with and gone back to.
KEPT = 6


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


def _build(company: config.Company, wanted: list[str]) -> Path:
    from clientela.prepare import prepare

    engine = engines.choose()
    progress = Progress(left=1 + len(wanted) * (len(STAGES) + 3))
    progress.say(f"{company.name}: {', '.join(wanted)}, {engine.name}")
    with progress.step("datos"):
        marts = prepare(company)
    place = project.home() / "reports" / company.key
    place.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    aside = Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=place))
    try:
        for position, language in enumerate(wanted):
            with languages.speaking(language):
                _edition(
                    company, marts, aside, language, "" if position == 0 else f"-{language}", engine, progress
                )
        manifest.write(aside, company, marts, wanted, engine, progress.seconds)
        (aside / "run.log").write_text("\n".join(progress.lines) + "\n", encoding="utf-8")
        return _publish(aside, place, f"{Marts(marts).as_of}-{manifest.fingerprint(aside)}")
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _edition(
    company: config.Company,
    marts: Path,
    run: Path,
    language: str,
    suffix: str,
    engine: engines.Engine,
    progress: Progress,
) -> None:
    """One language: stages, document, formats."""
    work = Path(tempfile.mkdtemp(prefix=f".work-{language}-", dir=run))
    (work / "marts.txt").write_text(str(marts), encoding="utf-8")
    os.environ[RUN_FOLDER] = str(work)
    try:
        _stages(Work(company, language, marts, work, {}), progress)
    finally:
        os.environ.pop(RUN_FOLDER, None)
    use_currency(company.currency)
    records = {
        stage: json.loads((work / "stages" / f"{stage}.json").read_text(encoding="utf-8")) for stage in STAGES
    }
    source = work / "report.md"
    source.write_text(document(company, Marts(marts), records, work), encoding="utf-8")
    _formats(source, run, suffix, engine, meta(company, Marts(marts), records), progress)
    shutil.move(work / "notebooks", run / f"notebooks{suffix}")
    if not suffix:
        _data(work / "stages", run, records, company, marts)
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


def _formats(
    source: Path, run: Path, suffix: str, engine: engines.Engine, about: Meta, progress: Progress
) -> None:
    targets: Mapping[str, tuple[Callable[[Path, Path, Meta], Path], Path]] = {
        "html": (engine.html, run / f"html{suffix}" / "index.html"),
        "docx": (engine.docx, run / f"report{suffix}.docx"),
        "pdf": (engine.pdf, run / f"report{suffix}.pdf"),
    }

    def make(name: str) -> None:
        render, target = targets[name]
        with progress.step(name + suffix):
            render(source, target, about)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for made in [pool.submit(make, name) for name in targets]:
            made.result()


def _data(stages: Path, run: Path, records: Mapping[str, Any], company: config.Company, marts: Path) -> None:
    """Results, tables and the spreadsheet of the first edition; rows set aside go to the private folder."""
    merged = {
        "company": company.key,
        "as_of": Marts(marts).as_of.isoformat(),
        "results": {
            key: number for record in records.values() for key, number in sorted(record["results"].items())
        },
        "missing": {
            key: gap for record in records.values() for key, gap in sorted(record["missing"].items())
        },
    }
    text = json.dumps(merged, ensure_ascii=False, indent=1, allow_nan=False)
    (run / "results.json").write_text(text + "\n", encoding="utf-8")
    shutil.move(stages / "tables", run / "tables")
    private = run / "private"
    private.mkdir(mode=0o700)
    for name in ("set_aside", "identity"):
        shutil.copyfile(marts / f"{name}.parquet", private / f"{name}.parquet")
        (private / f"{name}.parquet").chmod(0o600)


def _publish(aside: Path, place: Path, name: str) -> Path:
    """Move a finished run among the others and point `latest` at it; until that last step the old one is the latest."""
    runs = place / "runs"
    runs.mkdir(exist_ok=True)
    aside.chmod(0o755)
    target = _settle(aside, runs, name)
    latest = place / "latest"
    link = place / f".latest-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(target.relative_to(place), target_is_directory=True)
        link.replace(latest)
    except OSError:
        # Windows gives links only to some: a copy says the same.
        shutil.rmtree(latest, ignore_errors=True)
        shutil.copytree(target, latest)
    _forget(runs, target)
    return latest


def _settle(aside: Path, runs: Path, name: str) -> Path:
    """Give a run its name among the others; one that says the same and is whole already serves as well."""
    for attempt in (name, *(f"{name}-{copy}" for copy in range(2, 100))):
        target = runs / attempt
        try:
            aside.rename(target)
        except OSError:
            if not target.is_dir():
                raise
            if manifest.whole(target):
                os.utime(target)
                return target
        else:
            return target
    raise OSError(f"{runs}: {name}")


def _sweep(place: Path) -> None:
    """Remove what runs that were killed left half done; a run that is still going on keeps its folder."""
    for left in place.glob(".new-*"):
        process = left.name.split("-")[1]
        if not (process.isdigit() and _alive(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # pragma: no cover - there a signal of zero would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _forget(runs: Path, newest: Path) -> None:
    """Keep the last few runs."""
    finished = sorted(
        (run for run in runs.iterdir() if not run.name.startswith(".")), key=lambda run: run.stat().st_mtime
    )
    for run in finished[:-KEPT]:
        if run != newest:
            shutil.rmtree(run, ignore_errors=True)


def _keep_failed(company: str, error: StageError) -> Path:
    """Save the notebook that failed where the next run does not delete it."""
    folder = project.home() / "reports" / company / "failed"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / error.notebook.name
    if error.notebook.is_file():
        shutil.copyfile(error.notebook, kept)
    return kept
