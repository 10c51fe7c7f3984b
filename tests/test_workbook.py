"""The workbook speaks like the page: no codes in its sheets, columns or cells."""

import openpyxl
import pandas as pd

from clientela.present.language import speaking
from clientela.publish import workbook


def test_codes_become_words_and_text_stays(tmp_path):
    frame = pd.DataFrame(
        {
            "status": ["active", None, "inactive"],
            "reason": ["una queja", "active", "C-7"],
            "customer_id": ["active", "b", "c"],
            "flag": [True, False, True],
            "amount": [1.5, None, 2.0],
        }
    )
    said = workbook.in_words(frame)
    assert said.status.tolist()[0::2] == ["Activo", "Inactivo"]
    assert said.reason.tolist() == ["una queja", "Activo", "C-7"]
    # An id is an id, whatever it looks like.
    assert said.customer_id.tolist() == ["active", "b", "c"]
    assert said.flag.tolist() == ["sí", "no", "sí"]
    assert said.amount.sum() == 3.5
    with speaking("en"):
        assert workbook.in_words(frame).flag.tolist() == ["yes", "no", "yes"]


def test_several_codes_in_one_cell_are_each_said():
    said = workbook.in_words(pd.DataFrame({"opens": ["active, inactive", "Ana, Luz"]}))
    assert said.opens.tolist() == ["Activo, Inactivo", "Ana, Luz"]


def test_sheets_have_the_names_of_their_analyses_in_the_order_of_the_course(tmp_path):
    for name in ("loyalty.retention_curve", "company.goals", "loyalty.retention"):
        pd.DataFrame({"customers": [1]}).to_parquet(tmp_path / f"{name}.parquet")
    made = workbook.write(tmp_path, tmp_path / "t.xlsx", "COP")
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["Índice", "1 Metas", "5 Retención", "5 Retención · curva"]
    assert book["1 Metas"]["A1"].value == "Clientes"
