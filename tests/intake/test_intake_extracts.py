"""Two extracts of the same sales with other columns: what both tell counts once, and where they disagree somebody is asked."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from intake_company import take_in

FULL = "factura,producto,cliente,fecha,importe\n" + "".join(
    f"{100 + i},P{i % 3},C{i % 4},2024-01-{10 + i:02} 10:0{i % 10}:00,{1000 + i}\n" for i in range(10)
)
POOR = "cliente,fecha,importe\n" + "".join(
    f"C{i % 4},2024-01-{10 + i:02} 10:0{i % 10}:00,{1000 + i}\n" for i in range(6, 14)
)


def test_rows_that_both_files_tell_count_once_and_the_fuller_file_stays(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"full.csv": FULL, "poor.csv": POOR})
    assert taken.total == sum(1000 + i for i in range(14))
    assert taken.ledger == {"used": 14, "duplicate_row": 4}
    assert taken.ask("SELECT DISTINCT source_file FROM set_aside") == [("poor.csv",)]
    assert "La misma fila en dos archivos que se traslapan" in taken.said


def test_a_few_alike_among_many_are_told_and_stay(tmp_path: Path) -> None:
    """Half of the rows of the same days are in the other file: chance or not, somebody must look."""
    other = POOR.replace(",1006", ",7").replace(",1007", ",8") + "".join(
        f"C{i},2024-01-1{i + 6} 09:00:00,{i}\n" for i in range(3)
    )
    more = (
        FULL
        + "120,P1,C9,2024-01-16 12:00:00,5\n121,P1,C9,2024-01-19 12:00:00,5\n122,P1,C2,2024-01-20 10:00:00,1010\n"
    )
    taken = take_in(tmp_path, {"full.csv": more, "poor.csv": other})
    assert taken.ledger["used"] == 10 + 3 + 8 + 3
    assert "se cuentan dos veces" in taken.said


def test_an_order_told_line_by_line_and_as_a_whole_counts_once(tmp_path: Path) -> None:
    lines = "pedido,cliente,fecha,producto,cantidad,precio\n1,C1,2024-01-05,A,2,10\n1,C1,2024-01-05,B,1,5\n2,C2,2024-01-06,A,1,10\n"
    orders = "pedido,cliente,fecha,total\n1,C1,2024-01-05,25\n2,C2,2024-01-06,10\n3,C3,2024-01-07,99\n"
    taken = take_in(tmp_path, {"lineas.csv": lines, "pedidos.csv": orders})
    assert taken.total == Decimal(25 + 10 + 99)
    assert taken.ledger == {"used": 4, "same_order": 2}
    assert not taken.intake.questions
    wrong = take_in(tmp_path, {"lineas.csv": lines, "pedidos.csv": orders.replace("05,25", "05,45")})
    (question,) = wrong.intake.questions
    assert (question.about, question.taken.total, question.other.total) == ("extract", 134, 154)
    sources = [{"path": "lineas.csv"}, {"path": "pedidos.csv", "overrides": True}]
    told = take_in(
        tmp_path,
        {"lineas.csv": lines, "pedidos.csv": orders.replace("05,25", "05,45")},
        sources={"transactions": sources},
    )
    assert told.total == Decimal(154)
    assert not told.intake.questions


def test_two_shops_may_number_their_orders_alike(tmp_path: Path) -> None:
    one = "pedido,cliente,fecha,total\n" + "".join(f"{i},A{i},2024-01-{i:02},{i}0\n" for i in range(1, 9))
    other = "pedido,cliente,fecha,total,vendedor\n" + "".join(
        f"{i},B{i},2024-02-{i:02},{i}1,V1\n" for i in range(1, 9)
    )
    taken = take_in(tmp_path, {"norte.csv": one, "sur.csv": other})
    assert taken.ledger == {"used": 16}


# A till that tells neither who bought nor a number: only the whole file tells that it is the same one.
TILL = "fecha,producto,importe\n" + "".join(
    f"2024-03-{1 + i // 3:02},P{i % 3},{5 + i % 3 + i // 20}00\n" for i in range(30)
)


def test_a_till_given_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    once = take_in(tmp_path, {"caja.csv": TILL})
    files = {"caja.csv": TILL, "caja (copia).csv": TILL.replace(",", ";")}
    for sources in (
        [{"path": "caja.csv"}, {"path": "caja.csv"}],
        [{"path": "caja*.csv"}],
        [{"path": "caja.csv"}, {"path": "caja (copia).csv"}],
    ):
        twice = take_in(tmp_path, files, sources={"transactions": sources})
        assert twice.total == once.total
        assert twice.ledger == {"anonymous": 30, "duplicate_row": 30}
        assert "dice lo mismo que" in twice.said


def test_a_till_that_goes_on_where_another_ends_counts_the_common_days_once(tmp_path: Path) -> None:
    head, *rows = TILL.splitlines()
    first, second = ("\n".join([head, *some]) + "\n" for some in (rows[:21], rows[9:]))
    taken = take_in(tmp_path, {"a.csv": first, "b.csv": second})
    assert taken.total == take_in(tmp_path, {"caja.csv": TILL}).total
    assert taken.ledger == {"anonymous": 30, "duplicate_row": 12}


def test_two_tills_of_one_price_list_are_two(tmp_path: Path) -> None:
    """On each day nearly as many of each thing: no proof, but told."""
    other = TILL.replace("2024-03-07,P1,600\n", "").replace("2024-03-01,P0,500\n", "")
    taken = take_in(tmp_path, {"norte.csv": TILL, "sur.csv": other})
    assert taken.ledger == {"anonymous": 58}
    assert "si es lo mismo, se cuenta dos veces" in taken.said


def test_answers_of_nobody_knows_whom_are_not_one_because_they_are_alike(tmp_path: Path) -> None:
    head = "instrumento,item,respuesta\n"
    first, second = (head + "".join(f"nps,q1,{(i * step) % 11}\n" for i in range(12)) for step in (1, 5))
    sources = {"surveys": [{"path": "enero.csv"}, {"path": "febrero.csv"}]}
    taken = take_in(
        tmp_path, {"enero.csv": first, "febrero.csv": second.replace(",0\n", ",10\n")}, sources=sources
    )
    assert taken.ledger == {"used": 24}
    again = take_in(tmp_path, {"enero.csv": first, "febrero.csv": first}, sources=sources)
    assert again.ledger == {"used": 12, "duplicate_row": 12}
