"""Several files that make one table: joined as company.yml says, and proposed from codes that meet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from intake_company import take_in

from clientela import intake

LINES = "order_id,sku,qty,price\n1,A,2,10.50\n1,B,1,5.00\n2,A,1,10.50\n3,C,4,2.25\n9,A,1,10.50\n"
ORDERS = "id,customer,date,total,shipping\n1,C1,2025-01-05,30.00,4.00\n2,C2,2025-01-06,10.50,0\n3,C1,2025-02-06,9.00,0\n4,C3,2025-02-10,20.00,0\n"
PRODUCTS = "sku,name,category,cost\nA,Alfa,X,4\nB,Beta,X,2\nC,Gama,Y,1\nD,Delta,Y,1\n"
JOIN = {"path": "orders.csv", "by": {"order_id": "id"}}


def test_lines_take_their_day_and_customer_from_their_order(tmp_path: Path) -> None:
    """Order 1 tells 30 with 4 of shipping: 26 of its lines. Order 4 has no lines and counts; line 9 has no order and is set aside."""
    sales = [{"path": "lines.csv", "join": [JOIN]}]
    taken = take_in(tmp_path, {"lines.csv": LINES, "orders.csv": ORDERS}, sources={"transactions": sales})
    assert taken.total == Decimal("26") + Decimal("10.50") + 9 + 20
    assert taken.ask(
        "SELECT order_id, amount, customer_id FROM transactions ORDER BY order_id, product_id"
    ) == [
        ("1", Decimal("21"), "C1"),
        ("1", Decimal("5"), "C1"),
        ("2", Decimal("10.5"), "C2"),
        ("3", Decimal("9"), "C1"),
        ("4", Decimal("20"), "C3"),
    ]
    rows = taken.ask(
        "SELECT source, coalesce(reason, ''), CAST(sum(rows) AS INTEGER) FROM ledger GROUP BY ALL ORDER BY ALL"
    )
    assert rows == [("lines", "", 4), ("lines", "no_partner", 1), ("orders", "", 1), ("orders", "joined", 3)]
    assert "una fila sin pareja en orders.csv" in taken.said
    assert "un pedido sin líneas en lines.csv" in taken.said
    assert (
        "3 de los 4 códigos de lines.csv están en orders.csv (75\N{NO-BREAK SPACE}%), y 3 de los 4 de allí (75\N{NO-BREAK SPACE}%)"
        in taken.said
    )


def test_an_order_that_tells_another_amount_than_its_lines_is_a_question(tmp_path: Path) -> None:
    orders = ORDERS.replace("30.00,4.00", "33.00,1.00")
    sales = [{"path": "lines.csv", "join": [JOIN]}]
    files = {"lines.csv": LINES, "orders.csv": orders}
    taken = take_in(tmp_path, files, sources={"transactions": sales})
    (question,) = taken.intake.questions
    assert (question.about, question.taken.total, question.other.total) == ("level", 72.5, 65.5)
    lines = [{**sales[0], "amounts": "lines"}]
    answered = take_in(tmp_path, files, sources={"transactions": lines})
    assert answered.total == Decimal("65.5")
    assert not answered.intake.questions


def test_a_price_may_come_from_the_products_and_the_customer_from_a_third_file(tmp_path: Path) -> None:
    """Costs and prices of a product are those of one unit; spellings of codes may differ."""
    files = {
        "lines.csv": "pedido,sku,cantidad\n001,A,2\n002,B,3\n002,A,1\n",
        "orders.csv": "pedido,fecha\n1,2025-01-05\n2,2025-02-05\n",
        "who.csv": "pedido,cliente\n1,C1\n2,C2\n",
        "products.csv": "sku,nombre,precio,costo\nA,Alfa,10,4\nB,Beta,20,5\nZ,Zeta,1,1\n",
    }
    joins = [
        {"path": f"{name}.csv", "by": by}
        for name, by in (("orders", "pedido"), ("who", "pedido"), ("products", "sku"))
    ]
    sources = {"transactions": [{"path": "lines.csv", "join": joins}], "products": [{"path": "products.csv"}]}
    taken = take_in(tmp_path, files, sources=sources)
    assert taken.ask(
        "SELECT customer_id, sum(amount), sum(cost) FROM transactions GROUP BY 1 ORDER BY 1"
    ) == [
        ("C1", Decimal(20), Decimal(8)),
        ("C2", Decimal(70), Decimal(19)),
    ]


def test_a_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    sales = [{"path": "lines.csv", "join": [{"path": "orders.csv", "by": {"order_id": "pedido"}}]}]
    with pytest.raises(intake.IntakeError, match=r"orders\.csv, join: no tiene la columna «pedido»"):
        take_in(tmp_path, {"lines.csv": LINES, "orders.csv": ORDERS}, sources={"transactions": sales})


def test_new_proposes_the_join_with_the_share_that_meets(tmp_path: Path) -> None:
    for name, text in {"lines.csv": LINES, "orders.csv": ORDERS, "products.csv": PRODUCTS}.items():
        (tmp_path / name).write_text(text)
    text = intake.propose(sorted(tmp_path.glob("*.csv")), "x", "US").text
    (sales,) = yaml.safe_load(text)["sources"]["transactions"]
    assert sales["path"] == "lines.csv"
    assert sales["join"] == [JOIN]
    assert sales["columns"]["order_amount"] == "total"
    assert "3 de los 4 códigos de lines.csv están en orders.csv (75 %)" in text


def test_files_that_stand_for_themselves_are_not_joined(tmp_path: Path) -> None:
    """Small numbers meet by chance: customers 1 to 9 are no orders 1 to 9."""
    sales = "fecha,cliente,importe\n" + "".join(f"2025-01-0{i},{i},{i}00\n" for i in range(1, 10))
    people = "codigo,nombre,ciudad\n" + "".join(f"{i},Ana {i},Cali\n" for i in range(1, 10))
    (tmp_path / "ventas.csv").write_text(sales)
    (tmp_path / "clientes.csv").write_text(people)
    proposed = yaml.safe_load(intake.propose(sorted(tmp_path.glob("*.csv")), "x").text)["sources"]
    assert "join" not in proposed["transactions"][0]
    assert set(proposed) == {"transactions", "customers"}


def test_a_register_is_known_by_the_column_that_the_sales_tell(tmp_path: Path) -> None:
    """The tax number is nobody's in the sales, which tell names; the names tell nearly all rows apart."""
    people = "NIF,nombre,ciudad\n" + "".join(f"9000{i}-1,Persona {chr(65 + i)} Ruiz,Cali\n" for i in range(9))
    sales = "fecha,cliente,importe\n" + "".join(
        f"2025-01-0{i + 1},Persona {chr(65 + i % 7)} Ruiz,{i}00\n" for i in range(1, 9)
    )
    (tmp_path / "clientes.csv").write_text(people)
    (tmp_path / "ventas.csv").write_text(sales)
    proposed = yaml.safe_load(intake.propose(sorted(tmp_path.glob("*.csv")), "x").text)["sources"]
    assert proposed["customers"][0]["columns"]["customer_id"] == "nombre"
    assert proposed["customers"][0]["columns"]["tax_id"] == "NIF"


def test_who_each_bought_once_are_still_a_list_of_customers(tmp_path: Path) -> None:
    """One sale of each of six customers: their codes are a key in both files, and the list brings nothing to a sale."""
    people = "Código,Nombre,Ciudad\n" + "".join(f"C-{i}X,Ana {i},Cali\n" for i in range(7))
    sales = "FECHA_FACTURA,ID_CLIENTE,COD_PRODUCTO,UNIDADES,PRECIO\n" + "".join(
        f"2025-01-1{i},C-{i}X,P{i % 3},2,{i}50\n" for i in range(6)
    )
    (tmp_path / "clientes.csv").write_text(people)
    (tmp_path / "ventas.csv").write_text(sales)
    proposed = yaml.safe_load(intake.propose(sorted(tmp_path.glob("*.csv")), "x").text)["sources"]
    assert [one["path"] for one in proposed["transactions"]] == ["ventas.csv"]
    assert "join" not in proposed["transactions"][0]
    assert set(proposed) == {"transactions", "customers"}


def test_two_parts_of_the_same_sales_are_not_joined(tmp_path: Path) -> None:
    """Both end with a row of the total, so that half of their numbers meet."""
    for half, row in enumerate(("A-1,C1,P1,1,12000,2025-01-05", "A-2,C2,P2,2,5180,2025-07-05"), 1):
        text = f"Order ID,Customer ID,SKU,Quantity,Unit Price,Order Date\n{row}\nTotal,,,,,\n"
        (tmp_path / f"ventas_2024_{half}.csv").write_text(text)
    proposed = yaml.safe_load(intake.propose(sorted(tmp_path.glob("*.csv")), "x").text)["sources"]
    assert not any("join" in one for one in proposed["transactions"])
