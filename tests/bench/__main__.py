"""Every measure of BENCH.md by one command: `python tests/bench [SECTION …] [--rows N …] [--repeat 3] [--peers PYTHON]`.

Each section measures all its ways in one run, each in a process of its own and in turn, and writes its table into BENCH.md where
`<!-- SECTION -->` stands; what is said around the tables is written by hand. Other libraries are looked for in the environment of
PEERS (`python -m venv peers && peers/bin/pip install -r tests/bench/peers.txt`) and in R (CLVTools); Sail with the interpreter
that SAIL names, Apache Spark in SPARK_HOME. What is not here has a row that says so.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parents[1] / "lib", HERE.parent, HERE):
    sys.path.insert(0, str(folder))

import measured  # noqa: E402  (a script's own folder comes first)

PAGE = HERE.parents[1] / "BENCH.md"
# In the order of the page; each is a module with a function `measure`, imported when its turn comes.
SECTIONS = ("mart", "value", "identity", "report", "changed", "start", "engines", "intake", "forecasts")


def main() -> None:
    """Measure what is asked for, print it, and put it into the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    options.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000], help="sizes of files")
    options.add_argument("--repeat", type=int, default=3, help="times each; medians count")
    options.add_argument(
        "--peers", default=os.environ.get("PEERS", sys.executable), help="a Python with other libraries"
    )
    asked = options.parse_args()
    if wrong := set(asked.sections) - set(SECTIONS):
        options.error(f"{', '.join(sorted(wrong))}: no section; there are {', '.join(SECTIONS)}")
    failed = []
    for name in asked.sections or SECTIONS:
        where = measured.machine()
        try:
            found = f"{importlib.import_module(name).measure(asked)}\n\n{where}"
        except Exception:
            # One section that fails leaves the others, and its table as it was.
            failed.append(name)
            traceback.print_exc()
            continue
        print(f"\n## {name}\n\n{found}", flush=True)
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), name, found), encoding="utf-8")
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def put(page: str, section: str, found: str) -> str:
    """The page with a section's table in its place.

    >>> put("a\\n<!-- mart -->\\nold\\n<!-- /mart -->\\nb", "mart", "new")
    'a\\n<!-- mart -->\\n\\nnew\\n\\n<!-- /mart -->\\nb'
    """
    first, last = f"<!-- {section} -->", f"<!-- /{section} -->"
    place = re.compile(re.escape(first) + ".*?" + re.escape(last), re.S)
    if not place.search(page):
        raise ValueError(f"BENCH.md has no place for {section}")
    return place.sub(lambda _: f"{first}\n\n{found}\n\n{last}", page)


if __name__ == "__main__":
    main()
