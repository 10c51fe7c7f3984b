"""How the scales look: whether their questions go together, and trust in the firm beside trust in the person."""

from __future__ import annotations

from clientela.loyalty.trust.scales import KEY
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.product.surveys import words
from clientela.results import Missing, Reason, Result


def trust_table(result: Result) -> Table | Missing:
    """The questions on trust, side by side, and which of them go with staying."""
    if "questions" not in result.frames:
        return Missing(KEY, Reason.NO_COLUMN, ("items.dimension",))
    frame = result.frames["questions"].sort_values(["stays", "item"], ascending=[False, True])
    return Table(
        frame.assign(question=words(frame)).head(12),
        _(
            "Las preguntas sobre la confianza. Las últimas columnas dicen cuánto va cada una con decir que seguiría comprando: "
            "0 es nada, 1 es todo; si al menos y como mucho tienen signos distintos, puede ser azar."
        ),
        "tbl-loyalty-trust",
        ("question", "trusted", "scale_mean", "stays", "stays_low", "stays_high"),
    )


def scales_table(result: Result) -> Table:
    """The scales with their means and whether their questions go together, the least reliable last."""
    frame = result.frames["scales"].sort_values(["alpha", "scale"], ascending=[False, True]).head(12)
    return Table(
        frame,
        _(
            "Grupos de preguntas: la media, y si sus preguntas miden una misma cosa (alfa de 0,7 o más). "
            "Donde no, cada pregunta se lee sola."
        ),
        "tbl-loyalty-scales",
        ("scale", "scale_items", "n", "scale_mean", "alpha", "reliable"),
    )


def scales_advice(result: Result) -> str:
    """Whose the trust is, and whether the questions may be added up."""
    gap, gain = result.values.get("trust_gap"), result.values.get("stays_gain")
    if gap is None:
        return _(
            "**Qué hacer.** Nadie ha preguntado aparte por la confianza en la empresa y en la persona. Agregue dos preguntas de cada una: "
            "así sabrá qué se va con un vendedor y qué se queda."
        )
    shaky = result.values["shaky_scales"]
    sentences = [_compare(result)]
    if gain is not None and (gain.high or 0) < 0:
        sentences.append(
            _("Con seguir comprando va más la confianza en la empresa que la confianza en la persona.")
        )
    elif gain is not None and (gain.low or 0) > 0:
        sentences.append(
            _("Con seguir comprando va más la confianza en la persona que la confianza en la empresa.")
        )
    if shaky.value:
        sentences.append(
            _(
                "En {shaky} de {n} grupos las preguntas no miden una misma cosa: no las sume; mejórelas antes de la próxima encuesta."
            ).format(
                shaky=numbers.count(shaky.value), n=numbers.count(shaky.n)
            )
        )  # fmt: skip
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


def _compare(result: Result) -> str:
    if result.values["shaky_trust"].value:
        return _(
            "La confianza en la persona y en la empresa no se pueden comparar sumando: sus preguntas no miden una misma cosa. Lea cada una."
        )
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
