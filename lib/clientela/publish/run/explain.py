"""`clientela explain loyalty.status.active`: where a number comes from, back to the files."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from clientela import intake
from clientela.companies import config
from clientela.engine import Analysis, declared
from clientela.folders import project
from clientela.marts import lineage
from clientela.stage import STAGES
from clientela.warehouse import queries


def explain(key: str, company: str) -> str:
    """A number's value, the function that gave it, and exactly the queries, tables, files, settings and thresholds behind it.

    What was read is what the run recorded. Raises KeyError with the nearest keys when the latest report has no such number.
    """
    results, manifest, records = (read(company, name) for name in ("results", "manifest", "lineage"))
    if key not in results["results"]:
        raise KeyError(unknown(key, company, results["results"]))
    analysis = key.rpartition(".")[0]
    lines = [
        f"{key} = {_written(results['results'][key])}",
        f"a {results['as_of']}, {manifest['clientela']} ({manifest['commit'] or 'sin git'})",
        "",
        *_shown(analysis, records[analysis]["shown"]),
        *_function(source_of(analysis)),
        *_behind(records[analysis], manifest, config.load(company)),
    ]
    return "\n".join(lines)


def read(company: str, name: str) -> dict[str, Any]:
    """One of the records of a company's latest report: results, manifest, lineage. Raises ConfigError where there is none."""
    path = project.home() / "reports" / project.company_folder(company).name / "latest" / f"{name}.json"
    if not path.is_file():
        raise config.ConfigError(
            f"{company}: todavía no hay un informe; haga primero: make report COMPANY={company}"
        )
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def unknown(key: str, company: str, keys: Iterable[str]) -> str:
    """That a report has no such key, with the nearest it has."""
    import difflib

    near = difflib.get_close_matches(key, list(keys), n=3, cutoff=0.3)
    return f"{key}: no está en {company}" + (f"; ¿quiso decir {', '.join(near)}?" if near else "")


def source_of(key: str) -> Callable[..., Any] | None:
    """The function that gives an analysis."""
    stage = key.partition(".")[0]
    return next(
        (one.function for one in declared(stage).values() if isinstance(one, Analysis) and one.key == key),
        None,
    )


def _shown(analysis: str, place: Mapping[str, Any] | None) -> Iterator[str]:
    """In which file and section of the report it is read."""
    if place:
        number, topic = STAGES[analysis.partition(".")[0]]
        file = "annex" if place["annex"] else "report"
        yield f"se lee en {file}.pdf y {file}.docx, {number} · {topic}, «{place['heading']}»"


def _behind(record: Mapping[str, Any], manifest: Mapping[str, Any], company: config.Company) -> Iterator[str]:
    behind = lineage.behind(record["marts"])
    for answer in record["answers"]:
        yield f"respuesta {answer}"
    for mart in sorted(behind.marts):
        place = queries()[mart].resolve().relative_to(project.root()).as_posix()
        yield f"consulta  {place}: {lineage.purpose(mart)}"
    for table in record["tables"]:
        yield f"tabla     {table} (de otra etapa)"
    for table, columns in sorted(behind.tables.items()):
        if columns:
            yield f"columnas  {table}: {', '.join(sorted(columns))}"
    used = {path.name for path in intake.files(company, *behind.tables)} if behind.tables else set()
    asked = {one.split(".")[1] for one in record["settings"] if one.startswith("forms.")}
    for name, digest in manifest["inputs"].items():
        if Path(name).name in used or (Path(name).parent.name in asked and Path(name).parts[-3] == "forms"):
            yield f"archivo   {name}  sha256 {digest[:12]}…"
    for setting in record["settings"]:
        yield f"ajuste    {setting}"
    for name, value in record["thresholds"].items():
        yield f"umbral    {name} = {value}"


def _written(number: dict[str, Any]) -> str:
    text = f"{number['value']} ({number['unit']}, n = {number['n']})"
    if number["low"] is not None:
        text += f", entre {number['low']} y {number['high']}"
    return text


def _function(function: Callable[..., Any] | None) -> Iterator[str]:
    if function is None:
        return
    place = Path(inspect.getsourcefile(function) or "").resolve().relative_to(project.root())
    line = inspect.getsourcelines(function)[1]
    said = (inspect.getdoc(function) or "").splitlines()
    yield f"función   {place.as_posix()}:{line}: {said[0] if said else function.__name__}"
