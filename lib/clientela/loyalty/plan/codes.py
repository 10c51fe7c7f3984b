"""Customers and sellers as whole numbers while the plan is made: a million names are slow to compare again and again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientela.loyalty.plan.periods import Groups
from clientela.marts.parts import Parts, each
from clientela.stats.rows import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

# A sale without a customer, who has no place among them; and what stands for a sale without a seller.
NOBODY, NO_SELLER = -1, ""


class Codes:
    """The names behind the numbers, in alphabetical order."""

    def __init__(self, sold: pd.DataFrame | Parts, groups: Groups) -> None:
        import pandas as pd

        names, months = [], []
        sellers = {NO_SELLER, *(name for one in groups.sellers.values() for name in one.unique())}
        for part in each(sold, "customer_id", "seller_id", "month"):
            months.append(pd.to_datetime(part.month[part.customer_id.notna()]).min())
            sellers |= set(part.seller_id.dropna().unique())
            names.append(pd.Series(part.customer_id.dropna().unique()))
        # The first month in which somebody known bought.
        self.began = pd.Series(months, dtype="datetime64[s]").min()
        self.sellers = pd.Index(sorted(sellers), dtype=object)
        self.customers = pd.Index(pd.concat(names, ignore_index=True).unique()).sort_values()
        self._whose = Places(self.customers.to_series())

    def by_years(
        self,
        sold: pd.DataFrame | Parts,
        years: Sequence[Sequence[pd.Timestamp]],
        sums: Sequence[str] = ("amount",),
    ) -> pd.DataFrame:
        """What each customer bought of each seller, in numbers for names: all months of one of the `years` under its first.

        All that came before these years stands under the first month of all.
        """
        import pandas as pd

        first = {month: months[0] for months in years for month in months}
        earliest, found = min(first), []
        for part in each(sold, "month", "seller_id", "customer_id", *sums):
            month, (place, names) = pd.to_datetime(part.month), pd.factorize(part.seller_id.fillna(NO_SELLER))
            before = month.where(month > earliest, self.began if self.customers.size else earliest)
            month = month.map(first).fillna(before)
            keys = {
                "customer_id": self._whose.of(part.customer_id),
                "seller_id": self.sellers.get_indexer(pd.Index(names, dtype=object))[place],
                "month": month.to_numpy(),
            }
            told = part[list(sums)].astype("float64").fillna(0.0).assign(**keys)
            found.append(told.groupby(list(keys), as_index=False)[list(sums)].sum())
        return pd.concat(found, ignore_index=True)

    def groups(self, groups: Groups) -> Groups:
        """The same groups with numbers for names; who never bought is left out."""
        import pandas as pd

        def known(series: pd.Series, values: Any) -> pd.Series:
            place = self._whose.of(pd.Series(series.index))
            return pd.Series(values, index=place)[place >= 0]

        return replace(
            groups,
            segments={
                day: known(series, series.to_numpy(dtype=object)) for day, series in groups.segments.items()
            },
            sellers={
                day: known(series, self.sellers.get_indexer(pd.Index(series)))
                for day, series in groups.sellers.items()
            },
        )

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with the names again."""
        columns: dict[str, Any] = {
            "seller_id": self.sellers.take(frame.seller_id.to_numpy(dtype=int)).to_numpy(dtype=object)
        }
        if "customer_id" in frame:
            columns["customer_id"] = self.customers.take(frame.customer_id.to_numpy(dtype=int)).to_numpy(
                dtype=object
            )
        return frame.assign(**columns)
