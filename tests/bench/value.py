"""Customer value beside other libraries: summary, BG/NBD fit and scores for every customer.

Every engine reads the same simulated purchases. Log-likelihoods are all taken with one function at the parameters each engine found, and the
measure fails where another engine's is higher than ours in its first four digits. PyMC-Marketing fits the maximum a posteriori with flat
priors, its compilation included.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from pathlib import Path

from measured import Clock, Took, in_turn, table

HERE = Path(__file__).resolve()
CUSTOMERS = (10_000, 100_000, 1_000_000)
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


def simulate(customers: int, path: Path, seed: int = 1) -> None:
    """Purchases of customers who live BG/NBD with CDNOW's parameters for up to two years, one row a purchase day; for R as CSV beside it."""
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
    frame.to_csv(path.with_suffix(".csv"), index=False)


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


def lean(path: str) -> None:
    """Clientela with the summary that the other libraries make."""
    ours(path, three_columns)


def ours(path: str, summarized=summary) -> None:  # type: ignore[no-untyped-def]
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
    clock.say(params=dict(top.params), expected=float(expected.sum()))


def lifetimes(path: str) -> None:
    """lifetimes: one row a customer."""
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
    clock.say(params={name: float(top.params_[name]) for name in PARAMS}, expected=float(expected.sum()))


def pymc(path: str) -> None:
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
    expected = model.expected_purchases(future_t=WEEKS_AHEAD)
    model.expected_probability_alive()
    clock.lap("score")
    # It scores one row a customer, for every draw; of a maximum there is one draw.
    clock.say(
        params={name: float(model.idata.posterior[name].mean()) for name in PARAMS},
        expected=float(expected.sum()),
    )


ENGINES = {"clientela": ours, "clientela, x t_x T": lean, "lifetimes": lifetimes, "PyMC-Marketing": pymc}
HEADINGS = (
    "customers", "engine", "summary s", "fit s", "score s", "all s", "processor s", "peak MB", "log-likelihood", "purchases in 52 weeks",
)  # fmt: skip


def measure(asked: argparse.Namespace) -> str:
    """The table; raises where ours is not the highest likelihood in its first four digits."""
    rows = []
    for size in CUSTOMERS:
        with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
            path = Path(folder) / f"{size}.parquet"
            # In a process of its own: a process begins with its parent's memory.
            subprocess.run([sys.executable, str(HERE), "simulate", str(size), str(path)], check=True)
            found = in_turn(_ways(path, asked.peers), asked.repeat)
            tops = likelihoods(path, found)
        for engine, took in found.items():
            told = [took] if isinstance(took, str) else [*_laps(took), *_found(tops[engine], took)]
            rows.append([f"{size:,}", engine, *told, *[""] * (len(HEADINGS) - 2 - len(told))])
    return table(HEADINGS, rows)


def _ways(path: Path, peers: str) -> dict[str, list[str] | str]:
    pythons = {"lifetimes": peers, "PyMC-Marketing": peers}
    ways: dict[str, list[str] | str] = {
        engine: [pythons.get(engine, sys.executable), str(HERE), engine, str(path)] for engine in ENGINES
    }
    return ways | {
        "CLVTools (R)": ["Rscript", str(HERE.parent / "clv.R"), "bgnbd", str(path.with_suffix(".csv"))]
    }


def _found(top: float, took: Took) -> list[str]:
    if not math.isfinite(top):
        return ["none: its parameters ran away", ""]
    return [f"{top:.2f}", f"{took.told['expected']:,.0f}"]


def _laps(took: Took) -> list[str]:
    seconds = [took.laps[step][0] for step in ("summary", "fit", "score")]
    return [f"{each:.2f}" for each in [*seconds, took.seconds, took.processor]] + [f"{took.peak:,.0f}"]


def likelihoods(path: Path, found: dict[str, Took | str]) -> dict[str, float]:
    """BG/NBD's log-likelihood of the same histories at each engine's parameters; raises where another one is higher than ours."""
    import numpy as np

    from clientela.loyalty.clv import BGNBD, distinct

    histories = distinct(three_columns(str(path)))
    # Parameters that ran away have no likelihood.
    with np.errstate(all="ignore"):
        tops = {
            engine: float(
                BGNBD.log_likelihood(np.array([took.told["params"][name] for name in PARAMS]), histories)[0]
            )
            for engine, took in found.items()
            if isinstance(took, Took)
        }
    best = max(top for top in tops.values() if math.isfinite(top))
    for engine in ("clientela", "clientela, x t_x T"):
        if not math.isclose(tops[engine], best, rel_tol=1e-4):
            raise ValueError(f"{engine}: log-likelihood {tops[engine]}, another engine's {best}")
    return tops


if __name__ == "__main__":
    if sys.argv[1] == "simulate":
        simulate(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        ENGINES[sys.argv[1]](sys.argv[2])
