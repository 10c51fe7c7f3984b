"""Files of strangers: contacts of nobody, rows quoted whole, lists of what came to nothing, kinds of documents, a year of two figures."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from intake_company import take_in
from test_intake_tools import Take, take

from clientela.intake.identity.resolve import resolve
from clientela.intake.identity.scoring.guards import _namesakes
from clientela.intake.proposing.propose import propose
from clientela.intake.shapes.scales import question

__all__ = ["take"]

SALES = "pedido;fecha;cliente;importe\n" + "".join(
    f"P{i:03};{i % 28 + 1:02}/03/2025;C{i % 7};100\n" for i in range(30)
)


def proposed(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return propose([folder / name for name in files], "x", "CO").text


def test_contacts_of_nobody_are_contacts(tmp_path: Path) -> None:
    calls = "ID;Fecha;Agente;Tema\n" + "".join(f"L{i};{i + 1:02}/03/2025;Ana;Factura\n" for i in range(20))
    text = proposed(tmp_path, {"llamadas.csv": calls})
    assert "  interactions:" in text
    assert 'set: {"kind": "question"}' in text
    assert "FALTA" not in text


def test_a_list_of_days_is_no_list_of_contacts(tmp_path: Path) -> None:
    visits = "ID;Fecha;Sala\n" + "".join(f"V{i};{i + 1:02}/03/2025;Norte\n" for i in range(20))
    assert "  interactions:" not in proposed(tmp_path, {"salas.csv": visits})


def test_rows_quoted_whole_are_rows(tmp_path: Path) -> None:
    rows = [line.replace(";", ",") for line in SALES.splitlines()]
    text = "".join(f'"{row}"\n' for row in [*rows, 'P900,31/03/2025,C1,""1,5""'])
    taken = take_in(tmp_path, {"v.csv": text})
    assert float(taken.total) == 3001.5
    assert taken.ledger == {"used": 31}


def test_a_list_of_returned_orders_is_said_with_what_takes_them_out(tmp_path: Path) -> None:
    back = "Pedido;Motivo\n" + "".join(f"P{i:03};Roto\n" for i in range(5))
    text = proposed(tmp_path, {"ventas.csv": SALES, "devoluciones.csv": back})
    assert "nombra 5 pedidos de ventas.csv, que cuentan enteros" in text
    told = take_in(
        tmp_path,
        {"ventas.csv": SALES, "devoluciones.csv": back},
        sources={
            "transactions": [
                {
                    "path": "ventas.csv",
                    "join": [{"path": "devoluciones.csv", "by": {"pedido": "Pedido"}}],
                    "drop": "Motivo = ?*",
                }
            ]
        },
    )
    assert told.total == 2500


def test_a_list_that_says_yes_or_no_of_every_order_takes_out_the_yes(tmp_path: Path) -> None:
    back = "pedido;returned\n" + "".join(f"P{i:03};{int(i < 4)}\n" for i in range(30))
    text = proposed(tmp_path, {"ventas.csv": SALES, "returns.csv": back})
    assert "nombra 4 pedidos de ventas.csv" in text
    assert 'drop: "returned = 1"' in text
    named = "pedido;motivo\n" + "".join(f"P{i:03};x\n" for i in range(30))
    assert "nombra" not in proposed(tmp_path, {"ventas.csv": SALES, "returns.csv": named})


def test_refused_payments_are_nobody_s_prospects(tmp_path: Path) -> None:
    failed = "Pedido;Fecha;Estado\n" + "".join(f"P{i:03};{i + 1:02}/03/2025;Rechazado\n" for i in range(9))
    text = proposed(tmp_path, {"ventas.csv": SALES, "pagos_fallidos.csv": failed})
    assert "prospects" not in text
    assert "nombra 9 pedidos" in text


def test_credit_notes_with_amounts_of_their_own_are_subtracted(tmp_path: Path) -> None:
    back = "pedido;fecha;cliente;importe\nP001;05/03/2025;C1;100\n" + "".join(
        f"P{i:03};06/03/2025;C{i};40\n" for i in range(2, 6)
    )
    assert 'set: {"kind": "return"}' in proposed(tmp_path, {"ventas.csv": SALES, "devoluciones.csv": back})


def test_a_payment_beside_its_invoice_is_no_sale(tmp_path: Path) -> None:
    rows = "numero;fecha;cliente;tipo;importe\nF1;01/03/2025;a;Factura;100\nR1;05/03/2025;a;Cobranza;-100\nN1;06/03/2025;a;Nota de crédito;30\n"
    text = proposed(tmp_path, {"libro.csv": rows + "F2;08/03/2025;b;Factura;50\nF3;09/03/2025;b;Boleta;50\n"})
    assert 'kind: "tipo"' in text
    taken = take_in(tmp_path, {"libro.csv": rows})
    assert taken.total == 70
    assert taken.ledger == {"used": 2, "payment": 1}


@pytest.mark.parametrize(
    ("written", "said"), [("{1:02}-03-{0}", "el día primero"), ("{0}-03-{1:02}", "año, mes, día")]
)
def test_the_year_is_the_number_that_changes_least(tmp_path: Path, written: str, said: str) -> None:
    rows = "".join(f"P{i};{written.format(23 + i // 26, i % 26 + 1)};C{i % 4};10\n" for i in range(50))
    taken = take_in(tmp_path, {"v.csv": "pedido;fecha;cliente;importe\n" + rows})
    assert taken.ask(
        "SELECT CAST(min(date) AS DATE)::VARCHAR, CAST(max(date) AS DATE)::VARCHAR FROM transactions"
    ) == [("2023-03-01", "2024-03-24")]
    assert f"= {said} (" in taken.said
    assert "el año es el número que menos cambia" in taken.said


def test_contracts_alone_stand_on_the_day_of_the_last_one(tmp_path: Path) -> None:
    rows = (
        "contrato;cliente;inicio;fin;precio\nK1;a;01/01/2024;31/12/2024;10\nK2;b;15/05/2024;14/05/2025;10\n"
    )
    taken = take_in(tmp_path, {"contratos.csv": rows}, sources={"contracts": [{"path": "contratos.csv"}]})
    assert taken.intake.as_of.isoformat() == "2024-05-15"


def test_ana_is_one_person_however_her_e_mail_is_written(tmp_path: Path) -> None:
    rows = "pedido;fecha;cliente;importe\nP1;01/03/2025;Ana@x.co;10\nP2;02/03/2025;ana@X.co;10\nP3;02/03/2025;C-01;10\n"
    taken = take_in(tmp_path, {"v.csv": rows})
    assert taken.ask("SELECT DISTINCT customer_id FROM transactions ORDER BY 1") == [("C-01",), ("ana@x.co",)]


def test_a_list_of_shops_is_none_of_customers(tmp_path: Path) -> None:
    shops = "tienda_id;tienda;ciudad;region\n" + "".join(f"{i};Tienda {i};Lima;Lima\n" for i in range(1, 6))
    assert "tiendas.csv: no se reconoce" in proposed(tmp_path, {"ventas.csv": SALES, "tiendas.csv": shops})


def test_a_shop_s_list_of_products_asks_nobody(tmp_path: Path) -> None:
    rows = "ID,Type,SKU,Name,In stock?,Sold individually?,Regular price,Categories\n" + "".join(
        f"{i},simple,S{i},Thing {i},{i % 2},{i % 3 // 2},{10 + i},Toys\n" for i in range(30)
    )
    text = proposed(tmp_path, {"wc-product-export.csv": rows})
    assert "surveys" not in text
    assert "  products:" in text


def test_movements_of_a_bank_are_no_expenses(tmp_path: Path) -> None:
    bank = "move_id;fecha;descripcion;tipo;monto\n" + "".join(
        f"B{i};{i % 28 + 1:02}/03/2025;Pago {i};{'Ingreso' if i % 3 else 'Egreso'};{10 + i}\n"
        for i in range(30)
    )
    assert "banco.csv: no se reconoce" in proposed(tmp_path, {"ventas.csv": SALES, "banco.csv": bank})


def test_how_many_payments_failed_is_no_amount_and_the_last_day_no_day(tmp_path: Path) -> None:
    rows = "cliente_id;metodo_pago;num_pagos_rechazados;ultimo_pago;importe_total\n" + "".join(
        f"C{i};Tarjeta;{i % 4};2025-03-{i % 28 + 1:02};{100 + i * 7}\n" for i in range(40)
    )
    text = proposed(tmp_path, {"facturacion.csv": rows})
    assert 'amount: "num_pagos_rechazados"' not in text
    assert "  transactions:" not in text


def test_sums_tell_what_a_column_is(tmp_path: Path) -> None:
    rows = "pedido;fecha;cliente;cantidad;precio;costo;costo de venta;subtotal;impuesto;monto\n" + "".join(
        f"P{i};{i % 28 + 1:02}/03/2025;C{i % 5};{i % 4 + 1};30;{9 + i % 3};{(i % 4 + 1) * (9 + i % 3)};{(i % 4 + 1) * 30}"
        f";{(i % 4 + 1) * 30 * 0.13:.2f};{(i % 4 + 1) * 30 * 1.13:.2f}\n"
        for i in range(60)
    )
    text = proposed(tmp_path, {"ventas.csv": rows})
    assert 'gross: "monto"' in text
    assert 'unit_cost: "costo"' in text
    assert 'cost: "costo de venta"' in text
    assert "PREGUNTA: ventas.csv" not in text


def test_a_town_called_lebanon_is_in_tennessee(tmp_path: Path) -> None:
    towns = ["Lebanon", "Memphis", "Austin", "Fresno", *(f"Town {i}" for i in range(26))]
    states = ["Tennessee", "Texas", "California"]
    rows = "Order ID,Order Date,Customer ID,City,State,Sales\n" + "".join(
        f"P{i},2025-03-{i % 28 + 1:02},C{i % 9},{town},{states[i % 3]},10.5\n" for i, town in enumerate(towns)
    )
    (tmp_path / "orders.csv").write_text(rows)
    assert 'country: "US"' in propose([tmp_path / "orders.csv"], "x").text


def test_a_word_says_what_a_ticket_is_and_no_purchase_says_when(tmp_path: Path) -> None:
    rows = "Ticket ID,Customer Email,Date of Purchase,Ticket Type,First Response Time\n" + "".join(
        f"{i},a{i % 9}@x.co,2021-03-{i % 28 + 1:02},{['Refund request', 'Technical issue', 'Billing inquiry'][i % 3]},2023-06-01 10:00:00\n"
        for i in range(30)
    )
    text = proposed(tmp_path, {"tickets.csv": rows})
    assert (
        "billing inquiry → question, refund request → claim, technical issue → complaint" in text
        or "FALTA" in text
    )
    assert "opened_at:" not in text


def test_a_share_of_discount_counts_for_what_it_took_off(tmp_path: Path) -> None:
    priced = "pedido;fecha;cliente;cantidad;precio;descuento\n" + "".join(
        f"P{i};01/03/2025;C{i};2;50;0,2\n" for i in range(5)
    )
    paid = "pedido;fecha;cliente;ventas;descuento\n" + "".join(
        f"P{i};01/03/2025;C{i};80;0,2\n" for i in range(5)
    )
    for text in (priced, paid):
        taken = take_in(tmp_path, {"v.csv": text})
        assert taken.ask("SELECT sum(amount), sum(discount) FROM transactions") == [(400, 100)]


def test_the_contract_of_a_customer_with_one_is_known_by_it(tmp_path: Path) -> None:
    rows = "cliente_id,fecha_inicio,precio_mensual,num_renovaciones\n" + "".join(
        f"{i},2025-03-{i % 28 + 1:02},30.5,{i % 3}\n" for i in range(1, 20)
    )
    text = proposed(tmp_path, {"suscripciones.csv": rows})
    assert 'contract_id: "cliente_id"' in text
    assert "FALTA" not in text


def test_namesakes_that_chance_makes_are_not_one_customer(tmp_path: Path) -> None:
    """Ten first names, eight surnames and five towns: five hundred customers share four hundred names, and none is another."""
    firsts = ["Ana", "Luis", "Eva", "Juan", "Rosa", "Hugo", "Vera", "Iván", "Lola", "Omar"]
    lasts = ["Rojas", "Torres", "Flores", "Castro", "García", "Quispe", "Mendoza", "Ramírez"]
    towns = ["Lima", "Cusco", "Piura", "Tacna", "Ica"]
    chance = random.Random(5)
    rows = "".join(
        f"{i};{chance.choice(firsts)} {chance.choice(lasts)};{chance.choice(towns)}\n" for i in range(500)
    )
    people = "SELECT a AS customer_id, b AS name, c AS city, 'x' AS source, 'x' AS source_file, row_number() OVER () AS source_row, 'person' AS kind"
    connection = duckdb.connect()
    (tmp_path / "people.csv").write_text("a;b;c\n" + rows, encoding="utf-8")
    connection.execute(
        f"CREATE TABLE customers AS {people} FROM read_csv('{tmp_path / 'people.csv'}', delim=';', all_varchar=true)"
    )
    found = resolve(connection, country="PE")
    assert (found.counts["customers"], found.counts["pairs_for_review"]) == (500, 0)


def test_what_a_form_lets_people_tick_is_no_comment() -> None:
    served = [
        "Excepcional: el personal es amable",
        "Bueno: en general",
        "Aceptable: podría mejorar",
        "Insatisfactorio: necesita mejorar",
    ]
    asked = question("¿Qué opinás del servicio?", served, 300)
    assert [asked.figure(answer) for answer in served] == ["5", "4", "3", "2"]
    coming = question("¿Vendrías a un evento?", ["Si, me gustan", "No, no me interesa"], 300)
    assert (coming.kind, coming.figure("Si, me gustan")) == ("scale", "1")
    boxes = [
        "Precio",
        "Precio, Lugar",
        "Lugar, Trato",
        "Precio, Trato",
        "Trato, Lugar, Precio",
        "Precio, la abuela",
    ]
    assert question("¿Qué aspectos te motivan?", boxes, 90).kind == "several"
    assert (
        question("¿Cuál es el motivo principal de tus visitas?", ["Comidas", "Cenas", "Amigos"], 90).kind
        == "choice"
    )
    written = [
        "Falta sal, y pan",
        "La música, muy alta",
        "Nada, todo bien",
        "Más mesas",
        "Que abran el lunes",
    ]
    assert question("¿Qué mejorarías?", written, 6).kind == "text"


def test_whether_a_customer_is_still_there_is_no_province(tmp_path: Path) -> None:
    rows = "id,nombre,ciudad,estado\n" + "".join(
        f"{i},Ana Gil {i},Cali,{'Activo' if i % 3 else 'Baja'}\n" for i in range(30)
    )
    assert 'state: "estado"' not in proposed(tmp_path, {"clientes.csv": rows})
    assert 'state: "estado"' in proposed(
        tmp_path, {"clientes.csv": rows.replace("Activo", "Jalisco").replace("Baja", "Puebla")}
    )


def test_things_without_a_code_are_told_by_their_names(take: Take) -> None:
    text = "fecha,cliente,nombre_producto,importe\n" + "".join(
        f"2024-01-{1 + n % 28:02d},c{n % 9},{('Harina', 'Sal', 'Azúcar')[n % 3]},{n + 1}\n" for n in range(30)
    )
    sold = "SELECT product_id, sum(amount)::INT FROM transactions GROUP BY ALL ORDER BY 1"
    # 1 + 4 + … + 28, 2 + 5 + … + 29 and 3 + 6 + … + 30.
    assert take({"ventas.csv": text})(sold) == [("Azúcar", 165), ("Harina", 145), ("Sal", 155)]


def test_a_text_that_never_comes_again_is_no_thing(take: Take) -> None:
    text = "fecha,cliente,descripcion,importe\n" + "".join(
        f"2024-01-{1 + n % 28:02d},c{n % 9},pedido número {n} de la semana,{n + 1}\n" for n in range(30)
    )
    ask = take({"ventas.csv": text})
    assert ask("SELECT count(product_id) FROM transactions") == [(0,)]


def test_an_appointment_is_sold_on_its_day_and_a_number_of_its_own_is_no_thing(take: Take) -> None:
    """As salons export their diary: created and held on different days, a reference on every row, the service beside it."""
    head = "Ref #,Channel,Created date,Client,Service,Scheduled date,Team member,Price,Status\n"
    text = head + "".join(
        f"#{n:05d},Online,0{1 + n % 9} Jan 2024,Ana {n % 7},{('Corte', 'Tinte')[n % 2]},{10 + n % 19} Jan 2024,Sara,€25.00,Completed\n"
        for n in range(24)
    )
    ask = take({"appointments_list.csv": text})
    assert ask("SELECT product_id, count(*) FROM transactions GROUP BY ALL ORDER BY 1") == [
        ("Corte", 12),
        ("Tinte", 12),
    ]
    assert ask(
        "SELECT min(date)::DATE::VARCHAR, max(date)::DATE::VARCHAR, any_value(seller_id) FROM transactions"
    ) == [("2024-01-10", "2024-01-28", "Sara")]


@pytest.mark.parametrize("known", [True, False])
def test_names_of_no_known_word_are_not_all_alike(known: bool) -> None:
    """Four rows of three names in one town: two have the first word, two the last one, so chance makes 6 × 6/16 × 6/16 pairs of the one there is."""
    parts = "[tokens[1]], [tokens[2]]" if known else "[], []"
    with duckdb.connect() as connection:
        connection.execute(f"""
            CREATE TABLE people AS SELECT name AS name_key, tokens, {parts.replace("], [", "] AS first, [")} AS last, 'x' AS city,
                NULL AS document, NULL AS email, NULL AS phone, NULL AS birth
            FROM (SELECT name, string_split(name, ' ') AS tokens FROM (VALUES ('a b'), ('a b'), ('c d'), ('e f')) AS t(name))
        """)
        assert _namesakes(connection, "people") == pytest.approx(6 * 6 / 16 * 6 / 16)


def till(price: Callable[[int, int], int]) -> str:
    """Sixty lines of a till: three dishes, one or two of each, some with a discount of 1; the price of one and the quantity make the price told."""
    lines = ["Cuenta;Fecha;Producto;Cant;Precio;Descuento;Nota"]
    for i in range(60):
        told, less = price((5, 8, 11)[i % 3], 1 + i // 3 % 2), int(i % 5 == 0)
        dish = ("Arroz", "Pisco", "Flan")[i % 3]
        lines.append(f"T{i // 2};{i % 28 + 1:02}/03/2025;{dish};{1 + i // 3 % 2};{told};{less};{told - less}")
    return "\n".join(lines) + "\n"


def test_a_price_that_grows_with_the_quantity_is_that_of_the_line(tmp_path: Path) -> None:
    found = proposed(tmp_path, {"ventas.csv": till(lambda one, many: one * many)})
    assert 'amount: "Nota"' in found, "what is left of it after the discount"
    assert "unit_price" not in found


def test_a_price_that_does_not_is_that_of_one(tmp_path: Path) -> None:
    assert 'unit_price: "Precio"' in proposed(tmp_path, {"ventas.csv": till(lambda one, _many: one)})


def test_an_empty_column_gives_way_and_proves_nothing(tmp_path: Path) -> None:
    rows = "".join(f"R{i};Gil {i % 9};{i % 28 + 1:02}/03/2025;{100 + i},50;;;\n" for i in range(40))
    text = f"Reserva;Booked by;Check-in;Price;Documento;Address;Phone number\n{rows}"
    found = proposed(tmp_path, {"lista.csv": text})
    assert "  transactions:" in found
    assert 'customer_id: "Booked by"' in found
    assert 'amount: "Price"' in found
    mails = "".join(f";a{i % 9}@x.co;{i % 28 + 1:02}/03/2025;{100 + i}\n" for i in range(40))
    found = proposed(tmp_path, {"ventas.csv": f"Documento;Email;Fecha;Importe\n{mails}"})
    assert 'customer_id: "Email"' in found


def test_one_amount_on_every_row_of_an_order_is_asked_about(tmp_path: Path) -> None:
    paid = (20, 45, 60, 80)
    rows = "".join(
        f"O{i // 3};{i // 3 % 28 + 1:02}/03/2025;a{i // 3 % 9}@x.co;{paid[i // 3 % 4]}\n" for i in range(60)
    )
    found = proposed(tmp_path, {"ventas.csv": f"Pedido;Fecha;Email;Total\n{rows}"})
    assert "# amounts: orders  # así da $1.025" in found
    assert "# amounts: lines  # así da $3.075" in found
    both = {"path": "ventas.csv", "amounts": "lines"}
    assert take_in(tmp_path, {}, sources={"transactions": [both]}).total == 3075


def test_a_line_s_own_total_goes_before_the_invoice_s(tmp_path: Path) -> None:
    rows = "".join(
        f"F{i // 2};{i % 28 + 1:02}/03/2025;C{i // 2 % 7};{1 + i % 2};{10 + i % 3};{(1 + i % 2) * (10 + i % 3)};99\n"
        for i in range(40)
    )
    found = proposed(tmp_path, {"v.csv": f"Factura;Fecha;Cliente;Cantidad;Precio;Item Total;Total\n{rows}"})
    assert 'amount: "Item Total"' in found


def paid_in_two(headers: str, rate: float) -> str:
    """Every third sale in dollars: 100 where the company counts 100 × rate, told as comma decimals."""
    rows = [headers]
    for i in range(30):
        abroad = i % 3 == 0
        told = 100 * rate if abroad else 100
        money = "USD" if abroad else "BRL"
        rows.append(
            f"V{i:02};{i % 28 + 1:02}/03/2025;C{i % 7};BRL;100,00;{money};{told:.2f}".replace(".", ",")
        )
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    "headers",
    ["Total;Currency;Total (LCY)", "Importe;Moneda;Importe en moneda local", "Valor;Moeda;Valor convertido"],
)
def test_what_is_converted_already_counts_and_no_currency_beside_it(headers: str, take: Take) -> None:
    text = paid_in_two(f"Pedido;Fecha;Cliente;Pago;{headers}", 5)
    # 20 of 100, and 10 of 500.
    ask = take({"ventas.csv": text})
    assert ask("SELECT count(*), sum(amount) FROM transactions") == [(30, 7000)]


def test_of_two_currencies_the_one_that_changes_is_believed(take: Take) -> None:
    text = paid_in_two("Pedido;Fecha;Cliente;Moneda;Precio lista;Moneda;Importe", 0.2)
    # The ten in dollars are set aside, as they are in any file.
    ask = take({"ventas.csv": text})
    assert ask("SELECT count(*), sum(amount) FROM transactions") == [(20, 2000)]


def test_a_file_all_in_another_money_keeps_it(tmp_path: Path) -> None:
    rows = "".join(f"V{i};{i % 28 + 1:02}/03/2025;C{i % 7};USD;100;{400 + i}\n" for i in range(30))
    found = proposed(tmp_path, {"v.csv": f"Pedido;Fecha;Cliente;Moneda;Total;Total convertido\n{rows}"})
    assert 'amount: "Total"' in found
    assert 'currency: "USD"' in found


def test_a_row_s_own_rate_converts_it(take: Take) -> None:
    rows = [f"F{i};{i % 28 + 1:02}/03/2025;C{i % 7};100.00;MXN;1" for i in range(20)]
    rows += [f"D{i};{i % 28 + 1:02}/03/2025;C{i % 7};10.00;USD;{17 + i % 2 / 2:.4f}" for i in range(10)]
    # Where nobody gave a rate 1 stands, and a dollar is no peso: these two are set aside.
    rows += [f"E{i};{i % 28 + 1:02}/03/2025;C{i % 7};10.00;USD;1" for i in range(2)]
    ask = take({"facturas.csv": "Folio;Fecha;Cliente;Subtotal;Moneda;Tipo Cambio\n" + "\n".join(rows) + "\n"})
    # 20 × 100, 5 × 170, 5 × 175.
    assert ask("SELECT count(*), sum(amount) FROM transactions") == [(30, 3725)]
    aside = ask("SELECT reason, sum(rows)::INTEGER FROM ledger WHERE fate = 'set_aside' GROUP BY 1")
    assert aside == [("other_currency", 2)]
