"""What was assumed, in words that whoever keeps the files understands."""

from dataclasses import asdict

from clientela.intake import Assumption
from clientela.publish.page.assumed import assumed


def said(*assumptions: Assumption) -> str:
    return assumed([asdict(one) for one in assumptions])


def test_values_are_said_in_words_and_only_where_they_differ():
    text = said(Assumption("Web", "values", "juridica → organisation, empresa → organisation", "", "kind"))
    assert "- Web, tipo: «juridica» es empresa" in text
    assert "organisation" not in text
    assert said(Assumption("Tienda", "values", "mínimo → minimum, hombre → M", "", "side")) == ""


def test_files_read_alike_are_one_line():
    text = said(*(Assumption("Ventas", "encoding", "cp1252", f"{n}.csv: …") for n in range(3)))
    assert text.endswith("- Ventas, codificación: Windows (cp1252) (3 archivos)")


def test_a_column_is_called_by_its_name_in_words():
    text = said(Assumption("Ventas", "returns", "devoluciones", "7 filas", "order_id"))
    assert "- Ventas, devoluciones (número de pedido) (7 filas)" in text
