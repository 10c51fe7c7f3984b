"""Files as other countries and tools write them, taken as they come: every total to the cent, or a question that has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from clientela import intake
from clientela.companies.config import Company

TODAY = dt.date(2026, 1, 31)
ROWS = [("2025-01-07", "C1", 2, "150.00"), ("2025-01-19", "C2", 4, "1045.50"), ("2025-02-13", "C1", 1, "89.90"),
    ("2025-03-25", "C3", 3, "2000.00"), ("2025-04-11", "C2", 10, "44.00")]  # fmt: skip
# 300 + 4182 + 89.90 + 6000 + 440
TOTAL = Decimal("11011.90")
Ask = Callable[[str], list[tuple]]


def taken(folder: Path, files: Mapping[str, str]) -> tuple[intake.Intake, Ask]:
    """What `new` makes of the files, taken in."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    proposed = yaml.safe_load(intake.propose([folder / name for name in files], "x").text)
    connection = duckdb.connect()
    found = intake.load(Company.model_validate({**proposed, "folder": folder, "key": "x"}), connection, TODAY)
    return found, lambda query: connection.execute(query).fetchall()


def comma(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def written(header: str, row: str, *more: object) -> str:
    """A file of ROWS: i the number, d the day, who, n of them at p each, net their amount; eu_p and eu with commas; more of each row."""
    lines = [header]
    for i, (day, who, n, price) in enumerate(ROWS):
        p, d = Decimal(price), dt.date.fromisoformat(day)
        eu = {"eu": comma(n * p), "eu_p": comma(p), "tax": n * p / 20, "whole": n * p * 21 / 20}
        lines.append(row.format(i=i, d=d, who=who, n=n, p=p, net=n * p, more=more[i] if more else "", **eu))
    return "\n".join(lines) + "\n"


FRENCH = ("janv.", "janv.", "févr.", "mars", "avril")
STATES = ("Pago", "Cancelado", "Entregue", "Estornado", "Pago")
INVOICES = ("Factura electrónica", "Factura electrónica", "Nota de crédito electrónica") + (
    "Factura electrónica",
) * 2
DELIVERED = ("Delivered", "Delivered", "Returned", "Delivered", "In transit")
BACK = TOTAL - Decimal("179.80")
SHARED = Decimal("4482") + Decimal("6529.90") * Decimal("0.85")
BROWSER = "{i},{who},{d:%a %b %d %Y} 15:04:05 GMT-0500 (Colombia Standard Time),{net}"
SALES: dict[str, tuple[str, Decimal]] = {
    # Headers and months of other languages.
    "french": (written("Date;Client;N° facture;Montant HT", "{d.day} {more} {d.year};{who};{i};{eu} €", *FRENCH), TOTAL),
    "brazil": (
        written("Data do pedido;Nº do pedido;Cliente;Valor total;Situação", "{d:%d/%m/%Y};{i};{who};R$ {eu};{more}", *STATES),
        Decimal("829.90"),
    ),
    # Credit notes told by their values, whatever the header, or by their series; neither has a sign.
    "credit_kind": (written("Tipo;Número;Fecha;Cliente;Total", "{more};{i};{d:%d/%m/%Y};{who};{eu}", *INVOICES), BACK),
    "credit_series": (written("Documento;Fecha;Cliente;Total", "{more}-{i};{d:%d/%m/%Y};{who};{eu}", "FV", "FV", "NC", "FV", "FV"), BACK),
    # Discounts in parts of a line: with their sign, and as shares.
    "discount_rate": (
        written("Factura;Fecha;Cliente;Cantidad;Precio;Descuento", "{i};{d:%d/%m/%Y};{who};{n};{eu_p};{more}%", 0, 0, 0, 10, 0),
        TOTAL - 600,
    ),
    "discount_share": (
        written("OrderID,OrderDate,CustomerID,UnitPrice,Quantity,Discount", "{i},{d},{who},{p},{n},{more}", 0, 0, 0.15, 0.15, 0.15),
        SHARED,
    ),
    # What stands beside figures.
    "units": (written("Factura;Fecha;Cliente;Cantidad;Precio unitario", "{i};{d:%d/%m/%Y};{who};{n} und;{eu_p}"), TOTAL),
    "lempiras": (written("Factura;Fecha;Cliente;Total", "{i};{d:%d/%m/%Y};{who};L. {net:,.2f}"), TOTAL),
    "lakhs": (written("Invoice No,Date,Customer,Amount", '{i},{d},{who},"₹1,23,{n:03}.50"'), Decimal("615022.50")),
    "thousands": (written("Factura;Fecha;Cliente;Ventas (miles de $)", "{i};{d:%d/%m/%Y};{who};{eu}"), TOTAL * 1000),
    # A sheet whose formulas nobody has worked out.
    "formulas": (written("Factura,Fecha,Cliente,Cantidad,Precio,Importe", "{i},{d},{who},{n},{p},0"), TOTAL),
    # What came back, by its delivery; codes of a state, of which the rarer ones are asked about.
    "delivery": (
        written("Order,Date,Email,Total,Payment Status,Delivery Status", "{i},{d},{who}@x.co,{net},Paid,{more}", *DELIVERED),
        TOTAL - Decimal("89.90"),
    ),
    "codes": (
        written("Factura;Fecha;Cliente;Total;Estado", "{i};{d:%d/%m/%Y};{who};{eu};{more}", *"AAIAA"),
        TOTAL - Decimal("89.90"),
    ),
    # A number of the sale under the header of an amount; a moment as a browser writes it; a kind of customer, who is nobody.
    "counted": (written("venta;fecha;cliente;importe", "100{i};{d:%d/%m/%Y};{who};{eu}"), TOTAL),
    "browser": (written("order,customer,date,amount", BROWSER), TOTAL),
    "member_is_nobody": (
        written("Invoice ID,Customer type,Date,Tax 5%,Total", "{i},{more},{d},{tax:.4f},{whole:.4f}", *(["Member", "Normal"] * 3)),
        TOTAL,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SALES)
def test_a_file_of_another_hand(kind: str, tmp_path: Path) -> None:
    text, total = SALES[kind]
    found, ask = taken(tmp_path, {"ventas.csv": text})
    ((counted,),) = ask("SELECT sum(amount) FROM transactions")
    asked = [way.total for question in found.questions for way in (question.taken, question.other)]
    assert counted == total or float(total) in asked
    days = ask("SELECT DISTINCT CAST(date AS DATE) FROM transactions ORDER BY 1")
    assert {day for (day,) in days} <= {dt.date.fromisoformat(row[0]) for row in ROWS}
    if kind == "member_is_nobody":
        assert ask("SELECT count(customer_id) FROM transactions") == [(0,)]


def test_lines_join_their_order_by_the_name_of_its_code(tmp_path: Path) -> None:
    """Codes that count from one meet those of anything: the column of the same name is the order's."""
    orders = "id_pedido,fecha_pedido,id_cliente\n" + "".join(
        f"{i},2025-0{1 + i % 3}-11,{30 + i % 4}\n" for i in range(1, 13)
    )
    lines = "id_detalle_pedido,id_pedido,id_producto,cantidad,precio_unitario\n" + "".join(
        f"{i},{(i + 4) // 2},{1 + i % 3},1,10.00\n" for i in range(1, 13)
    )
    _found, ask = taken(tmp_path, {"pedidos.csv": orders, "detalle.csv": lines})
    # Lines 1 and 2 are of orders 2 and 3: bought on 11 March and 11 January.
    told = "SELECT order_id, customer_id, CAST(date AS DATE) FROM transactions WHERE order_id IN ('2', '3') ORDER BY ALL"
    assert set(ask(told)) == {("2", "32", dt.date(2025, 3, 11)), ("3", "33", dt.date(2025, 1, 11))}


QUALTRICS = (
    "StartDate,EndDate,Status,ResponseId,RecordedDate,Q1,Q2\n"
    "Start Date,End Date,Response Type,Response ID,Recorded Date,How likely are you to recommend us?,How satisfied are you?\n"
    + ",".join(f'"{{""ImportId"":""{c}""}}"' for c in "abcdefg")
    + "\n"
    + "".join(
        f"2025-02-0{i},2025-02-0{i},IP Address,R_{i},2025-02-0{i} 10:00:00,{i + 2},{('Satisfied', 'Very satisfied')[i % 2]}\n"
        for i in range(1, 9)
    )
)
SURVEYS: dict[str, str] = {
    "google_forms": "Marca temporal,¿Nos recomendaría? (0 a 10),¿Qué tan satisfecho está?\n"
    + "".join(f"0{i}/05/2025 10:11:12,{i},{('Satisfecho', 'Neutral')[i % 2]}\n" for i in range(1, 9)),
    "portuguese": "Carimbo de data/hora;De 0 a 10, quanto nos recomenda?;Qual seu nível de satisfação?\n"
    + "".join(f"0{i}/05/2025 10:11:12;{i};{('Satisfeito', 'Neutro')[i % 2]}\n" for i in range(1, 9)),
    "microsoft_forms": "ID,Hora de inicio,Hora de finalización,Correo electrónico,Nombre,¿Nos recomendaría?,¿Qué tan satisfecho está?\n"
    + "".join(
        f"{i},5/{i}/25 9:01,5/{i}/25 9:04,anonymous,,{i},{('Satisfecho', 'Neutral')[i % 2]}\n"
        for i in range(1, 9)
    ),
    "surveymonkey": "Respondent ID,Collector ID,Start Date,End Date,IP Address,"
    "How likely is it that you would recommend us?,How would you rate us?,\n"
    ",,,,,Response,Price,Service\n"
    + "".join(f"118{i},430,02/0{i}/2025,02/0{i}/2025,,{i},{1 + i % 5},{1 + i % 4}\n" for i in range(1, 9)),
    "kobotoolbox": "start;end;¿Recomendaría la tienda?;¿Cuánto le satisface?;_id;_uuid;_submission_time;_validation_status;_index\n"
    + "".join(
        f"2025-04-0{i}T10:00:00.000-05:00;2025-04-0{i}T10:03:00.000-05:00;"
        f"{i};{('Satisfecho', 'Neutral')[i % 2]};{900 + i};u{i};2025-04-0{i}T15:03:00;;{i}\n"
        for i in range(1, 9)
    ),
    "typeform": "#,How likely are you to recommend us?,How satisfied are you?,Start Date (UTC),Submit Date (UTC),Network ID\n"
    + "".join(
        f"k{i},{i},{i % 5 + 1},2025-03-0{i} 10:00:00,2025-03-0{i} 10:05:00,a{i}\n" for i in range(1, 9)
    ),
    "qualtrics": QUALTRICS,
    "limesurvey": "Response ID,Date submitted,Last page,Start language,Seed,¿Nos recomendaría?,¿Qué tan satisfecho está?\n"
    + "".join(
        f"{i},2025-05-0{i} 09:11:00,3,es,{100 + i},{i},{('Satisfecho', 'Neutral')[i % 2]}\n"
        for i in range(1, 9)
    ),
}


@pytest.mark.parametrize("tool", SURVEYS)
def test_a_survey_of_a_tool_without_an_edit(tool: str, tmp_path: Path) -> None:
    """Eight people answered a question of 0 to 10 (from 1 to 8, Qualtrics from 3 to 10) and how satisfied they are; nothing else is a question."""
    found, ask = taken(tmp_path, {"respuestas de clientes.csv": SURVEYS[tool]})
    items = ask("SELECT item, count(DISTINCT respondent_id), count(*) FROM surveys GROUP BY 1")
    assert len(items) == (3 if tool == "surveymonkey" else 2)
    assert {people for _item, people, _n in items} == {8}
    ((low, high),) = ask(
        "SELECT min(CAST(answer AS INT)), max(CAST(answer AS INT)) FROM surveys WHERE lower(item) LIKE '%reco%'"
    )
    assert (low, high) == ((3, 10) if tool == "qualtrics" else (1, 8))
    assert ask("SELECT count(DISTINCT date) FROM surveys") == [(8,)]
    assert not [problem for problem in found.problems if problem.severity != "notice"]


def test_the_number_of_an_invoice_is_no_customer(tmp_path: Path) -> None:
    """«DOCUMENTO» is a person's in one file and an invoice's in another: a series before it tells which."""
    rows = "".join(
        f"{d};B-0001-{i:08};{who};{30}-{71234560 + i % 2}-{i % 2};100\n"
        for i, (d, who, *_x) in enumerate(ROWS * 5)
    )
    _found, ask = taken(tmp_path, {"ventas.csv": "FECHA;DOCUMENTO;ORGANIZACION;CUIT;TOTAL\n" + rows})
    assert ask("SELECT count(DISTINCT order_id), count(DISTINCT customer_id) FROM transactions") == [(25, 2)]


def test_a_line_of_products_is_no_line_of_an_order(tmp_path: Path) -> None:
    rows = "".join(f"{d},{who},{('Pastas', 'Arroces')[n % 2]},{n},{p}\n" for d, who, n, p in ROWS * 3)
    found, ask = taken(tmp_path, {"ventas.csv": "Fecha,Cliente,Linea,Cantidad Vend.,Precio Unid.\n" + rows})
    assert ask("SELECT sum(amount) FROM transactions") == [(3 * TOTAL,)]
    assert not found.questions


def test_an_invoice_and_its_payment_are_one_sale(tmp_path: Path) -> None:
    """Both files look like sales; the one that says whose they are stays, and the other is told."""
    invoices = "".join(f"{i},{d},{n * Decimal(p)}\n" for i, (d, _who, n, p) in enumerate(ROWS))
    payments = "".join(f"{i},{who},{d},{n * Decimal(p)}\n" for i, (d, who, n, p) in enumerate(ROWS))
    files = {
        "invoices.csv": "invoice_id,invoice_date,total_amount\n" + invoices,
        "payments.csv": "payment_id,student_id,payment_date,amount\n" + payments,
    }
    _found, ask = taken(tmp_path, files)
    assert ask("SELECT sum(amount), count(DISTINCT customer_id) FROM transactions") == [(TOTAL, 3)]
    told = intake.propose([tmp_path / name for name in files], "x").text
    assert "invoices.csv: una factura y su pago son la misma venta" in told
    # Invoices that say whose they are stay themselves.
    (tmp_path / "invoices.csv").write_text(
        "invoice_id,student_id,invoice_date,total_amount\n" + invoices.replace(",", ",C1,", 1)
    )
    assert (
        "payments.csv: una factura y su pago" in intake.propose([tmp_path / name for name in files], "x").text
    )


def test_a_membership_is_a_contract_and_no_campaign(tmp_path: Path) -> None:
    rows = "".join(
        f"{i},{i % 7},{i % 3},2023-0{1 + i % 9}-11,2024-0{1 + i % 9}-10,{3000 + i % 3}\n" for i in range(30)
    )
    _found, ask = taken(
        tmp_path,
        {"member_memberships.csv": "membership_id,member_id,plan_id,start_date,end_date,plan_price\n" + rows},
    )
    assert ask("SELECT count(*), count(DISTINCT customer_id) FROM contracts") == [(30, 7)]


def test_cancelled_sales_in_portuguese_do_not_count(tmp_path: Path) -> None:
    states = "concluída", "cancelada", "devolvida totalmente", "devolvida parcialmente", "concluída"
    text = written(
        "id_venda;data_venda;id_cliente;id_produto;total_venda;status_venda",
        "{i};{d:%d/%m/%Y};{who};P{n};{net};{more}",
        *states,
    )
    _found, ask = taken(tmp_path, {"vendas.csv": text})
    assert ask("SELECT sum(amount), count(product_id) FROM transactions") == [(Decimal("6740.00"), 3)]


def test_a_sale_with_its_own_number_and_no_day_is_set_aside(tmp_path: Path) -> None:
    rows = "".join(f"TXN_{i},Café,1,4.0,{'' if i == 7 else f'2025-01-{1 + i:02}'}\n" for i in range(20))
    _found, ask = taken(
        tmp_path, {"caja.csv": "Transaction ID,Item,Quantity,Total Spent,Transaction Date\n" + rows}
    )
    assert ask("SELECT sum(amount) FROM transactions") == [(76,)]
    assert ask("SELECT reason FROM ledger WHERE fate = 'set_aside'") == [("missing_value",)]


def test_a_description_of_codes_is_no_name_of_a_product(tmp_path: Path) -> None:
    rows = "".join(f"{d},{who},Tomate pelado {n} kg,0000{n}17054,{n},{p}\n" for d, who, n, p in ROWS * 3)
    _found, ask = taken(
        tmp_path, {"ventas.csv": "Fecha,Cliente,Producto,Descripcion,Cantidad,Precio\n" + rows}
    )
    assert ask("SELECT count(*) FROM products WHERE name LIKE '0000%'") == [(0,)]
    assert ask("SELECT count(*) FROM transactions WHERE product_id LIKE 'Tomate%'") == [(15,)]


def test_a_number_that_is_nearly_always_zero_tells_no_orders(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i if i == 3 else 0},{d},{who},{p}\n" for i, (d, who, _n, p) in enumerate(ROWS * 6))
    _found, ask = taken(tmp_path, {"ventas.csv": "Folio Venta,Folio,Fecha,Cliente,Total\n" + rows})
    assert ask("SELECT count(DISTINCT order_id) FROM transactions") == [(30,)]


def test_the_price_that_was_paid_counts_beside_the_listed_one(tmp_path: Path) -> None:
    rows = "".join(f"{i},{d},{who},{n},{Decimal(p) * 2},{p}\n" for i, (d, who, n, p) in enumerate(ROWS))
    _found, ask = taken(
        tmp_path,
        {"sales.csv": "Order Number,Order Date,Customer Name,Quantity,Unit Price,Net Price\n" + rows},
    )
    assert ask("SELECT sum(amount) FROM transactions") == [(TOTAL,)]
