"""The sales files: one cp1252 CSV a month from the tills and the telephone, one UTF-8 CSV from the web shop; the catalogue."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from clientela.demo import catalogue, files, plan
from clientela.demo.chance import stream
from clientela.demo.life import Life
from clientela.demo.seasons import date_of, price_index

FINAL_CONSUMER = "222222222222"
"""The number Colombian invoices carry when the buyer does not say who he is."""
SPANISH = "%d/%m/%Y"
LATE_EXPORTS = {(2024, 9): 5, (2025, 1): 6}
"""Months exported some days late: the file holds the first days of the next month too."""


def write(folder: Path, life: Life) -> None:
    """Write ventas_*.csv, pedidos_web.csv and catalogo.xlsx."""
    counter = life.lines[life.lines.channel != 1]
    for month in pd.period_range(plan.START, plan.END, freq="M"):
        late = LATE_EXPORTS.get((month.year, month.month), 0)
        first, last = month.start_time.date(), month.end_time.date() + dt.timedelta(days=late)
        chosen = counter[counter.day.between((first - plan.START).days, (last - plan.START).days)]
        files.csv_old(folder / f"ventas_{month}.csv", _till(life, chosen))
    files.csv_new(folder / "pedidos_web.csv", _web(life, life.lines[life.lines.channel == 1]))
    files.excel(folder / "catalogo.xlsx", {"Catálogo": ("Café Aurora · catálogo vigente 2026", _catalogue())})


def _dates(days: pd.Series, shape: str = "%Y-%m-%d") -> list[str]:
    """Days of the story as text; blank for a day that has no date or lies far in the future."""
    shown = [date_of(day).strftime(shape) for day in range(plan.DAYS + 60)]
    return [shown[day] if 0 <= day < len(shown) else "" for day in days]


def _till(life: Life, rows: pd.DataFrame) -> pd.DataFrame:
    nobody = [FINAL_CONSUMER if hash_ % 3 == 0 else "" for hash_ in rows.order.str[2:].astype(int)]
    made = rows.delivered.where(rows.delivered < plan.DAYS, -1)
    return pd.DataFrame(
        {
            "factura": rows.order,
            "fecha": _dates(rows.day, SPANISH),
            "cliente": np.where(rows.person < 0, nobody, rows.source_id),
            "producto": rows["product"],
            "cantidad": rows.quantity,
            "importe": rows.amount.map(files.spanish_number),
            "costo": rows.cost.round().astype(int),
            "descuento": rows.discount.map(files.spanish_number).replace({"0": "", "-0": ""}),
            "canal": [plan.CHANNELS[channel] for channel in rows.channel],
            "sede": [plan.BRANCHES[branch] for branch in rows.branch],
            "vendedor": rows.seller,
            "forma_pago": rows.payment,
            "prometido": _dates(rows.promised, SPANISH),
            "entregado": _dates(made, SPANISH),
            "vence": _dates(rows.due, SPANISH),
            "pagado": _dates(rows.paid, SPANISH),
        }
    )


def _web(life: Life, rows: pd.DataFrame) -> pd.DataFrame:
    """The web shop's export; it knows the hour (people order at lunch and after nine in the evening)."""
    rng = stream(life.seed, "hours")
    hours = np.array([0.4] * 6 + [1, 2, 3, 3, 3, 3, 6, 6, 3, 2, 2, 3, 4, 6, 8, 9, 7, 2])
    orders = rows.order.unique()
    hour = dict(zip(orders, rng.choice(24, size=len(orders), p=hours / hours.sum()), strict=True))
    minute = dict(zip(orders, rng.integers(0, 60, len(orders)), strict=True))
    dates = _dates(rows.day)
    stamps = [
        f"{date} {hour[order]:02d}:{minute[order]:02d}" for date, order in zip(dates, rows.order, strict=True)
    ]
    place = rows.groupby("order").cumcount() + 1
    made = rows.delivered.where(rows.delivered < plan.DAYS, -1)
    return pd.DataFrame(
        {
            "id_linea": rows.order + "-" + place.astype(str),
            "pedido": rows.order,
            "fecha_hora": stamps,
            "id_cliente": rows.source_id,
            "sku": rows["product"],
            "unidades": rows.quantity,
            "total": rows.amount.map(files.short_number),
            "costo": rows.cost.round().astype(int),
            "descuento": rows.discount.map(files.short_number).replace({"-0": "0"}),
            "canal": "web",
            "despacha": [plan.BRANCHES[branch] for branch in rows.branch],
            "asesor": rows.seller,
            "pago": rows.payment,
            "promesa": _dates(rows.promised),
            "entrega": _dates(made),
            "vence": _dates(rows.due),
            "pagado": _dates(rows.paid),
        }
    )


def _catalogue() -> pd.DataFrame:
    table = catalogue.products()
    now = np.where(table.category.isin(["Café", "Regalos"]), price_index()[-1], 1.0)
    return pd.DataFrame(
        {
            "Código": table["product"],
            "Producto": table.name,
            "Línea": table.category,
            "Naturaleza": table.nature,
            "Precio de lista": (table.price * now / 100).round() * 100,
            "Costo": (table.cost * now).round(),
            "Atributo": table.attributes.str.split("; ").str[0],
            "Detalle": table.attributes.str.split("; ").str[1],
            "Lo que prometemos": table.benefit,
            "Días agotado (12 m)": table.stock_outs,
        }
    )
