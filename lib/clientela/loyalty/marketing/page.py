"""How the marketing money looks: its return, its balance between winning and keeping, and what rewards would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import findings_of
from clientela.loyalty.marketing import returns
from clientela.loyalty.marketing.returns import marketing_return
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import datetime as dt

# Below this part of the expense tested, the rest is the news.
LITTLE_TESTED = 0.25


def marketing_return_table(result: Result, currency: str) -> Table:
    """Each expense with what it brought, for each peso, and how far that can be believed."""
    table = result.frames["returns"]
    shown = table.assign(
        spent_on=[
            row.spent_on if isinstance(row.spent_on, str) else _("sin campaña") for row in rows_of(table)
        ],
        return_text=[
            _each(row.brought, row.brought_low, row.brought_high, row.expense, currency)
            for row in rows_of(table)
        ],
        evidence=table.evidence.astype(object).where(table.evidence.notna(), None),
    )
    return Table(
        shown.head(12),
        _(
            "Lo gastado en {months} meses en captar y en conservar (en conservar, {kept} al año), y lo que volvió de cada 100. De captar volvió el "
            "primer año de quienes llegaron, que quizá habrían venido igual; de una campaña con sorteo, lo que dejaron de más todos los contactados."
        ).format(
            months=numbers.count(result.n),
            kept=numbers.short_money(result.values["kept_yearly"].value, currency),
        ),
        "tbl-loyalty-returns",
        ("purpose", "spent_on", "expense", "return_text", "evidence"),
    )


def _each(brought: float, low: float, high: float, expense: float, currency: str) -> str:
    """What came back for each unit spent, with its limits."""
    if brought != brought or not expense > 0:
        return _("no se sabe")
    middle, least, most = (_hundred(part / expense) for part in (brought, low, high))
    return _("{middle} (entre {low} y {high})").format(middle=middle, low=least, high=most)


def _hundred(part: float) -> str:
    """What came back of each hundred spent."""
    return ("−" if round(part * 100) < 0 else "") + numbers.count(abs(part * 100))


def marketing_return_advice(result: Result, currency: str) -> str:
    """What was proven to pay or not, and the money nobody has tested."""
    table = result.frames["returns"]
    tested = table[table.evidence == str(Evidence.EXPERIMENT)]
    parts = [_("**Qué hacer.**")]
    for row in rows_of(tested.head(1)):
        words = {
            "name": row.spent_on, "each": _hundred(row.brought / row.expense), "low": _hundred(row.brought_low / row.expense),
            "high": _hundred(row.brought_high / row.expense),
        }  # fmt: skip
        if row.return_on_high < 0:
            text = _(
                "No repita «{name}» igual: contando a todos los contactados, de cada 100 gastados volvieron {each} (entre {low} y {high})."
            )
        elif row.return_on_low > 0:
            text = _(
                "Repita «{name}»: contando a todos los contactados, de cada 100 gastados volvieron {each} (entre {low} y {high})."
            )
        else:
            text = _(
                "De «{name}» no se sabe si se pagó: contando a todos los contactados, de cada 100 gastados volvieron {each} (entre {low} y {high})."
            )
        parts.append(text.format(**words))
    share = float(result.values["tested_share"].value or 0)
    parts.append(
        _(
            "Solo {share} de todo lo gastado se ha probado con sorteo. La próxima vez deje fuera por sorteo a una parte de los clientes, "
            "y empiece por el gasto más grande."
        ).format(share=numbers.share(share, 0))
    )
    return " ".join(parts)


@findings_of(marketing_return)
def marketing_return_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """The money spent every year of which nobody knows what it brings."""
    import datetime as dt

    if isinstance(result, Missing) or float(result.values["tested_share"].value or 0) > LITTLE_TESTED:
        return []
    amount = float(result.values["kept_untested_yearly"].value or 0)
    if not amount > 0:
        return []
    message = _(
        "{amount} de los {all} que se gastan al año en conservar clientes no se han probado: sortear quién queda fuera la próxima vez."
    ).format(
        all=numbers.short_money(result.values["kept_yearly"].value, currency),
        amount=numbers.short_money(amount, currency),
    )
    return [
        Finding(
            "action",
            message,
            returns.KEY,
            result.n,
            owner=_("Mercadeo"),
            due=as_of + dt.timedelta(days=60),
        )
    ]


def balance_table(result: Result, currency: str) -> Table | None:
    """Today's spending and the best one for each ceiling; nothing where the months do not tell where the ceiling is."""
    if not result.values["bend_known"].value:
        return None
    table = result.frames["balance"]
    shown = table.assign(
        ceiling_text=[
            _("{n|1 cliente nuevo|# clientes nuevos} al mes").format(n=numbers.count(row.ceiling))
            if row.side == "acquire"
            else _("se queda {share}").format(share=numbers.share(row.ceiling, 0))
            for row in rows_of(table)
        ],
        best_text=[
            _("{middle} (entre {low} y {high})").format(
                middle=numbers.short_money(row.spending_best, currency), low=numbers.short_money(row.best_low, currency),
                high=numbers.short_money(row.best_high, currency),
            )
            if row.best_low == row.best_low
            else numbers.short_money(row.spending_best, currency)
            for row in rows_of(table)
        ],
    )  # fmt: skip
    return Table(
        shown,
        _(
            "El mejor gasto según el techo que se suponga: en captar, al mes; en conservar, por cliente activo y período. "
            "El techo es lo más que se lograría gastando sin límite."
        ),
        "tbl-loyalty-balance-spending",
        ("side", "ceiling_text", "spending_now", "best_text"),
    )


def balance_advice(result: Result) -> str | None:
    """How far to move money by the ceiling that the months show; nothing where they show none."""
    if not result.values["bend_known"].value:
        return None
    low, high = result.values["ceiling_new"].low, result.values["ceiling_new"].high
    return _(
        "**Qué hacer.** Sus meses muestran un techo de entre {low} y {high} clientes nuevos al mes: mire la fila más cercana. "
        "Antes de mover todo, pruebe con una parte: gastar más y vender más van juntos por otras razones también."
    ).format(low=numbers.count(low), high=numbers.count(high))


def rewards_table(result: Result) -> Table:
    """For each kind of customer: what the reward costs, what must rise, and what a test would notice."""
    reward = numbers.share(result.values["reward"].value, 0)
    return Table(
        result.frames["rewards"],
        _(
            "Devolver {reward} de cada compra: lo que cuesta al año si nadie cambia, lo que tendrían que subir las compras para pagarlo "
            "y la menor subida que se notaría en una prueba de medio año con la mitad de los activos."
        ).format(reward=reward),
        "tbl-loyalty-rewards",
        ("kind", "n", "subsidy", "margin_share", "needed_rise", "detectable"),
    )


def rewards_advice(result: Result, currency: str) -> str:
    """Whether to start a programme, and how to find out."""
    table = result.frames["rewards"]
    words = {
        "reward": numbers.share(result.values["reward"].value, 0), "subsidy": numbers.short_money(result.values["subsidy"].value, currency),
    }  # fmt: skip
    parts = [
        _(
            "**Qué hacer.** No dé {reward} a todos de entrada: cuesta {subsidy} al año aunque nadie compre más."
        ).format(**words)
    ]
    for row in rows_of(table):
        if row.needed_rise != row.needed_rise:
            parts.append(
                _("Con {kind} no se paga nunca: la devolución pasa del margen.").format(kind=_many(row.kind))
            )
            continue
        more = {
            "kind": _many(row.kind), "needed": numbers.share(row.needed_rise, 0), "seen": numbers.share(row.detectable, 0),
            "stay": numbers.share(row.needed_staying, 0), "stays": numbers.share(row.staying, 0),
        }  # fmt: skip
        text = (
            _(
                "Con {kind} se paga si compran {needed} más, y una prueba por sorteo lo notaría (nota desde {seen})."
            )
            if row.detectable <= row.needed_rise
            else _(
                "Con {kind} se paga si compran {needed} más, y una prueba de medio año solo nota desde {seen}: déjela durar más."
            )
        )
        parts.append(text.format(**more))
    return " ".join(parts)


def _many(kind: str) -> str:
    return {"person": _("personas"), "organisation": _("empresas")}.get(kind, value("all").lower())
