"""One file that feeds two tables, proposed and read: subscribers and contracts, sales and their buyers, an experiment's contacts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest
import yaml
from intake_company import TODAY, take_in

from clientela import intake
from clientela.companies.config import Company
from clientela.intake.columns.peek import Peek
from clientela.intake.readers.raw import Raw


def taken(folder: Path, **files: str) -> tuple[dict, duckdb.DuckDBPyConnection]:
    """What `new` proposes for the files, and the tables that come of it."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    proposed = yaml.safe_load(intake.propose(sorted(folder.glob("*.csv")), "x").text)
    connection = duckdb.connect()
    intake.load(Company.model_validate({**proposed, "folder": folder, "key": "x"}), connection, TODAY)
    return proposed["sources"], connection


def test_a_list_of_subscribers_is_customers_and_contracts(tmp_path: Path) -> None:
    """Months are counted back from today, and who has left ended today."""
    text = "customerID,gender,tenure,MonthlyCharges,Churn\nA1,Female,1,29.85,No\nA2,Male,34,56.95,No\nA3,Male,2,53.85,Yes\n"
    sources, connection = taken(tmp_path, abonados=text)
    assert set(sources) == {"customers", "contracts"}
    found = 'SELECT contract_id, customer_id, start, "end", renewed, price FROM contracts ORDER BY 1'
    rows = [(*row[:5], float(row[5])) for row in connection.execute(found).fetchall()]
    assert rows == [
        ("A1", "A1", dt.date(2025, 12, 31), None, None, 29.85),
        ("A2", "A2", dt.date(2023, 3, 31), None, None, 56.95),
        ("A3", "A3", dt.date(2025, 11, 30), TODAY, False, 53.85),
    ]


def test_a_list_that_tells_nothing_of_contracts_is_customers_alone(tmp_path: Path) -> None:
    services = ",".join(f"Servicio {i}" for i in range(5))
    rows = "".join(
        f"A{i},Cali,{','.join('Sí' if (i + k) % 3 else 'No' for k in range(5))}\n" for i in range(9)
    )
    sources, _connection = taken(tmp_path, abonados=f"customerID,city,{services}\n{rows}")
    assert set(sources) == {"customers"}
    given = {"name": "X", "sources": sources, "folder": tmp_path, "key": "x"}
    told = intake.load(Company.model_validate(given), duckdb.connect(), TODAY).problems
    assert [(one.file, one.severity, "(start, months)" in one.message) for one in told] == [
        ("abonados.csv", "notice", True)
    ]


def test_sales_that_name_their_buyers_are_customers_too(tmp_path: Path) -> None:
    """The number of the document is the customer's code, not the name; what changes from sale to sale is not of the customer."""
    sales = "factura,fecha,cedula,nombre cliente,correo,total\n" + "".join(
        f"{i},2025-01-{i + 1:02},10203{i % 3},Ana {'ABC'[i % 3]} Ruiz,c{i % 3}@x.co,{i + 1}000\n"
        for i in range(9)
    )
    sources, connection = taken(tmp_path, ventas=sales)
    assert sources["transactions"][0]["columns"]["customer_id"] == "cedula"
    assert sources["customers"][0]["shape"] == "once"
    found = connection.execute("SELECT customer_id, name, email FROM customers ORDER BY 1").fetchall()
    assert found == [(f"10203{i}", f"Ana {'ABC'[i]} Ruiz", f"c{i}@x.co") for i in range(3)]
    assert connection.execute("SELECT sum(rows) FROM ledger WHERE table_name = 'customers'").fetchone() == (
        3,
    )


def test_rows_that_are_left_out_say_nothing_of_a_buyer(tmp_path: Path) -> None:
    """Ana is in the file last as who sells to us, and every row bears our own tax number: she is a buyer, and it is not hers."""
    head = "Tipo de documento,CUFE/CUDE,Folio,Fecha Emisión,NIT Emisor,NIT Receptor,Nombre Receptor,IVA,Total,Estado,Grupo\n"
    rows = "".join(
        f"Factura electrónica,c{i},{i},{i + 1:02}-02-2025,901,{900 + i % 3},Tienda {'ABC'[i % 3]},0,100,Aprobado,"
        f"{'Emitido' if i < 9 else 'Recibido'}\n"
        for i in range(10)
    )
    sources, connection = taken(tmp_path, documentos=head + rows)
    assert sources["customers"][0]["columns"] == {"customer_id": "NIT Receptor", "name": "Nombre Receptor"}
    found = connection.execute("SELECT customer_id, name, tax_id, state FROM customers ORDER BY 1").fetchall()
    assert found == [(f"{900 + i}", f"Tienda {'ABC'[i]}", None, None) for i in range(3)]


def test_who_bought_nothing_in_the_end_is_no_buyer_of_a_list_of_sales(tmp_path: Path) -> None:
    """Neither whose order was cancelled nor who pays in dollars was registered and never bought; their lines are told as set aside."""
    sales = "factura,fecha,cliente,correo,total,estado,moneda\n" + "".join(
        f"{i},2025-01-{i + 1:02},K{i % 5},c{i % 5}@x.co,{i + 1}000,{'anulado' if i % 5 == 3 else 'pagado'},{'USD' if i % 5 == 4 else 'COP'}\n"
        for i in range(20)
    )
    sources, connection = taken(tmp_path, ventas=sales)
    assert sources["customers"][0]["shape"] == "once"
    assert connection.execute("SELECT customer_id FROM customers ORDER BY 1").fetchall() == [
        ("K0",),
        ("K1",),
        ("K2",),
    ]
    told = "SELECT table_name, fate, sum(rows)::INTEGER FROM ledger GROUP BY 1, 2 ORDER BY 1, 2"
    assert connection.execute(told).fetchall() == [
        ("customers", "used", 3), ("transactions", "set_aside", 8), ("transactions", "used", 12)
    ]  # fmt: skip


def test_an_experiment_by_mail_is_contacts_with_their_arms(tmp_path: Path) -> None:
    """The word that says «nothing» is the control; rows are numbered where nobody is named."""
    text = "segment,history,visit,conversion,spend\n" + "".join(
        f"{('Womens E-Mail', 'No E-Mail', 'Mens E-Mail')[i % 3]},{100 + i}.5,{i % 2},0,{i}.25\n"
        for i in range(12)
    )
    sources, connection = taken(tmp_path, correo=text)
    assert set(sources) == {"contacts"}
    assert sources["contacts"][0]["set"] == {"campaign_id": "correo", "customer_id": "{row}"}
    arms = connection.execute(
        "SELECT arm, count(*), count(DISTINCT customer_id) FROM contacts GROUP BY 1 ORDER BY 1"
    )
    assert arms.fetchall() == [("control", 4, 4), ("treated", 8, 8)]


def test_contracts_say_which_terms_cannot_be(tmp_path: Path) -> None:
    """Words for no end are no faults; an end before the start, a start to come and the year 9999 are told with the first row of each."""
    text = "contrato;cliente;inicio;fin;precio\nK1;A;2023-01-02;2023-12-31;10\nK2;A;2024-05-01;2024-04-01;10\nK3;B;2027-05-01;;10\n"
    text += "K4;B;2023-05-01;9999-12-31;10\nK5;C;2023-05-01;Indefinido;10\nK6;C;2023-05-01;a término indefinido;10\nK7;D;2023-05-01;quizás;10\n"
    sources = {"contracts": [{"path": "contratos.csv"}]}
    said = take_in(tmp_path, {"contratos.csv": text}, sources=sources, as_of=dt.date(2024, 6, 30)).said
    assert "fila 3: un contrato termina antes de empezar" in said
    assert "fila 4: un contrato empieza después de la fecha de corte" in said
    assert "fila 5: un contrato termina treinta años o más después de empezar" in said
    assert "= 2 (palabras por «sin fin»" in said
    assert "fin «quizás»: un valor no se puede leer" in said


def test_sales_of_several_countries_tell_where_their_buyers_are(tmp_path: Path) -> None:
    rows = "".join(
        f"{i},2024-01-{1 + i:02},C{i % 6},{10 + i},{'España' if i % 6 < 4 else 'Portugal'}\n"
        for i in range(18)
    )
    sources, connection = taken(tmp_path, ventas="factura,fecha,cliente,importe,País\n" + rows)
    assert sources["customers"][0]["columns"] == {"customer_id": "cliente", "zone": "País"}
    found = connection.execute("SELECT zone, count(*) FROM customers GROUP BY 1 ORDER BY 1").fetchall()
    assert found == [("España", 4), ("Portugal", 2)]


def test_one_country_for_all_or_the_country_of_each_sale_is_no_trait(tmp_path: Path) -> None:
    head = "factura,fecha,cliente,importe,País\n"
    for n, country in enumerate((lambda i: "España", lambda i: "España" if i % 2 else "Portugal")):
        rows = "".join(f"{i},2024-01-{1 + i:02},C{i // 3},{10 + i},{country(i)}\n" for i in range(18))
        (tmp_path / str(n)).mkdir()
        sources, _connection = taken(tmp_path / str(n), ventas=head + rows)
        assert set(sources) == {"transactions"}


def test_who_was_in_which_campaign_was_contacted(tmp_path: Path) -> None:
    campaigns = "campaign_id,start_date,end_date\n" + "".join(
        f"{n},2024-0{n}-01,2024-0{n}-15\n" for n in (1, 2, 3)
    )
    pairs = "campaign_id,household_key\n" + "".join(
        f"{n},{h}\n" for n in (1, 2, 3) for h in range(100, 106 + n)
    )
    sources, connection = taken(tmp_path, campaign_table=pairs, descriptions=campaigns)
    assert set(sources) == {"campaigns", "contacts"}
    assert connection.execute("SELECT arm, count(*) FROM contacts GROUP BY 1").fetchall() == [("treated", 24)]


def test_how_many_of_the_thing_that_is_sold_is_a_quantity(tmp_path: Path) -> None:
    rows = "".join(f"C{i % 5},2024-01-{1 + i:02},{1 + i % 3},{12.5 + i:.2f}\n" for i in range(20))
    for n, (header, read) in enumerate({"number_of_cds": True, "Cantidad de botellas": True, "number_of_children": False}.items()):  # fmt: skip
        (tmp_path / str(n)).mkdir()
        sources, connection = taken(
            tmp_path / str(n), sales=f"customer_id,date,{header},dollar_value\n{rows}"
        )
        assert ("quantity" in sources["transactions"][0]["columns"]) is read
        assert connection.execute("SELECT sum(amount) FROM transactions").fetchall()[0][0] == 440


def test_the_code_of_a_warehouse_is_no_money(tmp_path: Path) -> None:
    """Movements of stock beside sales: with no money of their own they are no sales, and the sales' total stands."""
    moves = "fecha,almacen_id,tipo,articulo_id,unidades,costo_total\n" + "".join(
        f"2024-01-{1 + i:02},{12300001 + i % 2},{'ES'[i % 2]},{900 + i % 4},{3 + i % 5},{(3 + i % 5) * 30}\n"
        for i in range(20)
    )
    sold = "fecha,almacen_id,articulo_id,unidades,precio_unitario,precio_total\n" + "".join(
        f"2024-02-{1 + i:02},12300001,{900 + i % 4},2,50,80\n" for i in range(20)
    )
    things = "articulo_id,sku,nombre\n" + "".join(f"{900 + i},SKU-{i:03},Camisa {i}\n" for i in range(4))
    sources, connection = taken(tmp_path, movimientos=moves, ventas=sold, articulos=things)
    assert connection.execute("SELECT sum(amount) FROM transactions").fetchall() == [(1600,)]
    assert all(
        "amount" not in one["columns"] or one["columns"]["amount"] == "precio_total"
        for one in sources["transactions"]
    )
    assert sources["products"][0]["columns"]["product_id"] == "articulo_id"


def test_a_price_without_a_quantity_is_what_was_paid(tmp_path: Path) -> None:
    rows = "".join(f"{i},C{i % 3},{10 + i % 4}.50,P{i % 4},2024-01-{1 + i:02}\n" for i in range(16))
    sources, connection = taken(tmp_path, tickets="transaction_id,customer_id,price,product,date\n" + rows)
    assert sources["transactions"][0]["columns"]["amount"] == "price"
    assert connection.execute("SELECT sum(amount) FROM transactions").fetchall() == [(192,)]


def test_people_whom_only_an_e_mail_tells_apart_are_known_by_it(tmp_path: Path) -> None:
    rows = "".join(f"Ana,Ruiz,ana{i}@correo.co,Cali\n" for i in range(8))
    sources, connection = taken(tmp_path, contactos="FIRST_NAME,LAST_NAME,EMAIL_ADDRESS,CITY\n" + rows)
    assert sources["customers"][0]["columns"]["customer_id"] == "EMAIL_ADDRESS"
    assert connection.execute(
        "SELECT count(DISTINCT customer_id), count(email) FROM customers"
    ).fetchall() == [(8, 8)]


@pytest.mark.parametrize(
    ("value", "key"),
    [("i", True), ("i // 2", False), ("CASE WHEN i % 100 THEN i END", True), ("CASE WHEN i % 5 THEN i END", False), ("i % 5800", False)],
)  # fmt: skip
def test_a_key_of_very_many_rows_is_counted_only_where_a_sketch_leaves_it_open(value, key):
    relation = f"SELECT CAST({value} AS VARCHAR) AS c1 FROM range(6000) AS t(i)"
    raw = Raw("f.csv", relation, ("codigo",), ("VARCHAR",))
    assert Peek(duckdb.connect(), raw).is_key(0) is key
