"""The follow-up on the page: each mailing's fate, who answers, and what the answers say once weighted."""

from __future__ import annotations

from typing import Any

from clientela.database.follow_up.analysis import SHARES
from clientela.database.follow_up.silence import MARKS
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result

SHOWN = 10
# A change of a mark that is smaller than this is none.
MOVES = 0.1


def follow_up_table(result: Result) -> Table | None:
    """The mailings and invitations, the newest on top; nothing where nothing was sent."""
    frame = result.frames["mailings"]
    if frame.empty:
        return None
    shares = [name for name in SHARES.values() if frame[name].notna().any()]
    return Table(
        frame.head(SHOWN),
        caption=_(
            "Qué fue de cada envío: lo que llegó, de lo enviado; lo demás, de lo que llegó. Una raya: nadie lo anotó."
        ),
        label="tbl-database-follow-up",
        columns=("mailing", "channel", "mailed_on", "sent", *shares),
    )


def silence_table(result: Result) -> Table | None:
    """Who answers the surveys, by the traits that tell it; nothing where none does."""
    frame = result.frames.get("silence")
    if frame is None or not frame.silence_apart.any():
        return None
    return Table(
        frame[frame.silence_apart],
        caption=_(
            "Quién responde las encuestas entre los que compraron en el último año, por los rasgos en que se apartan de quienes callan."
        ),
        label="tbl-database-silence",
        columns=(
            "silence_trait",
            "silence_group",
            "customers",
            "part_of_all",
            "part_of_answers",
            "group_answers",
        ),
    )


def weighted_table(result: Result) -> Table | None:
    """The marks as they came and weighted; nothing where nobody gave marks."""
    frame = result.frames.get("weighted")
    if frame is None or frame.empty:
        return None
    return Table(
        frame.assign(outcome=[value(one) for one in frame.outcome]),
        caption=_(
            "Las notas como llegaron y con pesos, para que hablen por todos los clientes del último año en los rasgos que se conocen."
        ),
        label="tbl-database-weighted",
        columns=MARKS,
    )


def follow_up_advice(result: Result) -> str:
    """Whom to ask again, and what to write down."""
    said = _unwritten(result)
    share: Any = result.values.get("survey_share")
    if share is None:
        return said.strip() or _(
            "**Qué hacer.** Anote de cada envío si llegó, si se abrió, quién asistió y quién respondió."
        )
    silence = result.frames["silence"]
    apart: Any = silence[silence.silence_apart]
    if apart.empty:
        text = _(
            "**Qué hacer.** Responde el {share} de los clientes del último año, y en lo que se sabe de ellos no se distinguen de los que callan. "
            "Lo que piensan puede ser distinto aun así: pregunte por teléfono a veinte de los que no responden."
        )
        return text.format(share=numbers.share(share.value)) + said
    least = apart.loc[apart.group_answers.idxmin()]
    text = _(
        "**Qué hacer.** Pregunte, o pregunte de otro modo, a quienes menos responden: de «{group}» ({trait}) contesta el {least}, y de todos, "
        "el {share}. Hasta entonces, lea las notas con pesos."
    )
    group, trait = value(least.silence_group), value(least.silence_trait).lower()
    return (
        text.format(
            group=group,
            trait=trait,
            least=numbers.share(least.group_answers),
            share=numbers.share(share.value),
        )
        + said
    )


def _unwritten(result: Result) -> str:
    """What nobody writes down of what is sent."""
    frame = result.frames["mailings"]
    if frame.empty or frame.attended_share.notna().any() or frame.opened_share.notna().any():
        return ""
    return " " + _("De lo enviado nadie anota si se abre ni quién asiste: anótelo desde el próximo.")
