"""`python tests/honesty 200`: the tables of docs/honesty.md, from so many companies where nothing changes and some where something does.

`python tests/honesty planted 11 77 404`: the table of what was planted in Café Aurora, with these seeds.
`python tests/honesty service 200`: how the charts and comparisons of the service do on samples whose truth is known.
`python tests/honesty bands 60 m3=m3.csv`: how often the bands of the forecast hold, by kind of series, with public ones from files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from honesty import bands, planted, run, service
from honesty.laws import Change
from honesty.page import page, section_of, with_section
from honesty.series import APART, CHOOSING

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "honesty"
PAGE = ROOT / "docs" / "honesty.md"
PLANTED = "What was planted is told"
# Sections that other runs make: they stay.
OTHERS = (bands.HEADING, PLANTED, service.HEADING)
CHANGES = {
    "sales a fifth less, for half a year": Change(days_ago=180, sales=0.8),
    "a branch late four times as often": Change(days_ago=180, late_branch=4.0),
    "customers leave twice as fast, for a year": Change(days_ago=365, leaving=2.0),
    "promoters: a point less of ten, for half a year": Change(days_ago=180, promoters=1.0),
}


def main() -> None:
    """Run what is asked for and write the page."""
    if sys.argv[1:2] == ["planted"]:
        _planted([int(seed) for seed in sys.argv[2:]] or [11, 77, 404])
    elif sys.argv[1:2] == ["service"]:
        _service(int(next(iter(sys.argv[2:]), 200)))
    elif sys.argv[1:2] == ["bands"]:
        _bands(int(next(iter(sys.argv[2:]), 60)), sys.argv[3:])
    else:
        _null()


def _planted(seeds: list[int]) -> None:
    """The section of the planted facts; the rest of the page stays as it is."""
    told = {}
    for seed, facts, seconds in planted.many(seeds):
        told[seed] = facts
        print(f"planted {seed} {seconds:.0f} s", flush=True)
    text = planted.section(told)
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), PLANTED, text), encoding="utf-8")
    print(text)


def _service(times: int) -> None:
    """The section of the charts and comparisons of the service."""
    text = service.section(list(service.many(times)), times)
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), service.HEADING, text), encoding="utf-8")
    print(text)


def _bands(companies: int, given: list[str]) -> None:
    """The section of the forecast's bands, from invented series and those of the files given."""
    cases = bands.invented([*CHOOSING, *APART], companies)
    for word in given:
        name, _, path = word.partition("=")
        cases += bands.public(name, Path(path), 2 * companies)
    text = bands.section(bands.many(cases))
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), bands.HEADING, text), encoding="utf-8")
    print(text)


def _null() -> None:
    """Run what is asked for, keep what each company was told, write its sections."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("companies", type=int, nargs="?", default=200)
    options.add_argument("--changed", type=int, default=40, help="companies for each real change")
    options.add_argument("--kept", action="store_true", help="make the page from what an earlier run kept")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument(
        "--again", action="store_true", help="from the first company on, not where an earlier run stopped"
    )
    given = options.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    for path in KEPT.glob("*.jsonl") if given.again else ():
        path.unlink()
    if not given.kept:
        _run(KEPT / "null.jsonl", given.companies, None, given.workers)
        for place, change in enumerate(CHANGES.values()):
            _run(KEPT / f"change_{place}.jsonl", given.changed, change, given.workers)
    paths = {what: KEPT / f"change_{place}.jsonl" for place, what in enumerate(CHANGES)}
    changed = {what: run.kept(path) for what, path in paths.items() if path.is_file()}
    text = page(run.kept(KEPT / "null.jsonl"), changed)
    old = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    for heading in OTHERS:
        if body := section_of(old, heading):
            text = with_section(text, heading, body)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


def _run(path: Path, companies: int, change: Change | None, workers: int) -> None:
    done = {said.number for said in run.kept(path)} if path.is_file() else set()
    left = [number for number in range(companies) if number not in done]
    for said in run.many(left, change, workers=workers):
        run.keep(said, path)
        print(
            f"{path.stem} {said.number + 1}/{companies} {said.seconds:.1f} s {said.trouble[-80:]}", flush=True
        )


if __name__ == "__main__":
    main()
