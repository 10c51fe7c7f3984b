"""`python tests/mutations 200`: so many small faults put into the analyses, one at a time, and how many the tests of their stages notice.

The tests are collected once. For each file of tests a process writes down which functions each test calls; then every fault gets a process
of its own, split off before any test ran, that runs the tests of the changed function, the quickest first, until one fails.
What was found is kept in `.cache/mutations`: a run goes on where it stopped, and tries again only what lives and has other tests now.
What nobody notices is printed, unless `tests/mutations/survivors.yml` says why it may live.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[0] = str(HERE.parent)

from mutations.trial import Trial  # noqa: E402 - found only from here on


def main() -> int:
    """Collect the tests, try the faults, print the table; 1 when fewer than the share asked for were noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("many", type=int, nargs="?", default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--only", default="", help="the slice of the sample in these modules, as in loyalty/status"
    )
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--least", type=float, default=0.85, help="share that has to be noticed")
    options.add_argument("--afresh", action="store_true", help="forget what earlier runs found")
    given = options.parse_args()
    trial = Trial(given.many, given.seed, given.only, given.workers, given.afresh)
    paths = [str(path) for path in trial.tests()]
    pytest.main(
        [
            *paths,
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-q",
            "-s",
            "--doctest-modules",
            f"--rootdir={ROOT}",
        ],
        plugins=[trial],
    )
    return 0 if trial.noticed_share() >= given.least else 1


if __name__ == "__main__":
    sys.exit(main())
