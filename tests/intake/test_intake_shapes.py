"""Files as companies have them, of no known tool: states, orders on several rows, taxes, currencies, keys, surveys, months as columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_company import take_in
from test_intake_tools import Take, take

from clientela.intake.sales.states import state_of
from clientela.intake.shapes.scales import question

__all__ = ["take"]

STATES = "pedido,cliente,fecha,total,estado\n1,ana,2025-01-02,100,Pagado\n2,luz,2025-01-03,50,Anulado\n3,ana,2025-01-04,30,Cotización\n4,eva,2025-01-05,20,Pendiente\n5,eva,2025-01-06,10,Reembolsado\n"


def test_states_decide_what_is_a_sale(take: Take) -> None:
    ask = take({"pedidos.csv": STATES})
    assert ask("SELECT sum(amount)::DOUBLE FROM transactions") == [(120.0,)]
    reasons = ask("SELECT reason, rows FROM ledger WHERE fate = 'set_aside' ORDER BY 1")
    assert reasons == [("cancelled", 1), ("quotation", 1), ("refunded", 1)]


def test_a_state_of_the_country_is_no_state_of_an_order(take: Take) -> None:
    ask = take({"ventas.csv": STATES.replace("Anulado", "Jalisco").replace("Pagado", "Sonora").replace("Cotización", "Colima")})  # fmt: skip
    assert ask("SELECT count(*) FROM transactions") == [(5,)]


def test_further_lines_of_an_order_take_what_it_says(take: Take) -> None:
    text = "factura,fecha,cliente,producto,cantidad,precio\nF1,2025-01-02,ana,A,2,10\n,,,B,1,5\nF2,2025-01-03,luz,A,1,10\n"
    ask = take({"ventas.csv": text})
    assert ask(
        "SELECT order_id, customer_id, amount::DOUBLE FROM transactions ORDER BY product_id, order_id"
    ) == [
        ("F1", "ana", 20.0),
        ("F2", "luz", 10.0),
        ("F1", "ana", 5.0),
    ]


def test_an_order_total_on_each_line_counts_once(take: Take) -> None:
    rows = ["pedido,fecha,cliente,producto,cantidad,precio_unitario,total"]
    for n in range(1, 5):
        rows += [f"{n},2025-01-0{n},c{n},A,2,10,{20 + n}", f"{n},2025-01-0{n},c{n},B,1,{n},{20 + n}"]
    ask = take({"ventas.csv": "\n".join(rows) + "\n"})
    assert ask("SELECT sum(amount)::DOUBLE FROM transactions") == [(21 + 22 + 23 + 24.0,)]


def test_tax_within_the_amount_is_taken_off(take: Take) -> None:
    within = "factura,cliente,fecha,total,iva\n1,ana,2025-01-02,119,19\n2,luz,2025-01-03,238,38\n"
    assert take({"ventas.csv": within})("SELECT sum(amount)::DOUBLE FROM transactions") == [(300.0,)]


def test_tax_within_quantity_times_price_is_taken_off_too(take: Take) -> None:
    within = (
        "factura,cliente,fecha,cantidad,precio,iva\n1,ana,2025-01-02,2,119,38\n2,luz,2025-01-03,1,238,38\n"
    )
    assert take({"ventas.csv": within})("SELECT sum(amount)::DOUBLE FROM transactions") == [(400.0,)]


def test_the_tax_of_an_order_told_on_each_of_its_lines_is_taken_off_none(take: Take) -> None:
    lines = "1,ana,2025-01-02,2,119,57\n1,ana,2025-01-02,1,119,57\n2,luz,2025-01-03,1,238,57\n2,luz,2025-01-03,1,119,57\n"
    text = "factura,cliente,fecha,cantidad,precio,iva\n" + lines
    assert take({"ventas.csv": text})("SELECT sum(amount)::DOUBLE FROM transactions") == [(714.0,)]


def test_other_currencies_are_set_aside(take: Take) -> None:
    text = (
        "cliente,fecha,importe,moneda\nana,2025-01-02,100,COP\nluz,2025-01-03,30,USD\neva,2025-01-04,50,COP\n"
    )
    ask = take({"ventas.csv": text})
    assert ask("SELECT sum(amount)::DOUBLE FROM transactions") == [(150.0,)]
    assert ask("SELECT reason, rows FROM ledger WHERE fate = 'set_aside'") == [("other_currency", 1)]


def test_customers_and_days_alone_are_purchases(take: Take) -> None:
    ask = take({"compras.csv": "cust,date\nA1,2024-02-11\nA2,2024-03-12\nA1,2024-04-13\n"})
    assert ask("SELECT customer_id, count(*) FROM transactions GROUP BY 1 ORDER BY 1") == [
        ("A1", 2),
        ("A2", 1),
    ]


def test_sales_without_a_customer_count_in_totals(take: Take) -> None:
    ask = take(
        {"ventas.csv": "fecha,codigo,descripcion,cantidad,precio_unitario\n2025-11-25,P4,Cuatro,3,33\n"}
    )
    assert ask("SELECT amount::DOUBLE, fate FROM transactions") == [(99.0, "totals")]


def test_the_key_is_the_column_that_identifies_rows(take: Take) -> None:
    rows = "".join(f"{n},Ana{n % 7},Gil,n{n % 7}@x.co,Cali\n" for n in range(1, 31))
    ask = take({"clientes.csv": "registro,nombres,apellidos,correo,ciudad\n" + rows})
    assert ask("SELECT count(*), count(DISTINCT customer_id) FROM customers") == [(30, 30)]


def test_a_call_centre_opens_capacity(take: Take) -> None:
    text = "Fecha,Llamadas,Atendidas,Abandonadas,TMO (s),Nivel de servicio (20 s)\n2025-01-01,257,240,17,120,0.83\n2025-01-02,131,122,9,60,0.95\n"
    ask = take({"llamadas.csv": text})
    found = ask("SELECT unit, arrivals::INTEGER, handling_minutes::DOUBLE, within_seconds::INTEGER FROM capacity ORDER BY period")  # fmt: skip
    assert found == [("Centro", 257, 2.0, 20), ("Centro", 131, 1.0, 20)]


FORM = (
    "Marca temporal,Dirección de correo electrónico,¿En qué sede compró?,Califique de 1 a 5 [Amabilidad],"
    '"De 0 a 10, ¿qué tan probable es que nos recomiende?",¿Volvería a comprar?,¿Qué medios usa?,¿Qué podemos mejorar?\n'
    '02/09/2025 03:36:00,ana@x.co,Sur,5,8,Sí,"Correo, Radio",La fila es muy larga\n'
    "13/09/2025 13:30:00,luz@x.co,Centro,3,10,Tal vez,Correo,\n"
)


def test_a_form_becomes_answers_questions_and_sayings(take: Take) -> None:
    ask = take({"Encuesta (respuestas) 1.csv": FORM})
    asked = dict(ask("SELECT item, answer FROM surveys WHERE customer_id = 'ana@x.co' AND answer <> 'Radio'"))
    assert asked["Amabilidad"] == "5"
    assert asked["De 0 a 10, ¿qué tan probable es que nos recomiende?"] == "8"
    assert asked["¿Volvería a comprar?"] == "1"
    scales = ask(
        "SELECT scale_min::INTEGER, scale_max::INTEGER FROM items WHERE scale_max IS NOT NULL ORDER BY 2"
    )
    assert scales == [(0, 1), (1, 5), (0, 10)]
    assert ask("SELECT text, branch FROM interactions") == [("La fila es muy larga", "Sur")]


def test_a_second_row_of_headers_says_which_part_a_column_is(take: Take) -> None:
    text = (
        "Respondent ID,Collector ID,Start Date,How satisfied are you?,Rate our shop,,Why?\n"
        ",,,Response,Speed,Price,Open-Ended Response\n"
        "101,7,09/13/2025,Satisfied,4,2,Nice people there\n102,7,09/14/2025,Very dissatisfied,1,5,Slow and far away\n"
    )
    ask = take({"survey.csv": text})
    assert ask("SELECT item, answer FROM surveys WHERE source_row = 3 ORDER BY 1") == [
        ("How satisfied are you?", "4"),
        ("Price", "2"),
        ("Speed", "4"),
    ]


def test_a_name_on_two_rows_of_months_is_two_customers_until_somebody_says_one(tmp_path: Path) -> None:
    names = [*(f"Cliente {i}" for i in range(9)), "Ana Ruiz", "Ana Ruiz", "Subtotal Norte", "Subtotal Norte"]
    text = "Cliente,Vendedor,ene-25,feb-25,mar-25\n" + "".join(f"{name},Luz,10,5,1\n" for name in names)
    source = {"path": "ventas.csv", "shape": "months"}
    two = take_in(tmp_path, {"ventas.csv": text}, sources={"transactions": source})
    count = "SELECT count(DISTINCT customer_id), sum(amount)::DOUBLE FROM transactions"
    assert two.ask(count) == [(11, 176.0)]
    assert "cada fila se cuenta como un cliente distinto" in two.said
    source |= {"values": {"customer_id": {"Ana Ruiz (2)": "Ana Ruiz"}}}
    one = take_in(tmp_path, {"ventas.csv": text}, sources={"transactions": source})
    assert one.ask(count) == [(10, 176.0)]


def test_months_as_columns_become_rows(take: Take) -> None:
    text = "Cliente,Vendedor,ene-25,feb-25,mar-25,Total\nana,Luz,100,,30,130\neva,Luz,,50,20,70\nTOTAL GENERAL,,100,50,50,200\n"
    ask = take({"ventas.csv": text})
    assert ask("SELECT sum(amount)::DOUBLE, count(*), count(DISTINCT customer_id) FROM transactions") == [
        (200.0, 4, 2)
    ]


TOTALS = {
    "behind the name of a group": "Region,Customer,Jan-24,Feb-24,Mar-24,Grand Total\nNorth,ana,100,20,30,150\n,eva,5,50,20,75\n"
    "North Total,,105,70,50,225\nGrand Total,,105,70,50,225\n",
    "in the customer's column": "Zona,Cliente,ene-24,feb-24,mar-24\nNorte,ana,100,20,30\nNorte,eva,5,50,20\nNorte,Total,105,70,50\n",
    "above its members, by its figures alone": "Cliente,ene-24,feb-24,mar-24\nNorte,105,70,50\nana,100,20,30\neva,5,50,20\n",
}


@pytest.mark.parametrize("text", TOTALS.values(), ids=TOTALS)
def test_a_row_that_adds_others_up_counts_once_and_is_told(tmp_path: Path, text: str) -> None:
    taken = take_in(
        tmp_path, {"ventas.csv": text}, sources={"transactions": {"path": "ventas.csv", "shape": "months"}}
    )
    assert taken.ask("SELECT sum(amount)::DOUBLE, count(DISTINCT customer_id) FROM transactions") == [
        (225.0, 2)
    ]
    assert "otra vez" in taken.said or "de totales" in taken.said


def test_twice_the_price_of_two_others_is_no_total(take: Take) -> None:
    text = "Cliente,ene-25,feb-25,mar-25\nana,200,200,200\neva,100,100,100\nluz,100,100,100\n"
    assert take({"ventas.csv": text})("SELECT sum(amount)::DOUBLE FROM transactions") == [(1200.0,)]


def test_several_of_a_few_options_are_no_comments_whatever_the_question_begins_with() -> None:
    ticked = ["Tienda", "Web", "Tienda, Web", "Web, WhatsApp", "WhatsApp", "Tienda, WhatsApp"]
    assert question("¿Por qué medios nos compra?", ticked).kind == "several"
    assert question("¿Por qué nos compra?", ticked).kind == "several"
    assert question("¿Por qué canal nos conoció?", ["Un amigo", "La radio", "Internet"]).kind == "choice"
    written = ["Bueno, rápido y cerca", "Por el precio", "Porque sí, y punto"]
    assert question("¿Por qué nos compra?", written).kind == "text"


def test_a_row_that_is_itself_a_refund_is_taken_off_once(take: Take) -> None:
    """A till's receipts: 200 and 150 sold, the second of which comes back on a row of its own that tells it twice."""
    rows = "1,Sale,2025-01-02,ana,0,200\n2,Sale,2025-01-03,luz,0,150\n3,Refund,2025-01-04,luz,150,-150\n"
    ask = take(
        {"ventas.csv": "Receipt number,Receipt type,Date,Customer name,Refunds,Net sales\n" + rows},
    )
    assert ask("SELECT sum(amount)::DOUBLE, count(*) FROM transactions") == [(200.0, 3)]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Error en el pago", "cancelled"), ("Pago no exitoso", "cancelled"), ("Incompleto", "cancelled"), ("Desaprobado", "cancelled"),
        ("No vigente", "cancelled"), ("Unsuccessful", "cancelled"), ("No facturado", "pending"), ("No entregado", None),
        ("Pago aceptado", "paid"), ("Pagado sin error", "paid"), ("Vigente", "paid"),
    ],
)  # fmt: skip
def test_what_failed_is_no_sale_though_its_word_holds_that_of_one(word: str, state: str | None) -> None:
    assert state_of(word) == state


@pytest.mark.parametrize(("yes", "no"), [("Sí", "No"), ("true", "false"), ("1", "0"), ("X", "")])
@pytest.mark.parametrize("header", ["devuelto", "refunded", "Returned"])
def test_a_mark_of_what_came_back_is_no_sum_of_money(take: Take, header: str, yes: str, no: str) -> None:
    rows = f"F1,ana,2025-01-02,100,{no}\nF2,luz,2025-01-03,30,{yes}\nF3,eva,2025-01-04,50,{no}\nF4,ana,2025-01-05,7,{no}\n"
    ask = take({"ventas.csv": f"factura,cliente,fecha,importe,{header}\n{rows}"})
    assert ask("SELECT sum(amount)::DOUBLE FROM transactions") == [(157.0,)]
    assert ask("SELECT reason, rows FROM ledger WHERE fate = 'set_aside'") == [("refunded", 1)]
