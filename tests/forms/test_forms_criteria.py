"""A company's own capture sheet: it asks what its segments are made of, and what comes back falls into the same groups."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from clientela import database, forms
from clientela.forms import criteria, feeds, library
from clientela.forms.made import book, paper, xlsform
from clientela.forms.made.styles import look
from clientela.forms.returned import Returned
from clientela.present.language import speaking

HOUSE = forms.form("captura")


def found(n: int = 60) -> criteria.Criteria:
    """Households and businesses of two zones, in three social strata; nobody's sex is known, and all live in one city."""
    traits = pd.DataFrame({
        "kind": ["person", "organisation"] * (n // 2), "sex": None, "age_band": ["20", "30", "40"] * (n // 3), "family_size": None,
        "occupation": [f"job {number}" for number in range(n)], "state": None, "city": "Quito", "zone": ["Sur", "Norte: 1"] * (n // 2),
        "stratum": ["2", "10", "3"] * (n // 3),
    })  # fmt: skip
    items = pd.DataFrame({
        "battery": ["AIO", "PULSO"], "item": ["L1", "P1"], "text_es": ["Me gusta lo dulce", "¿Volvería?"], "text_en": ["I like it sweet", None],
        "scale_min": [1.0, 1.0], "scale_max": [7.0, 5.0], "is_reversed": [False, False],
    })  # fmt: skip
    channels = pd.Series(["mostrador", "web"] * (n // 2))
    return criteria.Criteria(
        traits, pd.Series(["feria", "Feria", "redes"] * (n // 3)), channels, ("tea", "mate"), items
    )


@pytest.fixture
def own(tmp_path):
    """The form as it is read from the company's folder."""
    path = tmp_path / "forms" / "captura.yml"
    return library.read(criteria.write(path, criteria.written(HOUSE, found(), "x")))


def test_it_asks_what_separates_this_companys_customers_and_nothing_else(own):
    asked = {one.key: one for one in own.plain}
    assert {"kind", "age_band", "zone", "stratum", "taste", "channel", "heard", "l1"} <= set(asked)
    # Known of nobody, the same of all, of everybody another, another survey's.
    assert not {"sex", "state", "city", "occupation", "p1"} & set(asked)
    assert list(asked["stratum"].tells.values()) == ["2", "3", "10"]
    assert [words.en for words in asked["age_band"].choices.values()] == ["20 to 29", "30 to 39", "40 to 49"]
    # Two spellings are one answer.
    assert list(asked["heard"].choices) == ["feria", "redes"]
    assert asked["l1"].scale.points == range(1, 8)


def filled(own, folder, language):
    """The workbook filled in with the words that it offers, three rows: a whole one, one with a zone that is none, and an old one."""
    path = book.write(
        own.model_copy(update={"rows": 9}), folder / "forms" / "captura" / f"ana_{language}.xlsx"
    )
    page = openpyxl.load_workbook(path)
    sheet = page.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(own.plain[0].ask.said in str(one.value) for one in row))  # fmt: skip
    asked = {one.key: one for one in own.plain}
    for row, (day, zone) in enumerate([("2026-05-02", None), ("2026-05-03", "Sureste"), ("2024-01-05", None)], start=1):  # fmt: skip
        given = {
            "collector": "C1" if row < 3 else "C2", "taken_on": dt.date.fromisoformat(day), "customer_id": f"T{row}",
            **{key: list(asked[key].choices.values())[1].said for key in ("kind", "age_band", "zone", "stratum", "taste", "channel", "heard")},
            "l1": 6,
        }  # fmt: skip
        given |= {"zone": zone} if zone else {}
        for cell in head:
            words = str(cell.value).rstrip(" *")
            key = next((name for name, one in asked.items() if words in (one.ask.said, one.top)), None)
            if key in given:
                sheet.cell(head[0].row + row, cell.column, given[key])
    page.save(path)


@pytest.mark.parametrize("language", ["es", "en"])
def test_round_trip_through_the_workbook_in_the_companys_own_words(own, tmp_path, language):
    with speaking(language):
        filled(own, tmp_path, language)
        back = Returned(tmp_path).captura
    assert [one.weight for one in back.reading.troubles].count("error") == 1
    rows = feeds.rows(back.reading).set_index("customer_id")
    wanted = {"kind": "organisation", "age_band": "30", "zone": "Sur", "stratum": "3", "acquired_by": "redes"}
    assert rows.loc["T1", list(wanted)].to_dict() == wanted
    assert back.answers.loc[0, ["taste", "channel", "l1"]].tolist() == ["mate", "web", 6.0]
    judged = database.capture(back.reading, dt.date(2026, 6, 30)).frames["collectors"].set_index("collector")
    assert judged.share_wrong.to_dict() == {"C1": 0.5, "C2": 0.0}
    assert judged.share_old.to_dict() == {"C1": 0.0, "C2": 1.0}


def test_on_paper_and_for_telephones(own, tmp_path):
    printed = paper.write(own, tmp_path / "captura.pdf", look(""))
    assert printed.read_bytes().startswith(b"%PDF")
    told = openpyxl.load_workbook(xlsform.write(own, tmp_path / "x.xlsx"))
    lists = [row[1] for row in told["choices"].iter_rows(values_only=True)]
    assert {"sur", "norte_1", "v_10", "mostrador", "mate"} <= set(lists)


def test_where_little_is_known_the_questions_of_consumption_are_left():
    nothing = pd.DataFrame({name: pd.Series(dtype=object) for name in ("kind", "zone")})
    none = pd.Series(dtype=object)
    text = criteria.written(HOUSE, criteria.Criteria(nothing, none, none, (), found().items[:0]), "x")
    assert "refill" in text
    assert not {"kind:\n", "zone", "taste", "channel", "L1"} & set(text.split())
