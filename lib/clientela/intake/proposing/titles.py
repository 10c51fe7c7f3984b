"""Whose name stands above the rows of a report laid out in groups, where the titles do not say it themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientela.intake.contract import Table, header_key

# Words of the file's or the sheet's name, as programs write them: «Sales by Customer Detail».
WORDS = {
    "customer_id": re.compile(r"(^|_)(clientes?|customers?|clients?|compradores?)(_|$)"),
    "seller_id": re.compile(
        r"(^|_)(vendedor(es)?|asesor(es)?|sales_?reps?|salespersons?|sellers?|agentes?)(_|$)"
    ),
    "branch": re.compile(r"(^|_)(sedes?|sucursal(es)?|tiendas?|branch(es)?|stores?|locations?)(_|$)"),
    "product_name": re.compile(r"(^|_)(productos?|articulos?|servicios?|products?|items?|services?)(_|$)"),
}
# Without such a word: the first of these that the columns do not tell.
LIKELY = {"transactions": ("customer_id", "product_name"), "products": ("category",)}
# A product has a name or a code.
SAME = {"product_name": "product_id"}


def above(table: Table, told: Mapping[str, int], name: str) -> str | None:
    """Our column that the titles are, by the name of the file or sheet, else the likeliest that no column tells.

    >>> from clientela.intake.contract import contract
    >>> sales = contract().tables["transactions"]
    >>> above(sales, {"date": 0}, "Sales by Customer Detail"), above(sales, {"customer_id": 2}, "ventas"), above(sales, {}, "Ventas por vendedor")
    ('customer_id', 'product_name', 'seller_id')
    """
    free = [
        column
        for column in (*WORDS, "category")
        if table.column(column) and not {column, SAME.get(column)} & told.keys()
    ]
    key = header_key(name)
    named = next((column for column in free if column in WORDS and WORDS[column].search(key)), None)
    return named or next((column for column in LIKELY.get(table.name, ()) if column in free), None)
