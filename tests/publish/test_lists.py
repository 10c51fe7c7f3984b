"""The call lists: who is on them, who is left alone by lot, what nobody may read, and how they come back as contacts."""

import datetime as dt
import json

import pandas as pd
import pytest
from openpyxl import load_workbook

from clientela.companies.config import Company
from clientela.publish.lists import lists


@pytest.fixture
def folders(tmp_path):
    """Forty late customers of two sellers; c00 gave no permission, c01 was called last week, c02 bears a formula for a name."""
    marts, tables = tmp_path / "marts", tmp_path / "tables"
    (marts / "private").mkdir(parents=True)
    tables.mkdir()
    who = [f"c{place:02d}" for place in range(40)]
    (marts / "facts.json").write_text(json.dumps({"as_of": "2026-06-30"}))
    pd.DataFrame(
        {
            "customer_id": who, "days_late": 12.0, "typical_gap": 30.0, "repeat_mean": range(140, 100, -1), "stake_low": 50.0,
            "stake_high": 200.0, "seller_id": ["V1"] * 20 + ["V2"] * 20,
        }
    ).to_parquet(tables / "loyalty.due_list.parquet")  # fmt: skip
    last = pd.Series(pd.NaT, index=range(40), dtype="datetime64[ns]")
    last[1] = pd.Timestamp(2026, 6, 23)
    pd.DataFrame(
        {
            "customer_id": who, "may_phone": [place > 0 for place in range(40)], "may_email": False, "may_post": False,
            "last_contact": last, "unsubscribed": False,
        }
    ).to_parquet(marts / "permissions.parquet")  # fmt: skip
    names = [f"Nombre {place}" for place in range(40)]
    names[2] = '=HYPERLINK("http://malo","x")'
    pd.DataFrame(
        {
            "customer_id": who, "name": names, "first_name": None, "last_name": None,
            "phone": ["+57 300 1234567"] * 40, "email": ["a@b.co"] * 40,
        }
    ).to_parquet(marts / "private" / "golden.parquet")  # fmt: skip
    return marts, tables


def company(**thresholds):
    return Company.model_validate(
        {"name": "Prueba", "sources": {}, "thresholds": thresholds, "key": "prueba"}
    )


def rows(path):
    sheet = load_workbook(path)["Lista"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return pd.DataFrame(table[1:], columns=table[0])


def test_one_workbook_a_seller_with_only_its_customers(folders, tmp_path):
    target = tmp_path / "private" / "lists"
    written = lists.write(target, *folders, company())
    assert sorted(path.name for path in written) == ["todos.xlsx", "vendedor_V1.xlsx", "vendedor_V2.xlsx"]
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert target.stat().st_mode & 0o777 == 0o700
    one, other, every = (
        rows(target / name) for name in ("vendedor_V1.xlsx", "vendedor_V2.xlsx", "todos.xlsx")
    )
    assert set(one.Vendedor) == {"V1"}
    assert set(other.Vendedor) == {"V2"}
    assert len(one) + len(other) == len(every) == 38
    assert not {"c00", "c01"} & set(every.Cliente)
    called = every[every.Grupo == "tratado"]
    assert called["Suele dejar en una compra"].is_monotonic_decreasing
    assert called.Motivo.iloc[0] == "Debía haber vuelto: suele comprar cada 30 días y lleva 12 de más."
    # May be called, may not be written to.
    assert called.Teléfono.notna().all()
    assert every.Correo.isna().all()


def test_the_control_is_a_stable_lot_and_cannot_be_called(folders):
    first, again = (lists.calls(*folders, company(control_share=0.3)) for _turn in range(2))
    assert first.arm.tolist() == again.arm.tolist()
    control = first[first.arm == "control"]
    assert 3 <= len(control) <= 20
    assert control[["person", "phone", "email"]].isna().all().all()
    assert set(control.customer_id) == {
        who for who in first.customer_id if lists.lot("lista-2026-06-30", who) < 0.3
    }
    # Another list, another lot.
    assert {lists.lot("lista-2026-07-31", who) < 0.3 for who in control.customer_id} == {True, False}
    drawn = [lists.lot("x", place) for place in range(4000)]
    assert sum(value < 0.2 for value in drawn) / 4000 == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("room", [0, 1, 7, 1000])
def test_no_more_calls_than_there_is_room_for(folders, room):
    listed = lists.calls(*folders, company(room_per_week=room))
    assert (listed.arm == "treated").sum() == min(
        room, (lists.calls(*folders, company()).arm == "treated").sum()
    )
    if room == 0:
        assert listed.empty


def test_room_of_stage_one_holds_by_channel(folders):
    marts, tables = folders
    pd.DataFrame(
        {"week_start": [pd.Timestamp(2026, 6, 29)], "unit": "a", "channel": ["teléfono"], "room": [4.0]}
    ).to_parquet(tables / "company.room.parquet")
    assert (lists.calls(marts, tables, company()).arm == "treated").sum() == 4


def test_no_cell_is_ever_a_formula(folders, tmp_path):
    lists.write(tmp_path / "lists", *folders, company(control_share=0))
    sheet = load_workbook(tmp_path / "lists" / "todos.xlsx")["Lista"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert len(dangerous) == 1 + 38
    assert all(cell.quotePrefix for cell in dangerous)
    told = [
        row[0].value for row in load_workbook(tmp_path / "lists" / "todos.xlsx")["Cómo se llena"].iter_rows()
    ]
    assert told[0].startswith("Para qué: hablar con quien ya debía haber vuelto")
    assert told[1].startswith("Con qué derecho: el permiso que cada uno dio")
    assert told[2].endswith("Responde por ella: Ventas.")
    # On paper twenty columns lie on two sheets, each with its headings and whose row it is.
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 2)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$B:$B")


def test_the_same_list_gives_the_same_bytes(folders, tmp_path):
    for name in ("a", "b"):
        lists.write(tmp_path / name, *folders, company())
    assert (tmp_path / "a" / "todos.xlsx").read_bytes() == (tmp_path / "b" / "todos.xlsx").read_bytes()


def test_nobody_to_call_writes_nothing(folders, tmp_path):
    marts, tables = folders
    (tables / "loyalty.due_list.parquet").unlink()
    assert lists.write(tmp_path / "lists", marts, tables, company()) == []
    assert not (tmp_path / "lists").exists()


def test_nobody_allows_a_call_and_the_list_is_empty(folders):
    marts, tables = folders
    permissions = pd.read_parquet(marts / "permissions.parquet").assign(may_phone=False)
    permissions.to_parquet(marts / "permissions.parquet")
    assert lists.calls(marts, tables, company()).empty


def test_without_any_telephone_or_e_mail_the_list_is_of_ids(folders):
    marts, tables = folders
    golden = pd.read_parquet(marts / "private" / "golden.parquet").assign(phone=None, email=None)
    golden.to_parquet(marts / "private" / "golden.parquet")
    permissions = pd.read_parquet(marts / "permissions.parquet").assign(may_phone=False)
    permissions.to_parquet(marts / "permissions.parquet")
    listed = lists.calls(marts, tables, company())
    assert len(listed) == 40
    assert listed.phone.isna().all()


def test_sellers_become_safe_and_different_file_names():
    first = lists._file_name("../Ana/López", {})
    assert first == "vendedor_Ana_López"
    assert lists._file_name("Ana López", {first: None}) != first
    assert lists._file_name("", {}) == "vendedor_sin_vendedor"


SETTINGS = """\
name: Prueba
as_of: 2026-07-31
sources:
  transactions: {path: ventas.csv}
  contacts: [{path: "listas/*.xlsx", sheet: Lista}]
"""


def test_what_sellers_fill_in_comes_back_as_contacts(folders, home):
    from clientela import loyalty
    from clientela.companies.config import load
    from clientela.companies.preparation import prepare
    from clientela.marts import Marts

    place = home / "data" / "prueba"
    lists.write(place / "listas", *folders, company())
    (place / "listas" / "todos.xlsx").unlink()
    (place / "company.yml").write_text(SETTINGS)
    called = []
    for path in sorted((place / "listas").iterdir()):
        book = load_workbook(path)
        sheet = book["Lista"]
        titles = [cell.value for cell in sheet[1]]
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, titles.index("Grupo") + 1).value == "tratado":
                called.append(sheet.cell(row, titles.index("Cliente") + 1).value)
                for title, value in (
                    ("Fecha del contacto", dt.date(2026, 7, 1)),
                    ("Contactado", "Sí"),
                    ("Respondió", "No"),
                    ("Ingreso", 12.5),
                ):
                    sheet.cell(row, titles.index(title) + 1, value)
        book.save(path)
    sales = [f"{who},2026-07-{10 + place % 9},20" for place, who in enumerate(called) if place % 2 == 0]
    (place / "ventas.csv").write_text("cliente,fecha,importe\nc05,2026-01-01,5\n" + "\n".join(sales) + "\n")
    seen = Marts(prepare(load("prueba"), dt.date(2026, 8, 1))).campaign_contacts
    assert seen.campaign_id.unique().tolist() == ["lista-2026-06-30"]
    treated = seen[seen.arm == "treated"]
    assert sorted(treated.customer_id) == sorted(called)
    assert (seen.arm == "control").sum() == 38 - len(called)
    assert treated.delivered.all()
    assert treated.bought_within.sum() == len(sales)
    # Two months have not passed: not yet an answer, and the page says so.
    assert loyalty.past_campaigns(seen).reason == "too_short_history"
