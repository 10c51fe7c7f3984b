"""Promises on the page: the rate by month, by whom, what goes with a broken one, and the open ones."""

from __future__ import annotations

import datetime as dt

from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import SAND, TEAL, canvas, month_axis, share_axis
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.promises import analysis, broken, register
from clientela.product.promises.analysis import SIDES, promises
from clientela.product.promises.broken import broken_promises
from clientela.product.promises.register import commitments
from clientela.results import Evidence, Finding, Number, Result
from clientela.stats.effects import sense

SHOWN = 10
WEEK = dt.timedelta(days=7)


def plot_promises(result: Result) -> Figure:
    """The share of promises kept, by the month they were for, with its interval."""
    line = result.frames["months"]
    drawing, axes = canvas(2.8)
    axes.fill_between(line["month"], line["kept_low"], line["kept_high"], color=SAND, alpha=0.6, linewidth=0)
    axes.plot(line["month"], line["kept_rate"], color=TEAL, linewidth=2)
    axes.annotate(
        numbers.share(line["kept_rate"].iloc[-1], 0), (line["month"].iloc[-1], line["kept_rate"].iloc[-1]), xytext=(6, 0),
        textcoords="offset points", va="center",
    )  # fmt: skip
    axes.set_ylim(max(0.0, float(line["kept_low"].min()) - 0.05), 1)
    share_axis(axes.yaxis)
    month_axis(axes)
    caption = _(
        "De los pedidos prometidos para cada mes, los que llegaron a tiempo, con su intervalo de 95 %. Los que aún no vencen no cuentan."
    )
    alt = _("Línea de promesas cumplidas: {first} al principio, {last} al final.").format(
        first=numbers.share(line["kept_rate"].iloc[0], 0), last=numbers.share(line["kept_rate"].iloc[-1], 0)
    )
    return Figure(drawing, "fig-product-promises", caption, alt)


def promises_table(result: Result) -> Table | None:
    """The rate by branch, channel, seller and category; None where there is only one of each."""
    sides = result.frames["sides"]
    if sides.empty:
        return None
    caption = _(
        "Promesas cumplidas según quién promete. Si dos intervalos se cruzan, la diferencia puede ser azar; «Si la calidad es pareja» "
        "los juzga a todos a la vez."
    )
    rows = sides.groupby("promise_side", sort=False).head(4)
    # Channels have words of ours in every table; branches, sellers and categories are the company's own.
    rows = rows.assign(
        promised_by=[
            value(who) if side == SIDES["channel"] else who
            for side, who in zip(rows["promise_side"], rows["promised_by"], strict=True)
        ]
    )
    columns = ("promised_by", "promise_side", "promised", "kept_rate", "kept_low", "kept_high")
    return Table(rows, caption, "tbl-product-promises", columns)


def states_table(result: Result) -> Table:
    """Where every promise stands today."""
    caption = _("Todas las promesas, según en qué están hoy. La tasa cuenta las tres primeras clases.")
    return Table(
        result.frames["states"],
        caption,
        "tbl-product-promise-states",
        ("promise_state", "promised", "amount"),
    )


def broken_sentence(result: Result, currency: str) -> str:
    """What goes with a broken promise, in a sentence; or that nothing can be told."""
    gap, lost = result.values["gone_late_more"], result.values["lost_a_promise"]
    words = {
        "days": numbers.count(result.values["promise_watch_days"].value), "late": numbers.share(result.values["gone_late"].value, 0),
        "alike": numbers.share(result.values["gone_in_time"].value, 0), "n": numbers.count(gap.n),
        "least": numbers.decimal(100 * (gap.low or 0), 1), "most": numbers.decimal(100 * (gap.high or 0), 1),
        "less": numbers.short_money(lost.value, currency), "low": numbers.short_money(lost.low, currency),
        "high": numbers.short_money(lost.high, currency),
    }  # fmt: skip
    if sense(gap) > 0:
        return _(
            "**Con qué va una promesa rota** (asociado). De los clientes a quienes el pedido llegó tarde ({n}), en los {days} días siguientes no "
            "volvió a comprar {late}; de los parecidos a quienes llegó a tiempo, {alike}: de cada cien, entre {least} y {most} más. Cada uno "
            "compra {less} menos "
            "(entre {low} y {high}). Nadie sorteó a quién llegarle tarde: es con lo que va, no una prueba de la causa."
        ).format(**words)
    return _(
        "**Con qué va una promesa rota** (asociado). No se ve con claridad una diferencia que importe en las compras de los {days} días siguientes: "
        "de los clientes a quienes el pedido llegó tarde ({n}) no volvió {late}, y de los parecidos a quienes llegó a tiempo, {alike} "
        "(de cada cien, entre {least} y {most} más)."
    ).format(**words)


def overdue_table(result: Result) -> Table | None:
    """The orders that should be there and are not; None where there are none."""
    late = result.frames["overdue"]
    if late.empty:
        return None
    caption = _("Pedidos vencidos y sin entregar, los que más esperan primero: {shown} de {n}.").format(
        shown=numbers.count(min(SHOWN, len(late))), n=numbers.count(len(late))
    )
    columns = ("order_id", "promised_on", "days_overdue", "branch", "category", "amount")
    return Table(late.head(SHOWN), caption, "tbl-product-overdue", columns)


def promises_advice(result: Result) -> str:
    """What to do: call those who wait today; else change what is promised, or how it is kept."""
    open_now = result.values["promises_overdue"]
    places = {
        "n": numbers.count(open_now.value), "rate": numbers.share(result.values["kept_rate"].value, 0),
        "last": numbers.share(result.frames["months"]["kept_rate"].iloc[-1], 0),
    }  # fmt: skip
    if open_now.value:
        return _(
            "**Qué hacer.** Llame hoy a {n|quien espera (un pedido vencido)|quienes esperan (# pedidos vencidos)}: la noticia, la fecha nueva "
            "y quién responde. Luego decida si se promete lo que se cumple o se cumple lo que se promete: de lo prometido para el último mes llegó a "
            "tiempo {last}; en toda la historia, {rate}."
        ).format(**places)
    return _(
        "**Qué hacer.** Nadie espera hoy un pedido vencido. De lo prometido para el último mes llegó a tiempo {last}; en toda la historia, {rate}. "
        "Anote la causa de cada tardanza y mire cada mes la más repetida."
    ).format(**places)


def commitments_table(result: Result) -> Table | None:
    """The overdue commitments with whoever answers for them; None where none is overdue."""
    late = result.frames["overdue"]
    if late.empty:
        return None
    owned, alone = late["pledge_owner"].astype(bool), ""
    if len(late) > 1 and not owned.any():
        alone = _("Nadie responde por ellos: póngales un nombre hoy.")
    elif not owned.all():
        alone = _("Nadie responde por {n|uno|#} de ellos: {n|póngale|póngales} un nombre hoy.").format(
            n=int((~owned).sum())
        )
    caption = (
        _("Compromisos vencidos, los más viejos primero: {shown} de {n}. {alone}")
        .format(shown=numbers.count(min(SHOWN, len(late))), n=numbers.count(len(late)), alone=alone)
        .strip()
    )
    # A column in which nobody answers for anything says nothing.
    columns = (
        "customer_id",
        "pledge_what",
        *(["pledge_owner"] if owned.head(SHOWN).any() else []),
        "due_on",
        "days_overdue",
    )
    return Table(late.head(SHOWN), caption, "tbl-product-commitments", columns)


@findings_of(promises)
def promises_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """That fewer promises are kept than a year ago; and whom to call today."""
    found, change = [], result.values.get("kept_change")
    if change is not None and sense(change) < 0:
        message = _("Cumplimos menos lo que prometemos: llega a tiempo {now}; antes, {before}.").format(
            now=numbers.share(result.values["kept_now"].value, 0),
            before=numbers.share(result.values["kept_before"].value, 0),
        )
        found.append(
            Finding("risk", message, analysis.KEY, change.n, owner=_("Operaciones"), due=as_of + WEEK)
        )
    late = result.frames["overdue"]
    if len(late):
        message = _(
            "Llamar hoy {n|al cliente que espera|a quienes esperan} {n|un pedido vencido|# pedidos vencidos}."
        ).format(n=len(late))
        found.append(
            Finding(
                "action", message, analysis.KEY, len(late), amount=float(late["amount"].astype(float).sum()),
                owner=_("Operaciones"), due=as_of + dt.timedelta(days=1), stake=_("en pedidos vencidos"),
            )
        )  # fmt: skip
    return found


@findings_of(broken_promises)
def broken_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """What goes with a late order, where it is more than chance."""
    gap, lost = result.values["gone_late_more"], result.values["lost_promises_year"]
    if sense(gap) <= 0:
        return []
    message = _(
        "De cada cien clientes a quienes el pedido llega tarde dejan de comprar {n} más (entre {low} y {high}) que de otros parecidos."
    ).format(
        **{
            name: numbers.count(100 * (part or 0))
            for name, part in (("n", gap.value), ("low", gap.low), ("high", gap.high))
        }
    )
    told = lost if lost.low is not None and lost.low > 0 else Number(None, "currency", gap.n)
    return [
        Finding(
            "risk", message, broken.KEY, gap.n, amount=told.value, low=told.low, high=told.high, owner=_("Operaciones"),
            due=as_of + WEEK, evidence=Evidence.ASSOCIATED, stake=_("compras de un año") if told.value else "",
        )
    ]  # fmt: skip


@findings_of(commitments)
def commitments_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The overdue commitments, to be answered for this week."""
    late = result.frames["overdue"]
    if late.empty:
        return []
    owner = str(late["pledge_owner"].mode().iloc[0]) or _("Servicio")
    message = _("Responder por {n|el compromiso vencido|los # compromisos vencidos} con clientes.").format(
        n=len(late)
    )
    return [Finding("action", message, register.KEY, len(late), owner=owner, due=as_of + WEEK)]
