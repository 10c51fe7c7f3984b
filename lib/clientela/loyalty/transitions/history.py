"""On which rung each customer stood at the end of every month: the same ladder, with what was known by then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.rhythm import shrunk
from clientela.customers.status import status_of
from clientela.engine import step
from clientela.loyalty.ladder.rungs import highest, supports
from clientela.marts.parts import each
from clientela.results import Missing, Reason, Result
from clientela.stats.rows import Places, among, places

if TYPE_CHECKING:
    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.rungs"
# Where a customer can be at the end of a month. Who has been quiet for longer than QUIET_DAYS seldom comes back.
STATES = ("gone", "quiet", "customer", "consumer", "supporter", "advocate")
GONE, QUIET, CUSTOMER, CONSUMER, SUPPORTER, ADVOCATE = range(6)
RUNGS = STATES[CUSTOMER:]
NOT_YET = -1
QUIET_DAYS = 90
# A year of steps, half a year held out to grade them, as much again before; and its first quarter, when everybody is new.
MOST_ENDS, LEAST_ENDS, WARM_UP_DAYS = 25, 7, 90


@dataclass(frozen=True)
class History:
    """Customers × ends of months: where each stood (a place in STATES, −1 before the first purchase).

    `rungs` are those that could be seen at every one of these ends, from the lowest; who stands on another counts on the
    highest of them below it. `months`: complete months of the whole history.
    """

    customers: pd.Series
    kinds: np.ndarray
    ends: pd.DatetimeIndex
    states: np.ndarray
    rungs: tuple[str, ...] = field(default=RUNGS)
    months: int = 0

    def counts(self) -> pd.DataFrame:
        """How many stand where: one row an end, one column a state."""
        import pandas as pd

        rows = [np.bincount(column[column >= 0], minlength=len(STATES)) for column in self.states.T]
        return pd.DataFrame(rows, columns=list(STATES), index=self.ends)


@step(interpurchase_times="parts:interpurchase_times")
def history(
    interpurchase_times: pd.DataFrame | Parts,
    status: Result | Missing,
    evidence_days: pd.DataFrame,
    months: pd.DataFrame,
    evidence: pd.DataFrame,
) -> History | Missing:
    """The ladder as it stood at the end of each of the last 25 complete months, by the rules of today's.

    `status` is the result of `status`, whose pace of the company is used throughout; the rest are marts. A day of evidence
    that nobody wrote down counts from the first purchase on. Rungs whose source of evidence is younger than these months are
    not told apart.
    """
    import pandas as pd

    if isinstance(status, Missing):
        return status_of(KEY, status)
    firsts = pd.to_datetime(pd.Series([part.day.min() for part in each(interpurchase_times, "day")]))
    ends = _ends(months, firsts.min())
    if len(ends) < LEAST_ENDS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months", str(LEAST_ENDS + 3)), len(ends), LEAST_ENDS)
    known = status.frames["customers"]
    customers = known.customer_id
    kinds = known.kind.to_numpy() if "kind" in known else np.full(len(known), None)
    proof = _Proof(evidence_days, evidence, customers)
    rungs = proof.rungs(ends[0])
    whose = Places(customers)
    states = np.full((len(customers), len(ends)), NOT_YET, dtype=np.int8)
    for part in each(interpurchase_times, "customer_id", "day", "next_day", "repeat_days", "gap_q90"):
        times = part.assign(day=pd.to_datetime(part.day), next_day=pd.to_datetime(part.next_day))
        code = whose.of(times.customer_id)
        _stand(
            states,
            times,
            code,
            _longest(times, code, known, status.frames["pace"]),
            (ends, proof, len(rungs)),
        )
    return History(customers, kinds, ends, states, rungs, int(months.complete.sum()))


def _stand(
    states: np.ndarray,
    times: pd.DataFrame,
    code: np.ndarray,
    longest: np.ndarray,
    seen: tuple[pd.DatetimeIndex, _Proof, int],
) -> None:
    """Put down where the customers of these waits stood at each end."""
    ends, proof, rungs = seen
    # Days as whole numbers, and the ends within a wait as the first of them and the one after the last: small numbers, quickly compared.
    days, repeats = times.day.to_numpy().astype("datetime64[D]"), times.repeat_days.to_numpy()
    first, after = (
        np.searchsorted(ends.to_numpy(), times[name].to_numpy()).astype(np.int8)
        for name in ("day", "next_day")
    )
    for place, end in enumerate(ends):
        there = np.flatnonzero((first <= place) & (place < after))
        late = (end.to_datetime64().astype("datetime64[D]") - days[there]).astype(float) - longest[there]
        rung = proof.rung(end, repeats[there], code[there], rungs)
        states[code[there], place] = np.where(late <= 0, rung, np.where(late <= QUIET_DAYS, QUIET, GONE))


def _ends(months: pd.DataFrame, first: pd.Timestamp) -> pd.DatetimeIndex:
    """The last days of the complete months, but for the first quarter of the history."""
    import pandas as pd

    complete = pd.to_datetime(months.month[months.complete.astype(bool)])
    ends = pd.DatetimeIndex(complete + pd.offsets.MonthEnd(0)).sort_values()
    return ends[ends >= first + pd.Timedelta(days=WARM_UP_DAYS)][-MOST_ENDS:]


def _longest(times: pd.DataFrame, code: np.ndarray, known: pd.DataFrame, pace: pd.DataFrame) -> np.ndarray:
    """The longest silence that was normal then, in days; `code` is the place of each wait's customer among those known."""
    told = "kind" in known and len(pace) > 1
    whose = times.assign(kind=known.kind.to_numpy()[code]) if told else times
    return np.asarray(shrunk(whose, "gap_q90", pace, "long_gap"))


class _Proof:
    """What had been said and done by a day, one place a customer."""

    def __init__(self, evidence_days: pd.DataFrame, evidence: pd.DataFrame, customers: pd.Series) -> None:
        import pandas as pd

        place = places(customers, evidence_days.customer_id)
        days = evidence_days.assign(code=place, day=pd.to_datetime(evidence_days.day))[place >= 0]
        self.n = len(customers)
        self.by_kind = {
            kind: days[days.evidence == kind].sort_values("day", kind="stable")
            for kind in ("praise", "answer", "referral")
        }
        use = evidence[evidence.user_known.fillna(False).astype(bool)].customer_id
        self.user = among(customers, use)
        # What was proved by an end, of every customer: asked anew for each stretch of them.
        self.proved: dict[pd.Timestamp, tuple[np.ndarray, np.ndarray]] = {}

    def rungs(self, first: pd.Timestamp) -> tuple[str, ...]:
        """The rungs of which there was a source of evidence by the first of the days."""
        voice = any((self.by_kind[kind].day <= first).any() for kind in ("praise", "answer"))
        referrals = self.by_kind["referral"]
        brought = (referrals.day.isna() | (referrals.day <= first)).any()
        return RUNGS if voice and brought else RUNGS[:3] if voice else RUNGS[:2]

    def rung(self, end: pd.Timestamp, repeats: np.ndarray, code: np.ndarray, seen: int) -> np.ndarray:
        """The highest rung of active customers that was proved by a day."""
        if end not in self.proved:
            self.proved[end] = self._proved(end)
        supporter, brought = self.proved[end]
        rung = CUSTOMER + highest(True, self.user[code] | (repeats > 0), supporter[code], brought[code])
        return np.minimum(rung, CUSTOMER + seen - 1).astype(np.int8)

    def _proved(self, end: pd.Timestamp) -> tuple[np.ndarray, np.ndarray]:
        """Who spoke for the company by a day, and who brought somebody."""
        praise, answer, referral = (self._until(kind, end) for kind in ("praise", "answer", "referral"))
        praised, answered = (np.full(self.n, np.datetime64("NaT", "ns")) for _ in range(2))
        marks = np.full(self.n, np.nan)
        # Of several the last one stands: later rows write over earlier ones.
        dated = praise[praise.day.notna()]
        praised[dated.code] = dated.day
        answered[answer.code], marks[answer.code] = answer.day, answer.score
        brought = np.zeros(self.n, dtype=bool)
        brought[referral.code] = True
        return np.asarray(supports(end, praised, answered, marks), dtype=bool), brought

    def _until(self, kind: str, end: pd.Timestamp) -> pd.DataFrame:
        days = self.by_kind[kind]
        return days[days.day.isna() | (days.day <= end)]
