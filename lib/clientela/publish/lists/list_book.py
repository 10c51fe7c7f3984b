"""The workbook of a call list: what is known of each customer, and shaded columns for what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.present import numbers
from clientela.present.inert import FORMULA
from clientela.present.language import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

# The columns of the sheet, in order: name, words (those that are read back are words that intake knows), width.
COLUMNS = (
    ("campaign_id", N_("Campaña"), 17), ("customer_id", N_("Cliente"), 12), ("arm", N_("Grupo"), 9), ("person", N_("Nombre"), 30),
    ("phone", N_("Teléfono"), 16), ("email", N_("Correo"), 30), ("why", N_("Motivo"), 58), ("watch", N_("Antes de llamar"), 40),
    ("days_late", N_("Días de atraso"), 9),
    ("usual", N_("Suele dejar en una compra"), 13), ("stake", N_("Se espera del contacto"), 13), ("stake_low", N_("Al menos"), 13),
    ("stake_high", N_("Como mucho"), 13),
    ("channel", N_("Canal"), 11), ("seller_id", N_("Vendedor"), 11), ("sent_on", N_("Fecha del contacto"), 12),
    ("delivered", N_("Contactado"), 11), ("responded", N_("Respondió"), 11), ("revenue", N_("Ingreso"), 12), ("notes", N_("Notas"), 40),
)  # fmt: skip
TO_FILL = ("sent_on", "delivered", "responded", "revenue", "notes")


@dataclass(frozen=True)
class Styles:
    """How cells are written."""

    header: Any
    money: Any
    date: Any
    fill: Any
    quoted: Any
    wrap: Any


def book(path: Path, listed: pd.DataFrame, currency: str) -> Path:
    """One workbook: the list, and how to fill it in."""
    with opened(path) as (workbook, styles):
        _fill(workbook.add_worksheet(_("Lista")), listed, styles)
        _explain(workbook.add_worksheet(_("Cómo se llena")), (*_told_of(listed), *_how(currency)), styles)
    return path


@contextmanager
def opened(path: Path) -> Iterator[tuple[Any, Styles]]:
    """A new workbook with names in it, for its owner's eyes alone (mode 600), and how its cells are written."""
    import xlsxwriter

    from clientela.publish.workbook.spreadsheet import MADE_ON

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": MADE_ON})
        yield (
            workbook,
            Styles(
                workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
                workbook.add_format({"num_format": "#,##0"}),
                workbook.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#eef3f6"}),
                workbook.add_format({"bg_color": "#eef3f6"}),
                workbook.add_format({"quote_prefix": True}),
                workbook.add_format({"text_wrap": True, "valign": "top"}),
            ),
        )
    path.chmod(0o600)


def printed(sheet: Any) -> None:
    """On paper: lying, on two sheets side by side, each with the headings and whose row it is."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(1, 1)


def cell(sheet: Any, at: tuple[int, int], told: Any, styles: Styles) -> None:
    """What is known, as text or as a number; nothing where it is not."""
    import pandas as pd

    if pd.isna(told):
        return
    if isinstance(told, str):
        # Typed over, such a cell would become a formula: it keeps its quotation mark.
        sheet.write_string(*at, told[:32767], styles.quoted if told.startswith(FORMULA) else None)
    else:
        sheet.write_number(*at, round(float(told), 2), styles.money)


def _fill(sheet: Any, listed: pd.DataFrame, styles: Styles) -> None:
    """The rows: what is known as it is, what is to be filled in shaded."""
    arms = {"treated": _("tratado"), "control": _("control")}
    sheet.freeze_panes(1, 4)
    for place, (name, words, width) in enumerate(COLUMNS):
        sheet.write_string(0, place, _(words), styles.header)
        sheet.set_column(place, place, width)
        blank = styles.date if name == "sent_on" else styles.fill
        for row, value in enumerate(listed[name].tolist(), start=1):
            if name in TO_FILL:
                sheet.write_blank(row, place, None, blank)
            else:
                cell(sheet, (row, place), arms.get(value, value) if name == "arm" else value, styles)
    yes_no = {"validate": "list", "source": [_("Sí"), _("No")]}
    names = [name for name, _words, _width in COLUMNS]
    for place in (names.index("delivered"), names.index("responded")):
        sheet.data_validation(1, place, max(1, len(listed)), place, yes_no)
    sheet.autofilter(0, 0, max(1, len(listed)), len(COLUMNS) - 1)
    printed(sheet)


def _told_of(listed: pd.DataFrame) -> tuple[str, ...]:
    """What the list is for and by which right, of which day it is and who answers for it."""
    # The day of the list is the end of its name.
    day = dt.date.fromisoformat(str(listed.campaign_id.iloc[0])[-10:])
    sellers: Any = listed.seller_id.dropna().unique() if "seller_id" in listed else []
    right = (
        _("Con qué derecho: el permiso que cada uno dio para el medio que dice «Canal». Quien lo retire sale de la lista el mismo día.")
        if listed.channel.notna().any()
        else _("Con qué derecho: no consta qué permite cada uno. Pida permiso antes de ofrecer nada.")
    )  # fmt: skip
    return (
        _("Para qué: hablar con quien ya debía haber vuelto, o hacerle la oferta que dice «Motivo»; para nada más."),
        right,
        _("Hecha con los datos hasta el {day}. Responde por ella: {owner}.").format(
            day=numbers.date(day), owner=sellers[0] if len(sellers) == 1 else _("Ventas")
        ),
    )  # fmt: skip


def _how(currency: str) -> tuple[str, ...]:
    """What each column is for, in plain words."""
    return (
        _(
            "Empiece por arriba. Lo que cada uno suele dejar en una compra no es lo que trae la llamada: eso no se ha medido. "
            "Lo que se espera del contacto sale de una oferta probada por sorteo (en {currency})."
        ).format(currency=numbers.sums_in(currency)),
        _(
            "Llene solo las columnas sombreadas: la fecha del contacto, si lo contactó, si respondió, lo que compró y lo que conviene recordar."
        ),
        _(
            "No contacte a los del grupo «control». Se escogieron por sorteo para comparar: "
            "así se sabrá qué ventas trajo la lista y cuáles habrían llegado solas."
        ),
        _(
            "Para que el próximo informe diga qué dejó la lista, guarde este archivo en la carpeta de la empresa y agregue "
            "en company.yml, en sources: "
            'contacts: [{path: "listas/*.xlsx", sheet: Lista}]'
        ),
        _("Contiene datos personales: no lo reenvíe ni lo deje en carpetas compartidas."),
    )


def _explain(sheet: Any, lines: Sequence[str], styles: Styles) -> None:
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, styles.wrap)
