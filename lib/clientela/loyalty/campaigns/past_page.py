"""How past campaigns look: the effect in each group with its interval, and what may be said of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.campaigns.outcomes import BOUGHT
from clientela.loyalty.campaigns.past import KEY, UNFAIR, past_campaigns
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import N_, _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TOP = 12
# What the people of a campaign did, in one word and in the present.
DID = {
    BOUGHT: N_("compró"),
    "responded": N_("respondió"),
    "attended": N_("asistió"),
    "revenue": N_("dejó ingreso"),
}
DO = {"responded": N_("responden"), "attended": N_("asisten"), "revenue": N_("dejan ingreso")}


def campaigns_table(result: Result) -> Table:
    """The campaigns side by side, the latest first; an effect only where a lot left somebody out."""
    frame = result.frames["campaigns"].head(TOP)
    columns = ["campaign", "treated", "rate_treated", "rate_control", "uplift", "evidence"]
    frame = frame.reindex(columns=[*frame.columns, *[name for name in columns if name not in frame]])
    if (frame.judged_by != BOUGHT).any():
        return _by_contacts(frame)
    return Table(
        frame,
        _(
            "De los contactados por cada campaña, todos los grupos juntos, la parte que compró en los días siguientes. "
            "El efecto es la diferencia, en puntos; lo hay donde un sorteo dejó a algunos sin contactar."
        ),
        "tbl-loyalty-campaigns",
        columns,
    )


def _by_contacts(frame: pd.DataFrame) -> Table:
    """The same where the contacts' own outcome stands for the sales of some campaign."""
    did = {"rate_treated": "did_treated", "rate_control": "did_control"}
    return Table(
        frame.rename(columns=did).assign(
            judged_by=frame.judged_by.where(frame.judged_by.notna(), "not_written")
        ),
        _(
            "De los contactados por cada campaña, todos los grupos juntos, la parte que hizo lo que se mira: comprar, o, donde no hay ventas de esos "
            "días, lo que anotan los propios contactos. "
            "El efecto es la diferencia, en puntos; lo hay donde un sorteo dejó a algunos sin contactar."
        ),
        "tbl-loyalty-campaigns",
        ("campaign", "judged_by", "treated", "did_treated", "did_control", "uplift", "evidence"),
    )


def plot_campaigns(result: Result) -> Figure | Missing:
    """The effect of the largest experiment on all and on each group; what the bar crosses zero with cannot be told from nothing."""
    if "groups" not in result.frames or result.frames["groups"].empty:
        return _no_trial()
    table, name = _lines(result)
    drawing, axes = figures.canvas(0.9 + 0.62 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [figures.TEAL if low > 0 else figures.RED if high < 0 else figures.MUTED
               for low, high in zip(table.low, table.high, strict=True)]  # fmt: skip
    axes.axvline(0, color=figures.INK, linewidth=1)
    axes.hlines(place, table.low, table.high, color=colours, linewidth=3, alpha=0.5)
    axes.scatter(table.uplift, place, s=64, color=colours, zorder=3)
    for spot, row, colour in zip(place, table.itertuples(), colours, strict=True):
        text = _points(row.uplift)
        axes.annotate(
            text, (row.uplift, spot), xytext=(0, 9), textcoords="offset points", ha="center", fontsize=13, weight=600, color=colour
        )  # fmt: skip
    axes.set_yticks(place, table.words, fontsize=12.5, color=figures.INK)
    axes.set_ylim(-0.5, len(table) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.xaxis.set_major_formatter(lambda part, _place: _points(part, "") if part else "0")
    caption = _(
        "«{name}»: cuántos puntos más de los contactados que de los no contactados compran en {days} días; la raya es el intervalo del 95 %."
    ).format(name=name, days=numbers.count(result.values["window_days"].value))
    if (by := largest(result).judged_by) != BOUGHT:
        caption = _(
            "«{name}»: cuántos puntos más de los contactados que de los no contactados {do}, según los propios contactos; la raya es el "
            "intervalo del 95 %."
        ).format(name=name, do=_(DO[by]))
    return Figure(drawing, "fig-loyalty-campaigns", caption, _alt(table))


def _lines(result: Result) -> tuple[pd.DataFrame, str]:
    """All, then the groups with the largest effect first: words, uplift, low, high; and the campaign's name."""
    import pandas as pd

    one = largest(result)
    by_group = result.frames["groups"]
    mine = (by_group.campaign_id == one.campaign_id) & (by_group.group != "all")
    by_group = by_group[mine].sort_values("uplift", ascending=False)
    rows = [(_("Todos"), one), *[(value(row.group), row) for row in by_group.itertuples()]]
    return pd.DataFrame(
        {
            "words": [
                _("{who}\n{n} contactados").format(who=who, n=numbers.count(row.treated)) for who, row in rows
            ],
            "who": [who for who, _row in rows],
            "uplift": [row.uplift for _who, row in rows],
            "low": [row.uplift_low for _who, row in rows],
            "high": [row.uplift_high for _who, row in rows],
        }
    ), str(one.campaign)


def _points(part: Any, unit: str | None = None) -> str:
    """A difference of two shares, in points, with its sign."""
    bare = numbers.decimal(abs(part) * 100, 0)
    sign = "" if bare == "0" else "+" if part > 0 else "−"
    return sign + bare if unit == "" else _("{n} puntos").format(n=sign + bare)


def _alt(table: pd.DataFrame) -> str:
    sentences = [
        _("{who}: {uplift}, entre {low} y {high}.").format(
            who=row.who, uplift=_points(row.uplift), low=_points(row.low, ""), high=_points(row.high, ""),
        )
        for row in table.itertuples()
    ]  # fmt: skip
    return _("Cambio entre contactados y no contactados. {groups}").format(groups=" ".join(sentences))


def largest(result: Result) -> pd.Series:
    """The experiment with the most customers in it."""
    table = result.frames["campaigns"]
    trials = table[table.evidence == str(Evidence.EXPERIMENT)]
    return trials.iloc[int((trials.treated + trials.control).to_numpy().argmax())]


def _no_trial() -> Missing:
    from clientela.results import Reason

    return Missing("loyalty.experiment", Reason.NO_COLUMN, ("contacts.arm",))


def proven(result: Result) -> pd.DataFrame:
    """The groups in which the largest experiment certainly raised purchases, the most first."""
    by_group = result.frames["groups"]
    mine = by_group[(by_group.campaign_id == largest(result).campaign_id) & by_group.proven]
    return mine[mine.shrunken > 0].sort_values("shrunken", ascending=False)


def _words(result: Result, currency: str) -> dict[str, str]:
    """The numbers of the sentences about the largest experiment and the group it served most."""
    one, best = largest(result), proven(result)
    words = {
        "did": _(DID[one.judged_by]),
        "name": str(one.campaign), "days": numbers.count(one.window_days),
        "all_low": _points(one.uplift_low, ""), "all_high": _points(one.uplift_high), "cost": numbers.short_money(one.cost_per_contact, currency),
    }  # fmt: skip
    if not best.empty:
        row = best.iloc[0]
        words |= {
            "who": value(row.group).lower(), "up": numbers.share(row.uplift_low, 0), "top": numbers.share(row.uplift_high, 0),
            "treated": numbers.share(row.rate_treated, 0), "control": numbers.share(row.rate_control, 0),
            "gain": numbers.short_money(_per_contact(row)[0], currency), "gain_low": numbers.short_money(_per_contact(row)[1], currency),
            "gain_high": numbers.short_money(_per_contact(row)[2], currency),
            "what": _("de margen") if _by_margin(row) else _("en ventas") if one.judged_by == BOUGHT else _("de ingreso"),
        }  # fmt: skip
    return words


def _per_contact(row: pd.Series) -> tuple[float, float, float]:
    """What a contact brought: margin where it is known, else sales; with its limits."""
    if _by_margin(row):
        return float(row.extra_margin), float(row.margin_low), float(row.margin_high)
    return float(row.extra_amount), float(row.extra_low), float(row.extra_high)


def _by_margin(row: pd.Series) -> bool:
    return "extra_margin" in row and bool(row.extra_margin == row.extra_margin)


def campaigns_advice(result: Result, currency: str) -> str:
    """Repeat, with whom, at which cost; or leave somebody out by lot next time."""
    if "groups" not in result.frames:
        return _(
            "**Qué hacer.** Ninguna campaña dejó a nadie sin contactar al azar, así que no se sabe cuántas ventas trajo "
            "y cuántas habrían llegado solas. "
            "En la próxima, sortee una parte que no reciba nada; de qué tamaño, lo dice «¿A cuántos dejar fuera de la próxima campaña?»."
        )
    words, best = _words(result, currency), proven(result)
    if largest(result).judged_by != BOUGHT:
        return _told(best, words)
    if best.empty:
        return _(
            "**Qué hacer.** De «{name}» no se puede decir que moviera las ventas: el efecto va de {all_low} a {all_high}. "
            "No la repita igual; pruebe otra oferta con una muestra más grande."
        ).format(**words)
    if _pays(result) < 0:
        return _(
            "**Qué hacer.** «{name}» hizo comprar a más en un grupo ({who}: {treated} frente a {control}), pero ni allí se pagó: cada "
            "contacto cuesta {cost} "
            "y dejó {gain} {what} en {days} días (entre {gain_low} y {gain_high}). Repítala solo más barata, y solo con ellos. "
            "El sorteo fue limpio: antes de la campaña, contactados y no contactados se parecían."
        ).format(**words)
    return _(
        "**Qué hacer.** Repita «{name}» con este grupo: {who}. Allí compró {treated} de los contactados y {control} de los que no lo fueron, "
        "porque la recibieron. Cada contacto dejó {gain} {what} en {days} días (entre {gain_low} y {gain_high})."
    ).format(**words)


def _told(best: pd.DataFrame, words: dict[str, str]) -> str:
    """What to do where only the contacts' own outcome is known."""
    if best.empty:
        return _(
            "**Qué hacer.** De «{name}» no se puede decir que cambiara algo: el efecto va de {all_low} a {all_high}. "
            "No la repita igual; pruebe otra oferta con una muestra más grande."
        ).format(**words)
    return _(
        "**Qué hacer.** «{name}» sirvió: {did} {treated} de los contactados y {control} de los que quedaron fuera por sorteo. "
        "Antes de repetirla agregue las ventas: sin ellas no se sabe si se pagó."
    ).format(**words)


def _pays(result: Result) -> int:
    """Does a contact of the group served most bring more than it costs: 1 yes, −1 no, 0 nobody can tell."""
    best, cost = proven(result), largest(result).cost_per_contact
    if best.empty or cost != cost or cost is None:
        return 0
    _gain, low, high = _per_contact(best.iloc[0])
    return 1 if low > cost else -1 if high < cost else 0


@findings_of(past_campaigns)
def campaigns_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """Who bought because of a campaign; or that no campaign can tell."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    due, owner = as_of + dt.timedelta(days=30), _("Mercadeo")
    if "groups" not in result.frames:
        n = result.values["campaigns"].value
        message = (
            _(
                "Dejar sin contactar, por sorteo, a una parte de la próxima campaña: de la que ya pasó no se sabe si vendió algo."
            )
            if n == 1
            else _(
                "Dejar sin contactar, por sorteo, a una parte de la próxima campaña: de las {n} que ya pasaron no se sabe cuál vendió algo."
            ).format(n=numbers.count(n))
        )
        return [Finding("action", message, KEY, result.n, owner=owner, due=due)]
    words, best = _words(result, currency), proven(result)
    if best.empty or (result.values["fair"].value or 0) < UNFAIR:
        return []
    n = int(best.iloc[0].treated + best.iloc[0].control)
    if best.iloc[0].group == "all":
        good = _(
            "«{name}» funcionó: {did} {treated} de los contactados y {control} de los que quedaron fuera por sorteo."
        ).format(**words)
    else:
        good = _(
            "«{name}» funcionó con un grupo ({who}): {did} {treated} de los contactados y {control} de los que quedaron fuera por sorteo."
        ).format(**words)
    if _pays(result) >= 0:
        return [Finding("good_news", good, KEY, n, owner=owner, due=due, evidence=Evidence.EXPERIMENT)]
    message = _(
        "No repetir «{name}» al costo de hoy: funcionó con un grupo ({who}), "
        "pero cada contacto cuesta {cost} y dejó {gain} {what} (entre {gain_low} y {gain_high})."
    ).format(**words)
    detail = _(
        "Compró {treated} de los contactados y {control} de los que quedaron fuera por sorteo."
    ).format(**words)
    row, cost = best.iloc[0], float(largest(result).cost_per_contact)
    # What was lost in the contacts of that group: cost less what came back.
    lost = [float(row.treated) * (cost - gain) for gain in _per_contact(row)]
    return [
        Finding(
            "action", message, KEY, n, lost[0], lost[2], lost[1], owner, due, detail, Evidence.EXPERIMENT,
            stake=_("lo que se pierde si se repite igual"),
        )
    ]  # fmt: skip
