"""Small companies written in a random combination of habits: encodings, separators, layouts, dates, money, codes; and what they add up to.

Run `python tests/companies_written.py 5000 7` for as many as you have patience for, from a seed of yours; the first faults are printed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from unittest.mock import patch
from xml.sax.saxutils import escape, quoteattr

import duckdb
import yaml
from hypothesis import strategies as st

from clientela import intake
from clientela.companies.config import Company

MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
SHORT = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]


def _dotted(value: Decimal, thousands: str, decimal: str, digits: int = 2) -> str:
    text = f"{abs(value):,.{digits}f}".replace(",", "t").replace(".", decimal).replace("t", thousands)
    return f"-{text}" if value < 0 else text


# How each country writes money: what a person, a bank and a program there put into a cell.
MONEY: Mapping[str, Callable[[Decimal], str]] = {
    "plain": lambda v: f"{v:.2f}",
    "comma": lambda v: f"{v:.2f}".replace(".", ","),
    "es": lambda v: _dotted(v, ".", ","),
    "es_sign": lambda v: f"$ {_dotted(v, '.', ',')}" if v >= 0 else f"-$ {_dotted(-v, '.', ',')}",
    "es_brackets": lambda v: f"$ {_dotted(v, '.', ',')}" if v >= 0 else f"($ {_dotted(-v, '.', ',')})",
    "es_behind": lambda v: f"{_dotted(abs(v), '.', ',')}{'-' if v < 0 else ''}",
    "blank": lambda v: _dotted(v, "\u00a0", ","),
    "thin": lambda v: _dotted(v, "\u202f", ","),
    "en": lambda v: _dotted(v, ",", "."),
    "en_sign": lambda v: f"${_dotted(v, ',', '.')}" if v >= 0 else f"-${_dotted(-v, ',', '.')}",
    "en_brackets": lambda v: f"${_dotted(v, ',', '.')}" if v >= 0 else f"(${_dotted(-v, ',', '.')})",
    "apostrophe": lambda v: _dotted(v, "'", "."),
    "whole": lambda v: _dotted(v, ".", ",", 0 if v == int(v) else 2),
    "whole_en": lambda v: _dotted(v, ",", ".", 0 if v == int(v) else 2),
    "short": lambda v: f"{v.normalize():f}",
    "short_comma": lambda v: f"{v.normalize():f}".replace(".", ","),
}
DATES: Mapping[str, Callable[[dt.datetime], str]] = {
    "iso": lambda d: f"{d:%Y-%m-%d}",
    "iso_time": lambda d: f"{d:%Y-%m-%d %H:%M:%S}",
    "iso_t": lambda d: f"{d:%Y-%m-%dT%H:%M:%S}",
    "slashes": lambda d: f"{d:%d/%m/%Y}",
    "slashes_short": lambda d: f"{d.day}/{d.month}/{d:%y}",
    "slashes_time": lambda d: f"{d:%d/%m/%Y %H:%M}",
    "hyphens": lambda d: f"{d:%d-%m-%Y}",
    "points": lambda d: f"{d:%d.%m.%Y}",
    "joined": lambda d: f"{d:%Y%m%d}",
    "year_slashes": lambda d: f"{d:%Y/%m/%d}",
    "words": lambda d: f"{d.day} de {MONTHS[d.month - 1]} de {d.year}",
    "short_words": lambda d: f"{d.day:02}-{SHORT[d.month - 1]}-{d.year}",
    "short_year": lambda d: f"{d.day:02}-{SHORT[d.month - 1]}-{d:%y}",
    "half_day": lambda d: (
        f"{d:%d/%m/%Y} {(d.hour - 1) % 12 + 1}:{d:%M:%S} {'a.' if d.hour < 12 else 'p.'}\u00a0m."
    ),
    "us": lambda d: f"{d:%m/%d/%Y}",
    "us_time": lambda d: (
        f"{d.month}/{d.day}/{d.year} {(d.hour - 1) % 12 + 1}:{d:%M} {'AM' if d.hour < 12 else 'PM'}"
    ),
}
IDS: Mapping[str, Callable[[int], str]] = {
    "number": lambda i: str(100 + i),
    "zeros": lambda i: f"{i:05}",
    "prefix": lambda i: f"C-{i:03}",
    "letters": lambda i: f"CLI{i:04}",
    "document": lambda i: str(1020304050 + 7919 * i),
    "nit": lambda i: f"900.{100 + i}.4{i:02}-{i % 10}",
    "mail": lambda i: f"cliente{i}@correo.co",
    "name": lambda i: (
        f"{('Ana', 'Luis', 'Íñigo', 'Zoé')[i % 4]} {('Peña', 'Gómez', 'Ruiz')[i % 3]} {chr(65 + i)}"
    ),
    "hex": lambda i: f"{(i + 11) * 2654435761 % 2**32:08x}",
}
COLUMNS = ("customer_id", "date", "amount", "quantity", "unit_price", "order_id", "product_id")
HEADERS = {
    name: dict(zip(COLUMNS, headers, strict=True))
    for name, headers in {
        "es": ("Cliente", "Fecha", "Importe", "Cantidad", "Precio unitario", "Factura", "Producto"),
        "es_long": (
            "Código del cliente",
            "Fecha de la venta",
            "Valor total",
            "Cant.",
            "Vr. Unitario",
            "No. Factura",
            "Referencia",
        ),
        "es_caps": (
            "ID_CLIENTE",
            "FECHA_FACTURA",
            "VALOR_NETO",
            "UNIDADES",
            "PRECIO",
            "NUMERO_FACTURA",
            "COD_PRODUCTO",
        ),
        "en": ("Customer ID", "Order Date", "Amount", "Quantity", "Unit Price", "Order ID", "SKU"),
        "camel": ("CustomerId", "InvoiceDate", "LineTotal", "Qty", "UnitPrice", "InvoiceNo", "StockCode"),
    }.items()
}
TITLES = {
    "none": [],
    "one": ["Informe de ventas"],
    "two": ["Comercial El Ñandú S.A.S.", "Del 1 de enero al 31 de diciembre"],
}
# How the register writes a code that the sales write otherwise.
SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "same": str,
    "zeros": lambda code: code.zfill(9) if code.isdigit() else code,
    "capitals": str.swapcase,
    "blanks": lambda code: f" {code} ",
    "signs": lambda code: (
        code.replace("-", "").replace(".", "") if "@" not in code and " " not in code else code
    ),
}
NOTES = (
    "",
    "",
    "sin novedad",
    "dijo «sí»; vuelve",
    'mesa 3, "terraza"',
    "primera línea\nsegunda",
    "100 %",
    "ñandú ¿qué?",
)


@dataclass(frozen=True)
class Style:
    """How one file is written."""

    layout: str
    encoding: str
    separator: str
    newline: str
    quote_all: bool
    money: str
    date: str
    ids: str
    headers: str
    figures: str
    titles: str
    total: bool
    blank_lines: bool
    notes: bool
    typed: bool
    order: int
    country: str
    spread: str
    register: str


@dataclass(frozen=True)
class Sale:
    """One line: who, when, how many, at how much."""

    who: int
    minute: int
    quantity: Decimal
    price: Decimal
    product: int

    @property
    def day(self) -> dt.datetime:
        return dt.datetime(2024, 1, 1, 8) + dt.timedelta(minutes=self.minute)


@dataclass(frozen=True)
class Written:
    """Files written, and what they add up to."""

    style: Style
    sales: tuple[Sale, ...]

    @property
    def total(self) -> Decimal:
        """What all sales add up to."""
        return sum(map(self.amount, self.sales), Decimal(0))

    def amount(self, sale: Sale) -> Decimal:
        """What a sale comes to: to the cent where a column tells it, else price × quantity as they are."""
        whole = sale.price * sale.quantity
        return whole if self.style.figures == "figures" else whole.quantize(Decimal("0.01"))

    @property
    def lines(self) -> int:
        """The lines of all files that the sales are made of, without headers."""
        files = len(list(self._pieces()))
        orders = len({n // 2 for n in range(len(self.sales))}) if self.style.spread == "orders" else 0
        return len(self.sales) + orders + self.style.total * files

    def files(self, folder: Path) -> list[Path]:
        """Everything on disk: the sales, their orders apart where the style has it so, and the register of customers."""
        found = [self._write(folder, stem, rows) for stem, rows in self._pieces()]
        if self.style.spread == "orders":
            found.append(self._write(folder, "pedidos", self._orders()))
        if self.style.register != "none":
            spell, own = SPELLINGS[self.style.register], IDS[self.style.ids]
            people = [[spell(own(i)), f"Persona {chr(65 + i)} Número {i}", "Cali"] for i in range(7)]
            found.append(self._write(folder, "clientes", [["Código", "Nombre", "Ciudad"], *people]))
        return found

    def _pieces(self) -> Iterator[tuple[str, list[list[object]]]]:
        """The files of sales: one, or one a half of the year."""
        numbered = list(enumerate(self.sales))
        if self.style.spread != "halves":
            yield "ventas", self._rows(numbered)
            return
        half = len(numbered) // 2
        yield "ventas_2024_1", self._rows(numbered[:half])
        yield "ventas_2024_2", self._rows(numbered[half:])

    def _rows(self, sales: Sequence[tuple[int, Sale]]) -> list[list[object]]:
        """The header and the rows: numbers and days as such, texts as they are written."""
        style, head = self.style, HEADERS[self.style.headers]
        columns = (
            ["order_id", "product_id"]
            if style.spread == "orders"
            else ["customer_id", "date", "order_id", "product_id"]
        )
        columns += ["amount"] if style.figures == "amount" else ["quantity", "unit_price"]
        columns += ["amount"] if style.figures == "both" else []
        columns += ["notes"] if style.notes else []
        turn = style.order % len(columns)
        columns = columns[turn:] + columns[:turn]
        rows: list[list[object]] = [[head.get(c, "Observaciones internas") for c in columns]]
        rows += [[self._cell(c, sale, n) for c in columns] for n, sale in sales]
        if style.total:
            last: list[object] = ["Total", *[""] * (len(columns) - 1)]
            if columns[0] != "amount" and "amount" in columns:
                whole = sum((self.amount(sale) for _n, sale in sales), Decimal(0))
                last[columns.index("amount")] = whole if style.typed else MONEY[style.money](whole)
            rows.append(last)
        return rows

    def _orders(self) -> list[list[object]]:
        """The orders of lines that tell theirs alone: two lines an order, whose day and customer are those of the first."""
        head = HEADERS[self.style.headers]
        columns = ["order_id", "customer_id", "date"]
        firsts = [(n, sale) for n, sale in enumerate(self.sales) if n % 2 == 0]
        return [
            [head[c] for c in columns],
            *([self._cell(c, sale, n) for c in columns] for n, sale in firsts),
        ]

    def days(self) -> list[dt.date]:
        """The day of every sale, in order."""
        return sorted(self.of_order(n).day.date() for n in range(len(self.sales)))

    def people(self) -> set[int]:
        """Who bought."""
        return {self.of_order(n).who for n in range(len(self.sales))}

    def of_order(self, n: int) -> Sale:
        """The sale that tells the day and the customer of the n-th."""
        return self.sales[n - n % 2 if self.style.spread == "orders" else n]

    def _cell(self, column: str, sale: Sale, n: int) -> object:
        style = self.style
        if column in ("amount", "unit_price"):
            value = self.amount(sale) if column == "amount" else sale.price
            return value if style.typed else MONEY[style.money](value)
        if column == "date":
            return sale.day if style.typed else DATES[style.date](sale.day)
        if column == "quantity":
            return sale.quantity if style.typed else self._quantity(sale.quantity)
        if column == "notes":
            return NOTES[n % len(NOTES)]
        if column == "order_id":
            return f"F{1000 + (n // 2 if style.spread == 'orders' else n)}"
        return IDS[style.ids](sale.who) if column == "customer_id" else f"P{sale.product:02}"

    def _quantity(self, value: Decimal) -> str:
        """A quantity with the decimal sign of the money beside it."""
        text = f"{value.normalize():f}"
        return text.replace(".", ",") if "," in MONEY[self.style.money](Decimal("1.23")) else text

    def _write(self, folder: Path, stem: str, rows: list[list[object]]) -> Path:
        titles = [[title] for title in TITLES[self.style.titles]]
        if self.style.blank_lines:
            rows = [*rows[:2], [""] * len(rows[0]), *rows[2:]]
        path = folder / f"{stem}.{self.style.layout}"
        writer = {"csv": self._text, "txt": self._text, "xlsx": _xlsx, "ods": _ods}[self.style.layout]
        writer(path, [*titles, *rows])
        return path

    def _text(self, path: Path, rows: Sequence[Sequence[object]]) -> None:
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if self.style.quote_all else csv.QUOTE_MINIMAL
        csv.writer(
            out, delimiter=self.style.separator, lineterminator=self.style.newline, quoting=quoting
        ).writerows(rows)
        try:
            path.write_bytes(out.getvalue().encode(self.style.encoding))
        except UnicodeEncodeError:
            # Signs that the encoding lacks would be lost before anybody reads them.
            path.write_bytes(out.getvalue().encode("utf-8"))


def _xlsx(path: Path, rows: Sequence[Sequence[object]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy hh:mm"})
    sheet = book.add_worksheet("Hoja1")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                sheet.write_datetime(i, j, cell)
            elif isinstance(cell, int | Decimal):
                sheet.write_number(i, j, float(cell))
            elif cell != "":
                sheet.write_string(i, j, str(cell))
    book.close()


def _ods(path: Path, rows: Sequence[Sequence[object]]) -> None:
    def cell(value: object) -> str:
        if isinstance(value, dt.datetime):
            return (
                f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"/>'
            )
        if isinstance(value, int | Decimal):
            return f'<table:table-cell office:value-type="float" office:value={quoteattr(str(value))}/>'
        if value == "":
            return "<table:table-cell/>"
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Hoja1">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)


US = {"us", "us_time"}
PRICES = st.one_of(
    st.integers(1, 999_999).map(lambda cents: Decimal(cents) / 100),
    st.integers(1, 5_000).map(lambda thousands: Decimal(thousands * 1000)),
    st.integers(1, 99_999).map(Decimal),
)
QUANTITIES = st.sampled_from([Decimal(q) for q in ("1", "1", "2", "3", "12", "-1", "2.5", "0.25")])
SALES = st.lists(
    st.builds(Sale, st.integers(0, 6), st.integers(0, 700_000), QUANTITIES, PRICES, st.integers(1, 5)),
    min_size=2,
    max_size=14,
)  # fmt: skip


@st.composite
def styles(draw: st.DrawFn) -> Style:
    """Any combination of habits that goes together: dates with the month first are written in the United States."""
    country = draw(st.sampled_from(["CO", "MX", "ES", "US", "CL", "EC"]))
    dates = [
        name
        for name in DATES
        if (
            name not in US
            if country != "US"
            else not name.startswith(("slashes", "half", "hyphens", "points"))
        )
    ]
    layout = draw(st.sampled_from(["csv", "csv", "csv", "txt", "xlsx", "ods"]))
    return Style(
        layout=layout,
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1"])),
        separator=draw(st.sampled_from(",;\t|")),
        newline=draw(st.sampled_from(["\n", "\r\n"])),
        quote_all=draw(st.booleans()),
        money=draw(st.sampled_from(sorted(MONEY))),
        date=draw(st.sampled_from(dates)),
        ids=draw(st.sampled_from(sorted(IDS))),
        headers=draw(st.sampled_from(sorted(HEADERS))),
        figures=draw(st.sampled_from(["amount", "figures", "both"])),
        titles=draw(st.sampled_from(sorted(TITLES))),
        total=draw(st.booleans()),
        blank_lines=draw(st.booleans()),
        notes=draw(st.booleans()),
        typed=layout in ("xlsx", "ods") and draw(st.booleans()),
        order=draw(st.integers(0, 6)),
        country=country,
        spread=draw(st.sampled_from(["one", "one", "halves", "orders"])),
        register=draw(st.sampled_from(["none", *SPELLINGS])),
    )


COMPANIES = st.builds(Written, styles(), SALES.map(tuple))
TODAY = dt.date(2026, 1, 31)
OPEN = duckdb.connect


def fault(written: Written, folder: Path) -> str:
    """What is wrong with a company that was written, proposed and read back; empty where every total is exact, or asked for.

    A question must have the truth among its two totals, rows must add up to the lines of the files, and customers meet their register.
    """
    # One database for all: to open one takes as long as to read a small company, and no table outlives its connection or the next `load`.
    with patch.object(duckdb, "connect", lambda *_, **__: _database().cursor()):
        text = intake.propose(written.files(folder), "x", written.style.country).text
        company = Company.model_validate({**yaml.safe_load(text), "folder": folder, "key": "x"})
        with duckdb.connect() as connection:
            try:
                taken = intake.load(company, connection, TODAY)
            except intake.IntakeError as error:
                return f"refused: {error}\n{text}"
            found = _differs(written, taken, connection)
    return f"{found}\n{text}" if found else ""


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # Of a dozen rows a second thread only waits.
    return OPEN(config={"threads": 1})


def _differs(written: Written, taken: intake.Intake, connection: duckdb.DuckDBPyConnection) -> str:
    def ask(query: str) -> list[tuple]:
        return connection.execute(query).fetchall()

    ((total,),) = ask("SELECT coalesce(sum(amount), 0) FROM transactions")
    ((rows,),) = ask("SELECT coalesce(sum(rows), 0) FROM ledger WHERE table_name = 'transactions'")
    if rows != written.lines:
        return f"{rows} rows in the ledger, {written.lines} in the files"
    # Where every amount is rounded away to nothing, prices tell what it was: half a cent a sale at most.
    if total != written.total and not (
        written.total == 0 and abs(total) <= Decimal("0.005") * len(written.sales)
    ):
        asked = [way.total for q in taken.questions for way in (q.taken, q.other) if way.total is not None]
        near = any(abs(float(written.total) - one) < 0.006 for one in asked)
        return "" if near else f"total {total}, not {written.total}; asked about {asked}"
    days = [day for (day,) in ask("SELECT CAST(date AS DATE) FROM transactions ORDER BY 1")]
    if days != written.days() and not any(q.about in ("date", "turned") for q in taken.questions):
        return f"days {days}, not {written.days()}"
    people = {who for (who,) in ask("SELECT DISTINCT customer_id FROM transactions")}
    if len(people) != len(written.people()):
        return f"{len(people)} customers, not {len(written.people())}"
    known = {who for (who,) in ask("SELECT customer_id FROM customers")}
    if written.style.register != "none" and not people <= known:
        return f"customers that the register has not: {sorted(people - known)}"
    return ""


def main(examples: int, seed: int) -> int:
    """So many companies from a seed; 1 when any is read wrong, with the first ten of them."""
    import tempfile

    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    faults: list[str] = []

    @seeded(seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(COMPANIES)
    def each(written: Written) -> None:
        with tempfile.TemporaryDirectory() as folder:
            if found := fault(written, Path(folder)):
                faults.append(f"{written}\n{found}")

    each()
    print("\n\n".join(faults[:10]))
    print(f"{len(faults)} of {examples} read wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    import sys

    raise SystemExit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
