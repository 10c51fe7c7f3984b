"""How margin looks beside the plan, segment by segment."""

from __future__ import annotations

from typing import Any

from clientela.loyalty.plan.plan_page import TOP
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result

SIGNS = {"leaves_less": " ▼", "leaves_more": " ▲"}


def profit_table(result: Result) -> Table:
    """Each segment: the plan, the sales, what they left, and how much of each hundred that is beside a year before."""
    frame: Any = result.frames["profits"]
    frame = frame[frame.earned.notna()].head(TOP)
    moved = [
        numbers.NONE if numbers.absent(row["earned_moved"]) else numbers.points(row["earned_moved"], 1) + SIGNS.get(row["earned_verdict"], "")
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return Table(
        frame.assign(segment=[value(name) for name in frame.segment], earned_moved_said=moved),
        _(
            "Lo que dejó cada segmento, al lado de su meta y de lo que compró. ▼ deja menos y ▲ deja más de cada 100 que quienes estaban en él un "
            "año antes, más de lo que hace el azar. Las ventas sin cliente no entran."
        ),
        "tbl-loyalty-segment-profit",
        ("segment", "target", "sold", "earned", "earned_share", "earned_moved_said"),
    )


def profit_advice(result: Result) -> str:
    """The segments that leave less of what they buy, those that leave more, or that none moved."""
    frame: Any = result.frames["profits"]
    less, more = (
        "; ".join(
            _("{segment} (de {before} a {now})").format(
                segment=value(row["segment"]).lower(), before=numbers.share(row["earned_share_before"]), now=numbers.share(row["earned_share"]),
            )
            for row in frame[frame.earned_verdict == verdict].to_dict("records")
        )
        for verdict in ("leaves_less", "leaves_more")
    )  # fmt: skip
    told = []
    if less:
        told.append(
            _(
                "De lo que compran dejan una parte menor que hace un año: {who}. Mire primero sus descuentos y lo que cuesta lo que compran."
            ).format(who=less)
        )
    if more:
        told.append(_("Dejan más: {who}.").format(who=more))
    if not told:
        share = numbers.share(result.values["earned_share"].value)
        told.append(
            _(
                "De ningún segmento se puede decir que deje una parte mayor o menor de lo que compra que hace un año; "
                "entre todos queda {share} de lo que compran."
            ).format(share=share)
        )
    return _("**Lo que queda.** {what}").format(what=" ".join(told))
