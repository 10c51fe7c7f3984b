"""The whole report as one Markdown source: first page, five chapters, annex, appendix."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import clientela
from clientela.companies import scope
from clientela.companies.config import Company
from clientela.marts import Marts
from clientela.present import numbers
from clientela.present.language import _, current
from clientela.publish.notebooks.execute import source
from clientela.publish.page import notes, sparks
from clientela.publish.page.appendix import appendix, period
from clientela.publish.page.chapter import Chapter, annex, bare_chapter, chapter
from clientela.publish.page.front import bare_front, front, headline, numbers_of, went_well
from clientela.publish.page.meta import Meta
from clientela.stage import STAGES

if TYPE_CHECKING:
    from clientela.publish.run.run import Run


def document(run: Run, records: Mapping[str, Any], work: Path) -> str:
    """The report's Markdown, in the language in use; figures are written beside it."""
    company, marts = run.company, run.marts
    said = notes.read(company)
    drawn = run.spare("sparks", lambda: _sparks(records, work), {})
    before, note = _results(run.previous), said.take(notes.FRONT)
    first = run.spare(
        "front", lambda: front(company, marts, records, before, drawn, note), bare_front(company, note)
    )
    chapters = [_chapter(stage, records[stage], run, work, said) for stage in STAGES]
    provenance = [
        period(marts),
        _(
            "Hecho con Clientela {version}; los números están en results.json y en el libro de tablas de Excel."
        ).format(version=clientela.__version__),
    ]
    if of_whole := marts.facts.get("part"):
        share = _("Este informe es de una parte de la empresa ({part}): {lines} de sus {of} líneas de venta.")
        lines, of = numbers.count(of_whole["lines"]), numbers.count(of_whole["of"])
        provenance.append(share.format(part=scope.words(of_whole["conditions"]), lines=lines, of=of))
    parts = [
        first,
        *(one.body for one in chapters),
        annex(chapters),
        run.spare("appendix", lambda: appendix(company, marts, records, provenance), ""),
        said.left(),
    ]
    return "\n\n".join(text for text in parts if text)


def _chapter(stage: str, record: Mapping[str, Any], run: Run, work: Path, said: notes.Notes) -> Chapter:
    path, figures = work / "notebooks" / source(stage).name, work / "figures"
    return run.spare(stage, lambda: chapter(stage, path, record, figures, said), bare_chapter(stage))


def _sparks(records: Mapping[str, Any], work: Path) -> dict[str, str]:
    """The lines under the numbers of the first page, drawn beside the figures, by the key of their number."""
    results = numbers_of(records)
    drawn = {}
    for key, values in sparks.series(work / "stages" / "tables").items():
        if key in results:
            before = results.get(f"{key}_before", {}).get("value")
            file = work / "figures" / f"spark-{key.replace('.', '-').replace('_', '-')}.png"
            drawn[key] = f"figures/{sparks.draw(values, went_well(key, results[key], before), file).name}"
    return drawn


def _results(run: Path | None) -> dict[str, Any]:
    """The numbers of the run to compare with."""
    if run is None:
        return {}
    found: dict[str, Any] = json.loads((run / "results.json").read_text(encoding="utf-8"))
    return {**found["results"], "as_of": found["as_of"]}


def meta(company: Company, marts: Marts, records: Mapping[str, Any]) -> Meta:
    """What stands on the cover."""
    findings = [
        {**finding, "stage": stage} for stage, record in records.items() for finding in record["findings"]
    ]
    return Meta(
        title=headline(findings, company.name)[0],
        subtitle=_("Informe de clientes"),
        company=company.name,
        as_of_text=numbers.date(marts.as_of),
        as_of=marts.as_of,
        language=current(),
        author=company.name,
        logo=company.folder / company.logo if company.logo else None,
        colours=company.colours,
    )
