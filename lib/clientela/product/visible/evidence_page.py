"""How evidence and differences look: what to prove, what to show, what to tell of ourselves and of the others."""

from __future__ import annotations

import datetime as dt

from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.product.visible import differences as differing
from clientela.product.visible import evidence as proving
from clientela.results import Finding, Result

MOST = 15


def proofs_table(result: Result) -> Table | None:
    """Each promise with its best proof, the unproved first; None where no promise was noted."""
    if "promises" not in result.frames:
        return None
    caption = _(
        "Lo que se promete y lo que lo prueba a los ojos del cliente, según el inventario. Probada: con algo vigente, que se muestra sin "
        "que lo pidan y que convence."
    )
    return Table(
        result.frames["promises"].head(MOST).replace("", None), caption, "tbl-product-promises-proved",
        ("promise", "proofs", "proof_named", "proof_state"),
    )  # fmt: skip


def cases_table(result: Result) -> Table | None:
    """The cases and whether they may be told; None where none was noted."""
    if "cases" not in result.frames:
        return None
    caption = _("Los casos con resultado, y si ya se pueden contar.")
    return Table(
        result.frames["cases"].head(MOST).replace("", None), caption, "tbl-product-cases",
        ("case_title", "case_measure", "case_before", "case_after", "case_state"),
    )  # fmt: skip


def evidence_advice(result: Result) -> str:
    """What to prove first, what to take out of the drawer, which case to ask leave for."""
    said = [one for one in (_unproved(result), _drawer(result), _bare(result), _case(result)) if one]
    if not said:
        return _(
            "**Qué hacer.** Toda promesa anotada tiene una prueba que se muestra y convence. Revise las fechas de vencimiento cada trimestre."
        )
    return _("**Qué hacer.** {advice}").format(advice=" ".join(said))


def _first(result: Result, *states: str) -> str:
    frame = result.frames.get("promises")
    found = frame[frame["proof_state"].isin(states)] if frame is not None else None
    return str(found["promise"].iloc[0]) if found is not None and len(found) else ""


def _unproved(result: Result) -> str:
    promise = _first(result, "proof_none", "proof_expired")
    if not promise:
        return ""
    return _(
        "Consiga una prueba de «{promise}» o deje de prometerlo: {n|es la única promesa|son # las promesas} sin nada vigente que la pruebe."
    ).format(promise=promise, n=int(result.values["promises_unproved"].value or 0))


def _drawer(result: Result) -> str:
    promise = _first(result, "proof_hidden")
    return (
        _("Muestre sin que lo pidan lo que prueba «{promise}»: hoy está guardado.").format(promise=promise)
        if promise
        else ""
    )


def _bare(result: Result) -> str:
    frame = result.frames.get("moments")
    bare = frame[frame["proofs"] == 0] if frame is not None else None
    if bare is None or bare.empty:
        return ""
    return _("No hay ninguna evidencia que el cliente vea en este momento: «{moment}».").format(
        moment=bare["contact_moment"].iloc[0]
    )


def _case(result: Result) -> str:
    frame = result.frames.get("cases")
    waiting = frame[frame["case_state"] == "case_no_leave"] if frame is not None else None
    if waiting is None or waiting.empty:
        return ""
    return _("Pídale permiso al cliente para contar «{case}».").format(case=waiting["case_title"].iloc[0])


@findings_of(proving.evidence)
def evidence_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Promises that nothing valid proves."""
    promise, unproved = _first(result, "proof_none", "proof_expired"), result.values.get("promises_unproved")
    if not promise or unproved is None:
        return []
    message = _(
        "{n|Una promesa no tiene|# promesas no tienen} nada vigente que la pruebe; la primera: «{promise}»."
    ).format(n=int(unproved.value or 0), promise=promise)
    return [
        Finding(
            "risk", message, proving.KEY, result.n, owner=_("Mercadeo"), due=as_of + dt.timedelta(days=30)
        )
    ]


def differences_table(result: Result) -> Table:
    """Each factor compared: of how many competitors, who is better, what proves it, and how much customers mind."""
    frame = result.frames["factors"]
    frame = frame.assign(
        rivals_text=[
            _("{beaten} a favor, {ahead} en contra, de {n}").format(
                beaten=numbers.count(row["rivals_beaten"]),
                ahead=numbers.count(row["rivals_ahead"]),
                n=numbers.count(row["rivals_compared"]),
            )
            for row in frame.to_dict("records")
        ]
    )
    caption = _(
        "En qué nos diferenciamos, factor por factor, según quienes lo anotaron. La importancia es la que le dan los clientes, de 1 a 7."
    )
    columns = ["difference_factor", "factor_weight", "rivals_text", "edge_state", "edge_proof"]
    shown = frame.head(MOST).replace("", None)
    return Table(
        shown, caption, "tbl-product-differences", [name for name in columns if shown[name].notna().any()]
    )


def differences_advice(result: Result) -> str:
    """What to explain, what to prove, what to mend; the most important to customers first."""
    frame = result.frames["factors"]
    untold = frame[(frame["edge_state"] == "edge_proved") & frame["edge_untold"]]
    claimed, behind = (frame[frame["edge_state"] == state] for state in ("edge_claimed", "edge_behind"))
    said = []
    if len(untold):
        said.append(
            _(
                "Que los vendedores expliquen que somos mejores en «{factor}» y con qué se prueba: {proof}."
            ).format(factor=untold["difference_factor"].iloc[0], proof=untold["edge_proof"].iloc[0])
        )
    if len(claimed):
        said.append(
            _("Busque una prueba de que somos mejores en «{factor}»; sin ella es una opinión.").format(
                factor=claimed["difference_factor"].iloc[0]
            )
        )
    if len(behind):
        said.append(
            _("En «{factor}» otro es mejor: acorte la distancia o no lo prometa.").format(
                factor=behind["difference_factor"].iloc[0]
            )
        )
    if not said:
        return _(
            "**Las diferencias.** Nada nuevo que explicar ni que probar. Vuelva a comparar cuando un competidor cambie su oferta."
        )
    return _("**Las diferencias.** {advice}").format(advice=" ".join(said))


@findings_of(differing.differences)
def differences_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """A proved difference that sellers do not explain."""
    frame = result.frames["factors"]
    untold = frame[(frame["edge_state"] == "edge_proved") & frame["edge_untold"]]
    return [
        Finding(
            "action", _("Explicar al vender que somos mejores en «{factor}», con su prueba: {proof}.").format(
                factor=row["difference_factor"], proof=row["edge_proof"]
            ),
            differing.KEY, result.n, owner=_("Ventas"), due=as_of + dt.timedelta(days=14),
        )
        for row in untold.head(1).to_dict("records")
    ]  # fmt: skip
