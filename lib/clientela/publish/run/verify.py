"""Make a finished report again from its manifest alone, and say what came out otherwise and why."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from clientela import intake
from clientela.companies import config, scope
from clientela.companies.source import Source
from clientela.folders import project, scratch
from clientela.publish.notebooks.execute import StageError
from clientela.publish.page import engines
from clientela.publish.page.pandoc import PublishError
from clientela.publish.run import manifest, run, run_store, trouble

Record = Mapping[str, Any]
LARGEST = 1 << 26


def verify(report: Path) -> list[str]:
    """What of a report is not as its manifest says, or comes out otherwise today, with the reasons; empty when all is the same.

    report: a run's folder, or `latest`. Raises OSError and ValueError when it has no manifest that can be read.
    """
    place = report.resolve()
    told = place / "manifest.json"
    try:
        readable = told.is_file() and told.stat().st_size < LARGEST
        record: Record = json.loads(told.read_text(encoding="utf-8") if readable else "")
    except ValueError:
        raise ValueError("no tiene un manifest.json que se pueda leer") from None
    # A report may come from somebody else: what it names is looked at before it is part of a path.
    project.company_folder(record["company"])
    said = [
        f"{name}: cambió después de hecho" for name in _differ(record["outputs"], manifest.outputs(place))
    ]
    with scratch.passing() as folder, _home(Path(folder)) as (old, home):
        try:
            _furnish(record, old, home)
            company = scope.of(config.load(record["company"]), record["settings"]["part"])
            reasons = [*_before(place, record, run_store.place(company)), *_changed(record, company)]
            with trouble.told(home):
                again = run.build(
                    company,
                    record["languages"],
                    dt.date.fromisoformat(record["today"]),
                )
        except (config.ConfigError, intake.IntakeError, PublishError, StageError, trouble.Trouble) as error:
            return [*said, f"no se pudo repetir: {error}"]
        differ = _differ(record["outputs"], manifest.outputs(again))
    said += [f"{name}: sale distinto" for name in differ]
    if differ:
        said += reasons or ["nada lo explica: mismos archivos, mismo código, mismas versiones"]
    return said


def _differ(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


@contextmanager
def _home(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Work in an empty home for a while; gives the one before and the new one."""
    old, given = project.home(), os.environ.get("CLIENTELA_HOME")
    os.environ["CLIENTELA_HOME"] = str(folder)
    try:
        yield old, folder.resolve()
    finally:
        os.environ.pop("CLIENTELA_HOME")
        if given is not None:
            os.environ["CLIENTELA_HOME"] = given


def _furnish(record: Record, old: Path, home: Path) -> None:
    """Settings and files, as they are today, in the new home."""
    company = record["company"]
    data = home / "data" / company
    data.mkdir(parents=True)
    settings = {name: value for name, value in record["settings"].items() if name != "key"}
    _told_again(settings, old / "data" / company / "company.yml")
    # JSON is YAML.
    (data / "company.yml").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    for name in record["inputs"]:
        inside = name.startswith(f"data/{company}/") and ".." not in PurePosixPath(name).parts
        if inside and (old / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old / name, home / name)


def _before(place: Path, record: Record, company_shelf: Path) -> list[str]:
    """The earlier report that it was compared with, put on the new home's shelf; said when it is not there any more."""
    before = record["previous"]
    if not before:
        return []
    source = place.parent / PurePosixPath(before["run"]).name
    if source.is_dir() and manifest.sha256(source / "results.json") == before["sha256"]:
        shutil.copytree(source, company_shelf / "runs" / source.name)
        return []
    return [f"el informe anterior con que se comparaba ({before['run']}) ya no está"]


def _told_again(settings: dict[str, Any], path: Path) -> None:
    """Passwords and persons are not in a manifest: a source is taken from today's company.yml where it is the same without them."""
    import yaml

    today = yaml.safe_load(path.read_text(encoding="utf-8-sig")) if path.is_file() else {"sources": {}}
    # Where the rows go, or come from, is today's company's to say, and no manifest's.
    settings["engine"] = today.get("engine")
    listed = [
        source
        for given in today["sources"].values()
        for source in (given if isinstance(given, list) else [given])
    ]
    whole = []
    for source in listed:
        with suppress(ValueError):
            whole.append(Source.model_validate(source).model_dump(mode="json", by_alias=True))
    same = {json.dumps(manifest.shown_source(source)): source for source in whole}
    known = {manifest.address(source["url"]): source["url"] for source in listed if source.get("url")}
    for table, sources in settings["sources"].items():
        settings["sources"][table] = [same.get(json.dumps(source), source) for source in sources]
        for source in settings["sources"][table]:
            if source.get("url"):
                source["url"] = known.get(source["url"], source["url"])
                if source["url"] not in known.values() and not source["url"].startswith("sqlite:"):
                    raise config.ConfigError(
                        "una base de datos de entonces no está en el company.yml de hoy."
                    )


def _changed(record: Record, company: config.Company) -> list[str]:
    """What is not as it was when the report was made."""
    now = manifest.inputs(company)
    files = [
        f"{name}: {'cambió' if name in now and name in record['inputs'] else 'ya no está' if name not in now else 'es nuevo'}"
        for name in _differ(record["inputs"], now)
    ]
    made = {"engine": record["engine"], "python": record["python"], **record["packages"]}
    today = {"engine": engines.choose().name, **manifest.versions()}
    versions = [f"{name}: era {made.get(name)}, es {today.get(name)}" for name in _differ(made, today)]
    code = (
        [f"el código cambió (era {record['commit'] or record['code']})"]
        if record["code"] != project.code_digest()
        else []
    )
    return [*files, *code, *versions]
