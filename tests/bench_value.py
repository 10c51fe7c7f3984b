"""Customer value measured beside other libraries: summary, BG/NBD fit and scoring, seconds and peak memory.

    python tests/bench_value.py                       ours and lifetimes, 10^4, 10^5 and 10^6 customers
    python tests/bench_value.py --customers 10000     one size
    python tests/bench_value.py --pymc PYTHON         also PyMC-Marketing, with the interpreter of an environment that has it

Each engine runs in a process of its own, on the same simulated purchases in one Parquet file. Log-likelihoods are all taken
with the same function at the parameters each engine found. Results are printed as a Markdown table, for BENCH.md.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WEEKS_AHEAD = 52.0
PARAMS = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
SUMMARY = """
    WITH days AS (SELECT DISTINCT customer_id, day FROM read_parquet(?))
    SELECT customer_id, count(*) - 1 AS x, date_diff('day', min(day), max(day)) AS t_x_days,
           date_diff('day', min(day), (SELECT max(day) FROM days)) AS T_days
    FROM days GROUP BY customer_id ORDER BY customer_id
"""


def simulate(customers: int, path: Path, seed: int = 1) -> None:
    """Purchases of customers who live BG/NBD with CDNOW's parameters for up to two years, one row a purchase day."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(seed)
    pace = rng.gamma(PARAMS["r"], 1 / PARAMS["alpha"], customers) / 7
    leave = rng.beta(PARAMS["a"], PARAMS["b"], customers)
    clock, who = rng.integers(0, 520, customers).astype(float), np.arange(customers)
    rows = []
    while len(who):
        rows.append(pd.DataFrame({"customer_id": who, "day": np.floor(clock[who]).astype(int)}))
        clock[who] += 1 + rng.exponential(1 / pace[who])
        # After the first purchase everyone stays; after each later one some leave.
        stays = (rng.random(len(who)) >= leave[who]) | (len(rows) == 1)
        who = who[stays & (clock[who] < 728)]
    frame = pd.concat(rows, ignore_index=True)
    frame["day"] = (pd.Timestamp("2023-01-01") + pd.to_timedelta(frame["day"], "D")).astype("datetime64[s]")
    frame.to_parquet(path, index=False)


def ours(path: str) -> dict:
    """Clientela: one SQL query, a weighted fit with analytic slopes, scoring of distinct histories."""
    import duckdb
    import pandas  # noqa: F401  so that its import is not counted, as it is not for the others

    from clientela.loyalty.value import BGNBD, distinct, fit

    clock = Clock()
    customers = duckdb.execute(SUMMARY, [path]).df()
    clock.lap("summary")
    rows = distinct(customers)
    top = fit(BGNBD, rows)
    clock.lap("fit")
    mean, _ = BGNBD.moments(top.theta, rows, WEEKS_AHEAD)
    expected = (BGNBD.p_alive(top.theta, rows) * mean)[rows.inverse]
    clock.lap("score")
    return clock.laps | {
        "params": dict(top.params),
        "distinct": len(rows.x),
        "expected": float(expected.sum()),
    }


def lifetimes(path: str) -> dict:
    """lifetimes 0.11: one row a customer."""
    import pandas as pd
    from lifetimes import BetaGeoFitter
    from lifetimes.utils import summary_data_from_transaction_data

    clock = Clock()
    frame = summary_data_from_transaction_data(pd.read_parquet(path), "customer_id", "day")
    clock.lap("summary")
    x, t_x, T = frame["frequency"], frame["recency"] / 7, frame["T"] / 7
    top = BetaGeoFitter().fit(x, t_x, T)
    clock.lap("fit")
    expected = top.conditional_expected_number_of_purchases_up_to_time(WEEKS_AHEAD, x, t_x, T)
    top.conditional_probability_alive(x, t_x, T)
    clock.lap("score")
    return clock.laps | {
        "params": {name: float(top.params_[name]) for name in PARAMS},
        "expected": float(expected.sum()),
    }


def pymc(path: str) -> dict:
    """PyMC-Marketing: maximum a posteriori with flat priors, so that it is the same maximum."""
    import pandas as pd
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import BetaGeoModel
    from pymc_marketing.clv.utils import rfm_summary

    clock = Clock()
    frame = rfm_summary(
        pd.read_parquet(path).assign(amount=1.0), "customer_id", "day", "amount", time_unit="D"
    )
    clock.lap("summary")
    frame = frame.assign(recency=frame["recency"] / 7, T=frame["T"] / 7)[
        ["customer_id", "frequency", "recency", "T"]
    ]
    model = BetaGeoModel(model_config={name: Prior("HalfFlat") for name in PARAMS})
    model.fit(data=frame, method="map")
    clock.lap("fit")
    model.expected_purchases(future_t=WEEKS_AHEAD)
    model.expected_probability_alive()
    clock.lap("score")
    posterior = model.idata.posterior
    return clock.laps | {"params": {name: float(posterior[name].mean()) for name in PARAMS}}


class Clock:
    """Seconds since the last lap, by name."""

    def __init__(self) -> None:
        self.laps: dict = {}
        self.last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self.last = now - self.last, now


ENGINES = {"clientela": ours, "lifetimes": lifetimes, "pymc-marketing": pymc}


def run(engine: str, path: Path, python: str) -> dict | None:
    """One engine in a process of its own; None, with the reason on stderr, when it cannot be run."""
    command = [python, __file__, "--engine", engine, "--path", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{engine}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def likelihood(path: Path, params: dict) -> float:
    """BG/NBD's log-likelihood of the same histories at some engine's parameters."""
    import duckdb
    import numpy as np

    from clientela.loyalty.value import BGNBD, distinct

    rows = distinct(duckdb.execute(SUMMARY, [str(path)]).df())
    return BGNBD.log_likelihood(np.array([params[name] for name in PARAMS]), rows)[0]


def table(sizes: list[int], pymc_python: str | None) -> None:
    """Print the Markdown table and fail when log-likelihoods differ in their first four digits."""
    print("| customers | engine | summary s | fit s | score s | peak MB | log-likelihood |")
    print("|---|---|---|---|---|---|---|")
    pythons = {"clientela": sys.executable, "lifetimes": sys.executable} | (
        {"pymc-marketing": pymc_python} if pymc_python else {}
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.parquet"
            simulate(size, path)
            found = []
            for engine, python in pythons.items():
                got = run(engine, path, python)
                if got is None:
                    continue
                found.append(likelihood(path, got["params"]))
                times = " | ".join(f"{got[step]:.2f}" for step in ("summary", "fit", "score"))
                print(f"| {size:,} | {engine} | {times} | {got['peak']:.0f} | {found[-1]:.2f} |", flush=True)
            if not all(math.isclose(one, found[0], rel_tol=1e-4) for one in found):
                sys.exit("log-likelihoods differ")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--customers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--pymc", help="a Python interpreter that has pymc-marketing")
    options.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options.add_argument("--path", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.engine:
        result = ENGINES[given.engine](given.path)
        print(json.dumps(result | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    else:
        table(given.customers, given.pymc)


if __name__ == "__main__":
    main()
