"""`python tests/honesty 200`: the tables of docs/honesty.md, from so many companies where nothing changes and some where something does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from honesty import run
from honesty.laws import Change
from honesty.page import page

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "honesty"
CHANGES = {
    "sales a fifth less, for half a year": Change(days_ago=180, sales=0.8),
    "a branch late four times as often": Change(days_ago=180, late_branch=4.0),
    "customers leave twice as fast, for a year": Change(days_ago=365, leaving=2.0),
    "promoters: a point less of ten, for half a year": Change(days_ago=180, promoters=1.0),
}


def main() -> None:
    """Run what is asked for, keep what each company was told, write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("companies", type=int, nargs="?", default=200)
    options.add_argument("--changed", type=int, default=40, help="companies for each real change")
    options.add_argument("--kept", action="store_true", help="make the page from what an earlier run kept")
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    if not given.kept:
        _run(KEPT / "null.jsonl", given.companies, None, given.workers)
        for place, change in enumerate(CHANGES.values()):
            _run(KEPT / f"change_{place}.jsonl", given.changed, change, given.workers)
    paths = {what: KEPT / f"change_{place}.jsonl" for place, what in enumerate(CHANGES)}
    changed = {what: run.kept(path) for what, path in paths.items() if path.is_file()}
    text = page(run.kept(KEPT / "null.jsonl"), changed)
    (ROOT / "docs" / "honesty.md").write_text(text, encoding="utf-8")
    print(text)


def _run(path: Path, companies: int, change: Change | None, workers: int) -> None:
    path.unlink(missing_ok=True)
    for said in run.many(range(companies), change, workers=workers):
        run.keep(said, path)
        print(
            f"{path.stem} {said.number + 1}/{companies} {said.seconds:.1f} s {said.trouble[-80:]}", flush=True
        )


if __name__ == "__main__":
    main()
