"""What stands behind a number, drawn."""

import json
from xml.etree import ElementTree

import pytest

from clientela.publish.run.graph import drawing, graph, told

RECORD = {
    "marts": ["days"],
    "tables": ["company.room"],
    "settings": ["as_of"],
    "thresholds": {"calls": 50},
    "answers": ["loyalty.terms"],
}
SVG = "{http://www.w3.org/2000/svg}"


def test_tables_lead_to_queries_and_queries_to_the_number():
    drawn = drawing("loyalty.due.called", RECORD)
    assert drawn.columns["lines"] < drawn.columns["days"] < drawn.columns["loyalty.due.called"]
    assert {("lines", "days"), ("days", "loyalty.due.called"), ("transactions ", "lines")} <= drawn.arrows
    # What the number does not read itself leads to it through what does.
    assert ("lines", "loyalty.due.called") not in drawn.arrows


def test_who_cannot_see_it_is_told_all_of_it():
    said = told(drawing("loyalty.due.called", RECORD), "loyalty.due.called")
    assert "Umbrales: calls = 50." in said
    assert "Tablas de otra etapa: company.room." in said
    assert "days lee lines." in said
    assert "loyalty.due.called lee as_of, calls = 50, company.room, days, loyalty.terms." in said


@pytest.fixture
def latest(home):
    folder = home / "reports" / "prueba" / "latest"
    folder.mkdir(parents=True)
    (folder / "lineage.json").write_text(json.dumps({"loyalty.due": RECORD}))
    (folder / "results.json").write_text(json.dumps({"results": {"loyalty.due.called": {}}}))


@pytest.mark.parametrize("key", ["loyalty.due.called", "loyalty.due"])
def test_it_is_one_picture_with_a_name_and_no_box_on_another(latest, key):
    page = ElementTree.fromstring(graph(key, "prueba"))
    assert page.get("role") == "img"
    assert page.find(f"{SVG}title").text == f"Qué hay detrás de {key}"
    boxes = [
        (float(box.get("x")), float(box.get("y")))
        for box in page.iter(f"{SVG}rect")
        if box.get("x") is not None
    ]
    assert len(boxes) == len(set(boxes)) == len(drawing(key, RECORD).kinds)
    wide, tall = float(page.get("width")), float(page.get("height"))
    assert all(x + 190 < wide and y + 40 < tall for x, y in boxes)


def test_an_unknown_key_is_told_the_nearest(latest):
    with pytest.raises(KeyError, match="quiso decir"):
        graph("loyalty.duo", "prueba")
