"""What follows from the sayings about loyal customers that hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import findings_of
from clientela.loyalty.claims.claims import claims
from clientela.loyalty.claims.claims_page import whole_share
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


@findings_of(claims, tests="claim_tests")
def claims_findings(
    result: Result | Missing, tests: Sequence[Result | Missing], as_of: dt.date
) -> list[Finding]:
    """Who bears the next price rise; what the other sayings come to is told where they stand, for nothing is to be done about them."""
    if isinstance(result, Missing):
        return []
    bearing = next((one for one in tests if isinstance(one, Result) and one.key == "loyalty.bearing"), None)
    return _rise_finding(bearing, as_of) if bearing else []


def _rise_finding(test: Result, as_of: dt.date) -> list[Finding]:
    import datetime as dt

    table = test.frames["bearing"]
    sure = table[table.apart_low > 0]
    # Of several rises one looks sure by chance: all together must say so too.
    if sure.empty or not (test.values["advantage"].low or 0) > 0:
        return []
    row = sure.iloc[int(sure.rise.to_numpy().argmax())]
    message = _(
        "Antes de la próxima alza, cuidar a los clientes nuevos: después de la de {rise} faltaron, más de lo esperado, {new} de ellos "
        "(entre {low} y {high}) y {older} de los antiguos."
    ).format(
        rise=numbers.share(row.rise, 0), new=whole_share(row.lost_new), low=whole_share(row.lost_new_low), high=whole_share(row.lost_new_high),
        older=whole_share(row.lost_older),
    )  # fmt: skip
    detail = _("{n|Fue cerca de un cliente|Fueron cerca de # clientes} de menos de un año.").format(
        n=numbers.count(float(row.n_new) * float(row.lost_new))
    )
    due = as_of + dt.timedelta(days=60)
    return [
        Finding("action", message, "loyalty.bearing", int(row.n_new), owner=_("Ventas"), due=due, detail=detail, evidence=Evidence.ASSOCIATED)
    ]  # fmt: skip
