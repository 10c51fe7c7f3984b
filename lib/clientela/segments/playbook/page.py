"""The playbook as it stands on the page."""

from __future__ import annotations

from typing import Any

from clientela.customers.rfm import SEGMENTS
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result
from clientela.segments.playbook.analysis import DUE


def playbook_table(result: Result) -> Table:
    """What to do next: action, owner, date and measure, with what is at stake."""
    frame = result.frames["playbook"]
    actions = [
        _("Hablar uno a uno con los {n} que más compran; mensaje al resto").format(n=numbers.count(visits))
        if name == "champions" and visits > 1
        else value(action)
        for name, action, visits in zip(frame.segment, frame.play_action, frame.in_person, strict=True)
    ]
    return Table(
        frame.assign(play_action=actions),
        caption=_(
            "La próxima acción de cada segmento, con lo que sus clientes compran, o compraban, al año; quién la hace, para cuándo y cómo se sabrá si "
            "funcionó."
        ),
        label="tbl-segments-playbook",
        columns=("segment", "customers", "yearly", "play_action", "play_owner", "play_due", "play_measure"),
    )


def promises_table(result: Result) -> Table:
    """What the company is to each segment: strategy, promise and channel."""
    frame = result.frames["playbook"]
    # A channel is called as the company calls it; at the head of a cell it begins like the others.
    channels = [value(str(name)) for name in frame.play_channel]
    return Table(
        frame.assign(play_channel=[name[:1].upper() + name[1:] for name in channels]),
        caption=_(
            "Qué buscamos con cada segmento, qué le prometemos, qué puede esperar, qué le ofrecemos y por dónde: "
            "solo lo que se puede cumplir siempre."
        ),
        label="tbl-segments-promises",
        columns=(
            "segment",
            "play_strategy",
            "play_promise",
            "play_expectation",
            "play_offer",
            "play_channel",
        ),
    )


def playbook_advice(result: Result) -> str:
    """How to put the playbook to work: with the action that is due first."""
    frame: Any = result.frames["playbook"]
    decided = result.values["segments_decided"].value
    said = (
        _(
            "{n|El plan de un segmento es|Los planes de # segmentos son} ya de su equipo; lo demás es propuesta."
        ).format(n=numbers.count(decided))
        if decided
        else _(
            "Para cambiarlo: `clientela form make plan_segmentos` da la hoja con esta propuesta; llena, se lee de vuelta."
        )
    )
    first = min(frame.segment, key=lambda name: (DUE[name], SEGMENTS.index(name)))
    return (
        _(
            "**Qué hacer.** Confirme con cada responsable su acción y su fecha. Si no alcanza el tiempo para todas, haga primero la de «{segment}», "
            "que vence antes, y mídala: muchas a la vez no enseñan cuál sirvió."
        ).format(segment=value(first))
        + " "
        + said
    )
