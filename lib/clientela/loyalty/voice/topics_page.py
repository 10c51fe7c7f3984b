"""How the topics look: what grows, what stays unsolved, what is asked for and what pleases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.voice.topics import KEY, topics
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TOP, DRAWN, EACH = 12, 8, 6


def said(topic: str) -> str:
    """A topic in words: a motive that is known everywhere in the reader's language, any other in quotation marks, as it was said.

    >>> said("motive_late"), said("técnico, visita")
    ('entregas tarde', '«técnico, visita»')
    """
    return value(topic) if value(topic) != topic else _("«{words}»").format(words=topic)


def headed(topic: str) -> str:
    """The same at the head of a row."""
    words = said(topic)
    return words[:1].upper() + words[1:]


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(topic=[headed(topic) for topic in frame.topic])


def topics_table(result: Result) -> Table | None:
    """The topics of complaints, the commonest first."""
    frame = result.frames["topics"]
    frame = frame[frame.about == "complaints"]
    if frame.empty:
        return None
    return Table(
        _named(frame.head(TOP)),
        _(
            "De qué se quejan los clientes y cómo termina, con la mediana de los días hábiles hasta el cierre. "
            "Entre comillas, lo que no está en la lista de "
            "motivos, en palabras de los clientes."
        ),
        "tbl-loyalty-topics",
        ("topic", *_themed(frame), "n", "topic_judged", "topic_solved", "share_resolved", "days_to_close"),
    )


def _themed(frame: pd.DataFrame) -> tuple[str, ...]:
    """The column of themes, where there are so many topics that they have some."""
    return ("theme",) if (frame.theme != "").any() else ()


def requests_table(result: Result) -> Table | None:
    """What is asked and proposed; praise asks for nothing."""
    frame = result.frames["topics"]
    rest = frame[frame.about == "requests"].head(EACH)
    if rest.empty:
        return None
    return Table(
        _named(rest),
        _(
            "Lo que los clientes preguntan y proponen, en sus palabras. Escriba una respuesta para cada pregunta y póngala donde se compra."
        ),
        "tbl-loyalty-requests",
        ("topic", *_themed(rest), "n", "messages_now", "messages_before"),
    )


def plot_topics(result: Result) -> Figure:
    """Complaints of each topic in the last quarter and in the one before; what grows more than chance stands out."""
    table = _drawn(result)
    drawing, axes = figures.canvas(0.5 + 0.5 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [figures.RED if alert else figures.TEAL for alert in table.alert]
    axes.barh(place + 0.2, table.messages_now, 0.36, color=colours)
    axes.barh(place - 0.2, table.messages_before, 0.36, color=figures.SAND)
    for spot, row, colour in zip(place, table.itertuples(), colours, strict=True):
        for height, count, shade, weight in (
            (0.2, row.messages_now, colour, 600),
            (-0.2, row.messages_before, figures.MUTED, 400),
        ):
            axes.annotate(
                numbers.count(count), (count, spot + height), xytext=(5, 0), textcoords="offset points", va="center",
                fontsize=13, color=shade, weight=weight,
            )  # fmt: skip
    _name_bars(axes, table)
    axes.set_yticks(place, [_short(headed(name)) for name in table.topic], fontsize=13, color=figures.INK)
    axes.set_xlim(0, 1.3 * max(1, table[["messages_now", "messages_before"]].to_numpy().max()))
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    caption = _(
        "Quejas y reclamos de cada tema en los últimos 90 días (arriba) y en los 90 anteriores (abajo, en gris). "
        "En rojo, lo que crece más de lo que explica el azar."
    )
    rows = [
        _("{topic}: {now}, antes {before}.").format(
            topic=headed(str(row.topic)),
            now=numbers.count(row.messages_now),
            before=numbers.count(row.messages_before),
        )
        for row in table.itertuples()
    ]
    return Figure(drawing, "fig-loyalty-topics", caption, " ".join(rows))


def _drawn(result: Result) -> pd.DataFrame:
    frame = result.frames["topics"]
    frame = frame[frame.about == "complaints"] if (frame.about == "complaints").any() else frame
    order = ["alert", "messages_now", "n", "topic"]
    return frame.sort_values(order, ascending=[False, False, False, True]).head(DRAWN).reset_index(drop=True)


def _name_bars(axes: object, table: pd.DataFrame) -> None:
    """Say which bar is which, on the longest pair."""
    longest = int(table.messages_now.to_numpy().argmax())
    top = len(table) - 1 - longest
    for height, words, count in (
        (0.2, _("ahora"), table.messages_now[longest]),
        (-0.2, _("antes"), table.messages_before[longest]),
    ):
        axes.annotate(  # type: ignore[attr-defined]
            words, (count, top + height), xytext=(34, 0), textcoords="offset points", va="center", fontsize=12, color=figures.MUTED,
        )  # fmt: skip


def _short(name: str) -> str:
    """A topic's name on two lines where it is long."""
    from textwrap import wrap

    return "\n".join(wrap(name, 22))


def topics_advice(result: Result) -> str:
    """What to look into first: what grows, else what is left unsolved most."""
    frame = result.frames["topics"]
    alerts = _alerts(frame)
    if not alerts.empty:
        row = alerts.iloc[0]
        words = {
            "topic": said(row.topic),
            "now": numbers.count(row.messages_now),
            "before": numbers.count(row.messages_before),
        }
        if row.how == "by_words" and (frame.how == "by_motive").any():
            return _(
                "**Qué hacer.** Servicio nombra esta semana a un responsable de {topic}: {now} mensajes en 90 días y {before} en los 90 anteriores. "
                "No está en su lista de motivos: agréguelo, o nadie lo verá crecer."
            ).format(**words)
        return _(
            "**Qué hacer.** Servicio nombra esta semana a un responsable de {topic}: {now} mensajes en 90 días y {before} en los 90 anteriores, "
            "más de lo que explica el azar."
        ).format(**words)
    grumbles = frame[frame.about == "complaints"]
    if grumbles.empty or not grumbles.share_resolved.notna().any():
        return _(
            "**Qué hacer.** Ningún tema crece más que el azar. Lea con el equipo diez mensajes del tema más frecuente."
        )
    unsolved = (grumbles.topic_judged - grumbles.topic_solved).to_numpy()
    row = grumbles.iloc[int(unsolved.argmax())]
    return _(
        "**Qué hacer.** Ningún tema crece más que el azar. Servicio empieza este mes por {topic}: de {n} quejas cerradas, "
        "{unsolved} quedaron sin resolver."
    ).format(
        topic=said(row.topic),
        n=numbers.count(row.topic_judged),
        unsolved=numbers.count(row.topic_judged - row.topic_solved),
    )


def _alerts(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.alert].sort_values(["messages_now", "topic"], ascending=[False, True])


@findings_of(topics)
def topics_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """A topic that grows by more than chance."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    alerts = _alerts(result.frames["topics"])
    if alerts.empty:
        return []
    row = alerts.iloc[0]
    message = _("Crece una queja ({topic}): {now} mensajes en 90 días y {before} en los 90 anteriores.").format(
        topic=said(row.topic), now=numbers.count(row.messages_now), before=numbers.count(row.messages_before)
    )  # fmt: skip
    others = "; ".join(said(topic) for topic in alerts.topic.iloc[1:3])
    detail = _("Crecen también: {topics}.").format(topics=others) if others else ""
    return [
        Finding(
            "risk",
            message,
            KEY,
            int(row.n),
            owner=_("Servicio"),
            due=as_of + dt.timedelta(days=7),
            detail=detail,
        )
    ]
