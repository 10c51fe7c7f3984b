"""How trust looks: its questions one by one, and which groups of questions are not to be added up."""

from __future__ import annotations

from statistics import NormalDist

from clientela.customers.surveys import words
from clientela.loyalty.trust.scales import KEY
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Missing, Reason, Result
from clientela.stats.intervals import LEVEL


def trust_table(result: Result) -> Table | Missing:
    """The questions on trust, side by side, and which of them go with staying."""
    if "questions" not in result.frames:
        return Missing(KEY, Reason.NO_COLUMN, ("items.dimension",))
    frame = result.frames["questions"].sort_values(["stays", "item"], ascending=[False, True])
    return Table(
        frame.assign(question=words(frame)).head(12),
        _(
            "Las preguntas sobre la confianza, una por una. La relación con decir que seguiría comprando va de 0 (ninguna) a 1 (total); "
            "si «al menos» y «como mucho» tienen signos distintos, puede ser azar."
        ),
        "tbl-loyalty-trust",
        ("question", "trusted", "n", "scale_mean", "stays", "stays_low", "stays_high"),
    )


def scales_advice(result: Result) -> str:
    """Whose the trust is, and whether the questions may be added up."""
    if "trust_gap" not in result.values:
        return _(
            "**Qué hacer.** Nadie ha preguntado aparte por la confianza en la empresa y en la persona. Agregue dos preguntas de cada una: "
            "así sabrá qué se va con un vendedor y qué se queda."
        )
    shaky = bool(result.values["shaky_trust"].value)
    sentences = (
        [_apart(result), _begin(result)] if shaky else [_compare(result), _stays(result), _apart(result)]
    )
    return _("**Qué hacer.** {advice}").format(
        advice=" ".join(part for part in [*sentences, _follow(result)] if part)
    )


def _stays(result: Result) -> str:
    """Which of both kinds of trust goes more with staying; nothing where that may be chance."""
    gain = result.values.get("stays_gain")
    if gain is not None and (gain.high or 0) < 0:
        return _(
            "Quien confía en la empresa dice más a menudo que seguirá comprando; con la confianza en la persona pasa menos."
        )
    if gain is not None and (gain.low or 0) > 0:
        return _(
            "Quien confía en la persona dice más a menudo que seguirá comprando; con la confianza en la empresa pasa menos."
        )
    return ""


def _begin(result: Result) -> str:
    """The lowest mark among the questions that go with staying, all of them judged at once; nothing where none does."""
    asked = result.frames["questions"]
    if asked.empty:
        return ""
    wider = NormalDist().inv_cdf(1 - (1 - LEVEL) / 2 / len(asked)) / NormalDist().inv_cdf((1 + LEVEL) / 2)
    middle, half = (asked.stays_low + asked.stays_high) / 2, (asked.stays_high - asked.stays_low) / 2
    asked = asked[middle - wider * half > 0]
    if asked.empty:
        return ""
    place = (asked.scale_mean - asked.scale_min) / (asked.scale_max - asked.scale_min)
    row = asked.loc[[place.idxmin()]]
    return _(
        "Empiece por «{question}»: le ponen {mean}, y quien le pone más dice más a menudo que seguirá comprando."
    ).format(question=words(row)[0], mean=numbers.decimal(row.iloc[0].scale_mean, 1))


def _follow(result: Result) -> str:
    """The question on the person with the lowest mark, where it is low and does not go with staying: what customers say of following."""
    asked = result.frames["questions"]
    asked = asked[(asked.trusted == "trust_person") & (asked.stays_low < 0) & (asked.stays_high > 0)]
    asked = asked[asked.scale_mean < (asked.scale_min + asked.scale_max) / 2]
    if asked.empty:
        return ""
    row = asked.sort_values(["scale_mean", "item"]).head(1)
    first = row.iloc[0]
    return _("A «{question}» le ponen {mean} (de {low} a {high}), y no se ve relación con seguir comprando: "
        "no basta para estar tranquilo. Que dos personas conozcan cada cuenta."
    ).format(
        question=words(row)[0], mean=numbers.decimal(first.scale_mean, 1), low=numbers.count(first.scale_min),
        high=numbers.count(first.scale_max),
    )  # fmt: skip


def _apart(result: Result) -> str:
    """Which groups of questions are not to be added up, in a sentence."""
    frame = result.frames["scales"]
    shaky = frame[frame.reliable == "no"]
    if shaky.empty:
        # Too few answered to measure it: then nothing is added up either.
        return (
            _("Lea cada pregunta por separado, no su promedio.") if result.values["shaky_trust"].value else ""
        )
    if len(shaky) == len(frame):
        return _(
            "En ninguno de los {n} grupos de preguntas van juntas las respuestas: un promedio resume, pero qué mejorar lo dice cada pregunta."
        ).format(n=numbers.count(len(frame)))
    return _(
        "Las preguntas de estos grupos no van juntas, y se leen una por una, no en promedio: {names}."
    ).format(names=", ".join(shaky.scale))


def _compare(result: Result) -> str:
    gap = result.values["trust_gap"]
    words = {
        "firm": numbers.decimal(result.values["trust_firm"].value, 1),
        "person": numbers.decimal(result.values["trust_person"].value, 1),
    }
    if (gap.high or 0) < 0:
        return _(
            "Los clientes confían más en la empresa ({firm}) que en la persona que los atiende ({person}): presente a la persona, déjela cumplir."
        ).format(**words)
    if (gap.low or 0) > 0:
        return _(
            "Los clientes confían más en la persona que los atiende ({person}) que en la empresa ({firm}): "
            "que otra persona más conozca cada cuenta."
        ).format(**words)
    return _("Los clientes confían por igual en la empresa ({firm}) y en la persona ({person}).").format(
        **words
    )
