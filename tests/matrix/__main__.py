"""`python tests/matrix [how many] [part of a name]`: the reports of up to a thousand companies, one line a failure; goes on where it stopped."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

from matrix import companies, making  # noqa: E402 - found only from here on


def main(many: int, part: str, file: Path, workers: int) -> int:
    """Make them, write a line each as it comes, say what failed; 1 when anything did."""
    done = {}
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            outcome = json.loads(line)
            done[outcome["name"], outcome["seed"]] = outcome
    wanted = [named for named in companies.thousand(many) if part in named[0]]
    left = [named for named in wanted if named not in done]
    began = time.perf_counter()
    # Not daemons: they have processes of their own.
    with file.open("a", encoding="utf-8") as kept, _pool(workers) as pool:
        for n, outcome in enumerate(pool.map(making.told, left), 1):
            done[outcome["name"], outcome["seed"]] = outcome
            kept.write(json.dumps(outcome, ensure_ascii=False) + "\n")
            kept.flush()
            if outcome["faults"]:
                print(f"{outcome['name']} {outcome['seed']}: {outcome['faults'][0]}", flush=True)
            if not n % 20:
                print(f"  {n} of {len(left)}, {(time.perf_counter() - began) / n:.1f} s each", flush=True)
    return _summary([done[named] for named in wanted if named in done])


def _pool(workers: int):
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _summary(outcomes: list[dict]) -> int:
    failed = [outcome for outcome in outcomes if outcome["faults"]]
    kinds = Counter(fault.split("«")[0][:70] for outcome in failed for fault in set(outcome["faults"]))
    print("\n".join(f"{n:>5}  {kind}" for kind, n in kinds.most_common(40)))
    seconds = sorted(outcome["seconds"] for outcome in outcomes) or [0.0]
    print(
        f"{len(outcomes)} companies, {len(failed)} with faults, "
        f"{sum(any('no report' in fault for fault in one['faults']) for one in failed)} without a report; "
        f"{seconds[len(seconds) // 2]:.1f} s the median, {seconds[-1]:.1f} s the longest"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    many = int(given[0]) if given else 1000
    place = Path(os.environ.get("MATRIX_LOG", "build/matrix.jsonl"))
    place.parent.mkdir(parents=True, exist_ok=True)
    sys.exit(
        main(
            many,
            given[1] if len(given) > 1 else "",
            place,
            int(os.environ.get("MATRIX_WORKERS", os.cpu_count() or 2)),
        )
    )
