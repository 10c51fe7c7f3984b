"""Customers and sellers as whole numbers while the plan is made: a million names are slow to compare again and again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientela.loyalty.plan.periods import Groups

if TYPE_CHECKING:
    import pandas as pd

# A sale without a customer; and what stands for a sale without a seller.
NOBODY, NO_SELLER = -1, ""


class Codes:
    """The names behind the numbers, in alphabetical order."""

    def __init__(self, sold: pd.DataFrame, groups: Groups) -> None:
        import pandas as pd

        homes = [pd.Index(series.unique()) for series in groups.sellers.values()]
        sellers = pd.Index(
            [NO_SELLER, *sold.seller_id.dropna().unique(), *(name for found in homes for name in found)]
        )
        self.sellers = sellers.unique().sort_values()
        self._numbers, names = pd.factorize(sold.customer_id, sort=True)
        self.customers = pd.Index(names)

    def sold(self, sold: pd.DataFrame) -> pd.DataFrame:
        """The same sales with numbers for names."""
        import pandas as pd

        return sold.assign(
            customer_id=self._numbers,
            seller_id=self.sellers.get_indexer(pd.Index(sold.seller_id.fillna(NO_SELLER))),
        )

    def groups(self, groups: Groups) -> Groups:
        """The same groups with numbers for names; who never bought is left out."""
        import pandas as pd

        def known(series: pd.Series, values: Any) -> pd.Series:
            place = self.customers.get_indexer(series.index)
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
