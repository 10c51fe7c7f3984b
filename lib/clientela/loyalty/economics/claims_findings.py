"""What follows from the sayings about loyal customers that hold, and from those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.loyalty.economics.claims_page import signed_change, whole_share
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def claims_findings(
    result: Result | Missing, tests: Sequence[Result | Missing], as_of: dt.date, currency: str
) -> list[Finding]:
    """Who bears the next price rise, what keeping costs beside winning, and the growth that is none."""
    if isinstance(result, Missing):
        return []
    by_key = {one.key: one for one in tests if isinstance(one, Result)}
    found: list[Finding] = []
    for key, make in (
        ("loyalty.bearing", _rise_finding),
        ("loyalty.keeping", _cost_finding),
        ("loyalty.growth", _growth_finding),
    ):
        if key in by_key:
            found += make(by_key[key], by_key, as_of, currency)
    return found


def _rise_finding(test: Result, by_key: dict[str, Result], as_of: dt.date, currency: str) -> list[Finding]:
    import datetime as dt

    table = test.frames["bearing"]
    sure = table[table.apart_low > 0]
    if sure.empty:
        return []
    row = sure.iloc[int(sure.rise.to_numpy().argmax())]
    message = _(
        "Antes de la próxima alza, cuidar a los clientes nuevos: después de la de {rise} faltaron, más de lo esperado, {new} de ellos "
        "(entre {low} y {high}) y {older} de los antiguos."
    ).format(
        rise=numbers.share(row.rise, 0), new=whole_share(row.lost_new), low=whole_share(row.lost_new_low), high=whole_share(row.lost_new_high),
        older=whole_share(row.lost_older),
    )  # fmt: skip
    lost = [float(row.n_new) * float(row[name]) for name in ("lost_new", "lost_new_low", "lost_new_high")]
    detail = _("Fueron cerca de {n} clientes de menos de un año.").format(n=numbers.count(lost[0]))
    growth = by_key.get("loyalty.growth")
    each = float(growth.values["with_new"].value or 0) if growth and "with_new" in growth.values else 0.0
    money = [each * part for part in lost] if each > 0 else [None] * 3
    return [
        Finding("action", message, "loyalty.bearing", int(row.n_new), money[0], money[1], money[2], _("Ventas"),
                as_of + dt.timedelta(days=60), detail, Evidence.ASSOCIATED, stake=_("lo que dejan en un año") if each > 0 else "")
    ]  # fmt: skip


def _cost_finding(test: Result, by_key: dict[str, Result], as_of: dt.date, currency: str) -> list[Finding]:
    apart, times = test.values["advantage"], test.values.get("win_over_keep")
    if times is None or apart.low is None or not apart.low > 0:
        return []
    words = {
        "win": numbers.short_money(test.values["with_new"].value, currency), "keep": numbers.short_money(test.values["with_loyal"].value, currency),
        "times": numbers.decimal(times.value, 1), "low": numbers.decimal(times.low, 1), "high": numbers.decimal(times.high, 1),
    }  # fmt: skip
    message = _(
        "Ganar un cliente cuesta {win}: {times} veces lo que cuesta conservar uno activo un año, {keep} (entre {low} y {high} veces)."
    ).format(**words)
    return [Finding("good_news", message, test.key, test.n)]


def _growth_finding(test: Result, by_key: dict[str, Result], as_of: dt.date, currency: str) -> list[Finding]:
    import datetime as dt

    same, naive = test.values.get("advantage"), test.values.get("advantage_different")
    if same is None or naive is None or same.low is None or naive.low is None:
        return []
    if same.low > 0 or naive.low <= 0:
        return []
    message = _(
        "No presupuestar que un cliente deje más cada año: "
        "los mismos clientes cambiaron {same} (entre {low} y {high}), no el {naive} que sale al comparar antiguos con nuevos."
    ).format(
        same=signed_change(same.value), low=signed_change(same.low), high=signed_change(same.high),
        naive=signed_change(naive.value),
    )  # fmt: skip
    return [
        Finding("action", message, test.key, test.n, owner=_("Gerencia comercial"), due=as_of + dt.timedelta(days=60), evidence=Evidence.ASSOCIATED)
    ]  # fmt: skip
