"""What to do next with one customer: what is owed comes before what may be sold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.customers.severity import COMPLAINTS
from clientela.present import numbers
from clientela.present.language import _

if TYPE_CHECKING:
    import pandas as pd

    from clientela.publish.cards.known import Known

# A contract that ends within so many days is talked of first.
SOON = 60


def open_complaints(messages: pd.DataFrame) -> pd.DataFrame:
    """The complaints that nobody has closed, the oldest first."""
    waiting = messages[messages.kind.isin(COMPLAINTS) & messages.closed.isna()]
    return waiting.sort_values("opened")


def ending(contracts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The contracts that end within two months and are not renewed yet."""
    return contracts[soon(contracts.finish, as_of) & ~contracts.renewed.eq(True).fillna(False)]


def soon(finish: pd.Series, as_of: dt.date) -> pd.Series:
    """Which of some days lie within two months after the cut-off date."""
    import pandas as pd

    return (pd.to_datetime(finish) - pd.Timestamp(as_of)).dt.days.between(0, SOON)


def steps(known: Known) -> list[str]:
    """What is to be done, the most pressing first: complaint, promise, contract; then whatever its rhythm says."""
    import pandas as pd

    said = []
    row: Any
    for row in open_complaints(known.sections["messages"]).itertuples():
        said.append(
            _("Responder su queja del {day}, que sigue abierta, antes de ofrecerle nada.").format(
                day=numbers.date(row.opened)
            )
        )
    promises = known.sections["promises"]
    for row in promises[promises.kept_on.isna()].itertuples():
        late = not pd.isna(row.due_on) and row.due_on.date() < known.as_of
        text = (
            _("Cumplir lo prometido, que ya venció: {what}.") if late else _("Cumplir lo prometido: {what}.")
        )
        said.append(text.format(what=row.what))
    for row in ending(known.sections["contracts"], known.as_of).itertuples():
        said.append(
            _("Hablar de su contrato {contract}, que termina el {day}.").format(
                contract=row.contract_id, day=numbers.date(row.finish)
            )
        )
    days, usual = known.figures.get("days_since_last"), known.figures.get("gap_q90")
    if days is not None and usual is not None and days > usual:
        said.append(
            _("Llamar: lleva {days} días sin comprar, más de lo que suele.").format(days=numbers.count(days))
        )
    if not any(known.may.get(name) for name in ("may_phone", "may_email", "may_post")):
        said.append(_("Pedirle permiso para hablarle, la próxima vez que compre: hoy no lo ha dado."))
    return said or [_("Nada pendiente: agradézcale y pregúntele cómo le va con lo que compró.")]
