"""Customer value measured beside other libraries: summary, BG/NBD fit and scoring, seconds and peak memory.

    python tests/bench_value.py                       ours and lifetimes, 10^4, 10^5 and 10^6 customers
    python tests/bench_value.py --customers 10000     one size
    python tests/bench_value.py --pymc PYTHON         also PyMC-Marketing, with the interpreter of an environment that has it
    python tests/bench_value.py --repeat 5            so many times each (3 unless given), in turn; the medians count

Each engine runs in a process of its own, on the same simulated purchases in one Parquet file. Log-likelihoods are all taken
with the same function at the parameters each engine found. Results are printed as a Markdown table, for BENCH.md. An engine that
is not there, fails or takes longer than ten minutes has a row that says so.
"""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WEEKS_AHEAD = 52.0
PARAMS = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
# The purchases as the mart of customers reads them: one row a customer and day.
DAYS = """
    CREATE TABLE marts.customer_days AS
    SELECT CAST(customer_id AS VARCHAR) AS customer_id, CAST(day AS DATE) AS day, true AS is_purchase, count(*) AS orders,
           sum(CAST(10 AS DECIMAL(18, 2))) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS margin, count(*) AS quantity
    FROM read_parquet('{path}') GROUP BY ALL
"""
SUMMARY = """
    WITH days AS (SELECT DISTINCT customer_id, day FROM read_parquet(?))
    SELECT customer_id, count(*) - 1 AS x, date_diff('day', min(day), max(day)) AS t_x_days,
           date_diff('day', min(day), (SELECT max(day) FROM days)) AS T_days
    FROM days GROUP BY customer_id ORDER BY customer_id
"""
NOBODY = "CREATE VIEW marts.people AS SELECT '' AS customer_id, '' AS kind WHERE false"
LONGEST = 600


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


def summary(path: str):  # type: ignore[no-untyped-def]
    """The mart of customers (`marts/customers.sql`, all its columns), as the models read it."""
    from clientela.warehouse import Warehouse

    with Warehouse() as warehouse:
        warehouse.connection.execute(DAYS.format(path=path))
        warehouse.connection.execute(NOBODY)
        last = warehouse.connection.execute("SELECT max(day) FROM marts.customer_days").fetchall()[0][0]
        for mart in ("interpurchase_times", "customers"):
            warehouse.build(mart, {"as_of": last})
        query = "SELECT customer_id, repeat_days AS x, t_x_days, T_days FROM customers"
        return warehouse.frame(query)


def three_columns(path: str):  # type: ignore[no-untyped-def]
    """No more than the other libraries make: x, t_x and T."""
    import duckdb

    return duckdb.execute(SUMMARY, [path]).df()


def lean(path: str) -> dict:
    """Clientela with the summary that the other libraries make."""
    return ours(path, three_columns)


def ours(path: str, summarized=summary) -> dict:  # type: ignore[no-untyped-def]
    """Clientela: the mart, a weighted fit with analytic slopes, scoring of distinct histories."""
    import duckdb  # noqa: F401
    import pandas  # noqa: F401  so that imports are not counted, as they are not for the others

    from clientela import warehouse  # noqa: F401
    from clientela.loyalty.clv import BGNBD, distinct, fit

    clock = Clock()
    customers = summarized(path)
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


ENGINES = {"clientela": ours, "clientela, x t_x T": lean, "lifetimes": lifetimes, "pymc-marketing": pymc}


def run(engine: str, path: Path, python: str) -> dict | str:
    """One engine in a process of its own; the reason, when it cannot be run."""
    command = [python, __file__, "--engine", engine, "--path", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return f"not finished in {LONGEST // 60} minutes"
    except OSError as error:
        return f"not there: {error}"
    if done.returncode:
        return f"not run: {(done.stderr.strip().splitlines() or ['failed'])[-1]}"
    return json.loads(done.stdout.splitlines()[-1])


def likelihood(customers, params: dict) -> float:  # type: ignore[no-untyped-def]
    """BG/NBD's log-likelihood of the same histories at some engine's parameters."""
    import numpy as np

    from clientela.loyalty.clv import BGNBD, distinct

    return BGNBD.log_likelihood(np.array([params[name] for name in PARAMS]), distinct(customers))[0]


def measured(path: Path, pythons: dict[str, str | None], repeat: int) -> dict[str, dict | str]:
    """Every engine so many times, in turn, so that a busy moment does not fall on one alone: medians, the highest peak."""
    found: dict[str, list] = {name: [] for name in pythons}
    for _ in range(repeat):
        for name, python in pythons.items():
            if not (found[name] and isinstance(found[name][-1], str)):
                found[name].append(
                    run(name, path, python)
                    if python
                    else "not measured: no --pymc PYTHON that has it was given"
                )
    return {name: _middle(runs) for name, runs in found.items()}


def _middle(runs: list) -> dict | str:
    if isinstance(runs[-1], str):
        return runs[-1]
    middle = {step: statistics.median(one[step] for one in runs) for step in ("summary", "fit", "score")}
    return runs[0] | middle | {"peak": max(one["peak"] for one in runs)}


def table(sizes: list[int], pymc_python: str | None, repeat: int) -> None:
    """Print the Markdown table and fail when log-likelihoods differ in their first four digits."""
    print("| customers | engine | summary s | fit s | score s | all s | peak MB | log-likelihood |")
    print("|---|---|---|---|---|---|---|---|")
    pythons = {
        "clientela": sys.executable,
        "clientela, x t_x T": sys.executable,
        "lifetimes": sys.executable,
        "pymc-marketing": pymc_python,
    }
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.parquet"
            simulate(size, path)
            customers, tops = summary(str(path)), []
            for engine, got in measured(path, pythons, repeat).items():
                if isinstance(got, str):
                    print(f"| {size:,} | {engine} | {got} | | | | | |", flush=True)
                    continue
                tops.append(likelihood(customers, got["params"]))
                laps = [got[step] for step in ("summary", "fit", "score")]
                times = " | ".join(f"{lap:.2f}" for lap in [*laps, sum(laps)])
                print(f"| {size:,} | {engine} | {times} | {got['peak']:.0f} | {tops[-1]:.2f} |", flush=True)
            if not all(math.isclose(one, tops[0], rel_tol=1e-4) for one in tops):
                sys.exit("log-likelihoods differ")


def peak() -> float:
    """The most memory this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What getrusage says begins with the memory of the process that started this one.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--customers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--pymc", help="a Python interpreter that has pymc-marketing")
    options.add_argument("--repeat", type=int, default=3, help="times each; medians count")
    options.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options.add_argument("--path", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.engine:
        result = ENGINES[given.engine](given.path)
        print(json.dumps(result | {"peak": peak()}))
    else:
        table(given.customers, given.pymc, given.repeat)


if __name__ == "__main__":
    main()
