"""The card of one customer: all that is known, what comes first, and who may read it."""

import openpyxl
import pytest
from policy_read import refused

from clientela.companies.config import load
from clientela.publish.cards import card, known
from clientela.publish.cards.next_step import steps
from clientela.publish.lists.watched import watched

SETTINGS = """\
name: Prueba
as_of: 2025-12-31
sources:
  transactions: {path: ventas.csv}
  customers: {path: clientes.csv}
  interactions: {path: quejas.csv}
  commitments: {path: compromisos.csv}
  contracts: {path: contratos.csv}
"""
SALES = "cliente,fecha,importe,producto\n" + "".join(
    f"T{1 + i % 5},2025-03-{1 + i % 28:02d},{10 + i},Café\n" for i in range(50)
)
FILES = {
    "clientes.csv": "cliente,nombre,telefono,acepta_llamada\nT1,Zulma <b>Mora</b>,3157894561,Sí\nT2,Luz Sol,3009871234,No\n",
    "quejas.csv": "id,cliente,fecha,tipo,texto,fecha_cierre\nQ1,T1,2025-12-02,Queja,llegó frío,\nQ2,T2,2025-12-02,Queja,hola,2025-12-05\n",
    "compromisos.csv": "fecha,compromiso,cliente,para,cumplido\n2025-12-01,Enviar el manual,T1,2025-12-20,\n",
    "contratos.csv": "contrato,cliente,inicio,fin,canon\nK1,T2,2025-02-01,2026-01-31,100\nK2,T1,2024-02-01,2027-01-31,100\n",
}


@pytest.fixture
def firm(company):
    made = company(SALES, settings=SETTINGS)
    for name, text in FILES.items():
        (made.folder / name).write_text(text, encoding="utf-8")
    return load("prueba")


def test_what_is_owed_comes_before_what_may_be_sold(firm):
    found = known.known(firm, "t1")
    said = steps(found)
    assert said[0].startswith("Responder su queja")
    assert said[1] == "Cumplir lo prometido, que ya venció: Enviar el manual."
    assert "Llamar" in said[2]
    assert found.sections["messages"].text.tolist() == ["llegó frío"]
    assert len(found.sections["purchases"]) == 10
    other = steps(known.known(firm, "T2"))
    assert other[0].startswith("Hablar de su contrato K1")
    assert any("Pedirle permiso" in one for one in other)


def test_the_page_and_the_sheet_are_their_owners_alone_and_safe_to_open(firm, home, capsys):
    assert card.card("prueba", "T1") == 0
    folder = home / "reports" / "prueba" / "private" / "cards"
    assert folder.stat().st_mode & 0o777 == 0o700
    made = sorted(folder.iterdir())
    assert [path.suffix for path in made] == [".html", ".xlsx"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    page = made[0].read_text(encoding="utf-8")
    assert "Zulma &lt;b&gt;Mora&lt;/b&gt;" in page
    assert "llegó frío" in page
    assert "<script" not in page
    assert not refused(page)
    assert len(openpyxl.load_workbook(made[1]).sheetnames) > 4
    assert "Zulma" not in capsys.readouterr().out
    assert card.card("prueba", "nadie") == 1


def test_the_call_list_says_what_to_know_before_calling(firm):
    from clientela.companies import preparation

    said = watched(preparation.prepare(firm), known.known(firm, "T1").as_of)
    assert "queja abierta" in said["T1"]
    assert "contrato termina" in said["T2"]
    assert set(said) == {"T1", "T2"}


def test_who_was_answered_has_no_open_complaint_where_nobody_writes_when_cases_close(firm):
    from clientela.companies import preparation

    answered = "id,cliente,fecha,tipo,texto,fecha_atencion\nQ1,T1,2025-12-02,Queja,llegó frío,\nQ2,T2,2025-12-02,Queja,hola,2025-12-05\n"
    (firm.folder / "quejas.csv").write_text(answered, encoding="utf-8")
    said = watched(preparation.prepare(firm), known.known(firm, "T1").as_of)
    assert "queja abierta" in said["T1"]
    assert "queja" not in said["T2"]
    assert not any("queja" in step for step in steps(known.known(firm, "T2")))
