"""The data of a report beside its formats: results, tables, what each number was made of; and the private lists."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.folders import project
from clientela.publish.lists import complaints, lists, mending

if TYPE_CHECKING:
    from clientela.publish.chapters.chapter import Place
    from clientela.publish.run.run import Run


def write(run: Run, stages: Path, records: Mapping[str, Any], places: Mapping[str, Place]) -> None:
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
    lineage = {
        key: {**behind, "shown": asdict(places[key]) if key in places else None}
        for record in records.values()
        for key, behind in sorted(record["lineage"].items())
    }
    (run.folder / "lineage.json").write_text(
        json.dumps(lineage, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    shutil.move(stages / "tables", run.folder / "tables")
    _private(run)


def _private(run: Run) -> None:
    """What names people: what was written down of rows when the files were read, whom to call, what to mend."""
    private = run.folder / project.PRIVATE
    private.mkdir(mode=0o700)
    for path in sorted((run.marts.folder / project.PRIVATE).iterdir()):
        shutil.copyfile(path, private / path.name)
        (private / path.name).chmod(0o600)
    listed = private / "lists"
    tables = run.folder / "tables"
    run.spare("rows to mend", lambda: mending.write(private, run.marts.folder, run.company), None)
    run.spare("lists", lambda: lists.write(listed, run.marts.folder, tables, run.company), [])
    run.spare("lists", lambda: complaints.write(listed, run.marts.folder, tables, run.company), [])
