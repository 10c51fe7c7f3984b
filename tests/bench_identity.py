"""How long finding duplicates takes, and how much memory: `python tests/bench_identity.py 500000` (customers; about 1.6 rows each).

Prints rows, seconds to write the rows, seconds to resolve, peak memory of the process and pairwise precision, recall, F1.
"""

from __future__ import annotations

import resource
import sys
import time

import duckdb
import identity_corruptor

from clientela.intake.identity import resolve


def main(customers: int, seed: int = 1) -> None:
    """Write so many customers' rows, resolve them, print the figures."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET memory_limit = '6GB'")
    begin = time.perf_counter()
    rows = identity_corruptor.write(connection, customers, seed)
    written = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found = resolve(connection, country="CO")
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    precision, recall, f1 = identity_corruptor.scores(connection)
    print(
        f"rows {rows:,} · written {written - begin:.0f} s · resolved {done - written:.0f} s · memory {before:.1f} -> {peak:.1f} GB"
    )
    counts = found.counts
    print(f"precision {precision:.4f} · recall {recall:.4f} · F1 {f1:.4f}")
    print(f"pairs {counts['pairs_scored']:,} · for review {counts['pairs_for_review']:,}")
    print(found.cut.to_string(index=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
