"""What each group received, on the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.segments.received.analysis import FEWEST, KEY, MEASURES, received


def received_table(result: Result) -> Table:
    """Each segment and each tenure with what it received; few cases are marked."""
    frame: Any = result.frames["received"]
    shown = [name for name in MEASURES if name in frame]
    for name in shown:
        write = numbers.share if name != "content_mean" else lambda mark: numbers.decimal(mark, 1)
        frame = frame.assign(**{f"{name}_said": [
            numbers.NONE if numbers.absent(one) else write(one) + ("*" if n < FEWEST else "") + _sign(verdict)
            for one, n, verdict in zip(frame[name], frame[f"{name}_n"], frame[f"{name}_verdict"], strict=True)
        ]})  # fmt: skip
    return Table(
        frame,
        caption=_(
            "Lo que recibió cada grupo en los últimos {days} días. ▼ peor y ▲ mejor que los demás, más de lo que hace el azar; "
            "* menos de {few} clientes: no se juzga."
        ).format(days=numbers.count(result.values["period_days"].value), few=FEWEST),
        label="tbl-segments-received",
        columns=("criterion", "micro_group", "customers", *[f"{name}_said" for name in shown]),
    )


def _sign(verdict: str) -> str:
    return {"received_worse": " ▼", "received_better": " ▲"}.get(verdict, "")


def received_advice(result: Result) -> str:
    """Which promise to mend first, and with whom."""
    told = _worse(result)
    if not told:
        return _(
            "**Qué hacer.** De ningún grupo se ve que reciba peor trato que los demás: lo que los separa cabe en el azar. Revise que a "
            "cada uno se le prometa solo lo que ya recibe."
        )
    return _(
        "**Qué hacer.** Antes de prometerles nada nuevo, cumpla con {names}: reciben peor trato que los demás. Corrija la causa, "
        "y solo después busque que compren más."
    ).format(names=", ".join(_("«{name}»").format(name=value(name)) for name in told))  # fmt: skip


def _worse(result: Result) -> list[str]:
    frame: Any = result.frames["received"]
    verdicts = [f"{name}_verdict" for name in MEASURES if name in frame]
    return list(frame.micro_group[(frame[verdicts] == "received_worse").any(axis=1)])


@findings_of(received)
def received_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The segments that receive less than was promised them, beyond chance."""
    frame: Any = result.frames["received"]
    told = []
    for row in frame[frame.criterion == "segment"].to_dict("records"):
        if row.get("late_share_verdict") == "received_worse":
            text = _(
                "A los clientes de «{segment}» les llega tarde más que a los demás: {share} de los pedidos; a todos, {all}."
            )
            all_ = result.values["late_share_all"].value
            told.append((text, row, row["late_share"], all_))
        elif row.get("complaint_share_verdict") == "received_worse":
            text = _(
                "Los clientes de «{segment}» se quejan más que los demás: {share} de sus pedidos; de los de todos, {all}."
            )
            told.append((text, row, row["complaint_share"], result.values["complaint_share_all"].value))
    return [
        Finding(
            "risk",
            text.format(
                segment=value(row["micro_group"]), share=numbers.share(share, 0), all=numbers.share(whole, 0)
            ),
            KEY,
            int(row["customers"]),
            owner=_("Servicio"),
            due=as_of + dt.timedelta(days=30),
            detail=_("Va con el segmento; quien recibió mal trato puede estar en él por eso."),
        )
        for text, row, share, whole in told[:1]
    ]
