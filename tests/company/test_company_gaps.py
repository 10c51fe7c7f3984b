"""Registers by hand: barriers in their order, duties that nobody has, tools that may fail, objectives that clash."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from clientela.company import (
    alignment,
    alignment_advice,
    alignment_table,
    barriers,
    barriers_advice,
    barriers_table,
    duties,
    duties_advice,
    duties_table,
    tools,
    tools_advice,
    tools_table,
    unsound_table,
)
from clientela.company.gaps.page import barriers_findings, duties_findings
from clientela.company.objectives.page import alignment_findings
from clientela.demo import filled
from clientela.demo.filled.registers import PLANTED
from clientela.forms import form
from clientela.forms.back import frames
from clientela.forms.returned import Returned
from clientela.results import Missing, Result

AS_OF = dt.date(2026, 6, 30)
BARRIERS, DUTIES, TOOLS, OBJECTIVES = (form(name) for name in ("barreras", "raci", "tecnologia", "objetivos"))


def register(asked, rows: list[dict]) -> pd.DataFrame:
    """Rows of a register with the types that reading gives them."""
    blank = frames.answers(asked, [])
    given = pd.DataFrame(rows, columns=blank.columns)
    return given.astype(blank.dtypes.to_dict())


def barrier(what: str, times: float, harm: float, effort: float, **more) -> dict:
    return {
        "what": what,
        "area": "sales",
        "seen_on": "2026-01-05",
        "times": times,
        "harm": harm,
        "effort": effort,
        **more,
    }


def test_barriers_in_their_order() -> None:
    given = register(BARRIERS, [
        barrier("grave y fácil", 100, 4, 1, owner="Ana", due_on="2026-06-01"),
        barrier("grave y difícil", 100, 4, 5),
        barrier("leve y fácil", 2, 1, 1, owner="Luis", due_on="2026-09-01"),
        barrier("quitada", 50, 5, 1, state="done"),
        barrier("anotada mañana", 50, 5, 1, seen_on="2026-07-01"),
        barrier("llame al 300 123 4567", 0, 1, 5, owner="Ana", due_on="2026-09-01", state="doing"),
    ])  # fmt: skip
    result = barriers(given, BARRIERS, AS_OF)
    assert isinstance(result, Result)
    frame = result.frames["open"]
    assert frame["barrier"].tolist() == ["grave y fácil", "grave y difícil", "leve y fácil", "llame al"]
    assert frame["barrier_step"].tolist() == [
        "barrier_now",
        "barrier_project",
        "barrier_passing",
        "barrier_leave",
    ]
    counted = {name: number.value for name, number in result.values.items()}
    assert (
        counted["barriers_ownerless"],
        counted["barriers_overdue"],
        counted["barriers_undated"],
        counted["barriers_gone"],
    ) == (1, 1, 1, 1)
    assert "grave y fácil" in barriers_findings(result, AS_OF)[0].message
    assert "Una barrera no tiene dueño" in barriers_advice(result)
    assert "300" not in barriers_table(result).markdown("")


def meeting(rows: dict[str, dict[str, str]], day: str = "2026-05-01", who: str = "a") -> pd.DataFrame:
    lines = [
        {"answer_id": who, "file": who, "line": name, "held_on": day, **parts} for name, parts in rows.items()
    ]
    blank = frames.table(DUTIES, "activity", [])
    return pd.DataFrame(lines, columns=blank.columns).astype(blank.dtypes.to_dict())


def test_duties_with_a_gap_of_the_last_meeting() -> None:
    whole = {name: {"sales": "ar"} for name in DUTIES.tables[0].lines}
    now = whole | {
        "promise": {"sales": "ar", "logistics": "a"},
        "cause": {"service": "c"},
        "follow": {"sales": "a"},
    }
    del now["win_back"]
    given = pd.concat(
        [meeting(now, "2026-05-01", "new"), meeting(whole, "2025-05-01", "old")], ignore_index=True
    )
    result = duties(given, DUTIES)
    assert isinstance(result, Result)
    gaps = result.frames["duties"].set_index("activity")["duty_gap"]
    assert gaps[gaps != "duty_whole"].to_dict() == {
        "Corregir la causa de las quejas": "duty_nobody", "Recuperar a quien se fue": "duty_nobody",
        "Prometer un plazo al cliente": "duty_two", "Llamar después de la venta": "duty_undone",
    }  # fmt: skip
    assert "recuperar a quien se fue" in duties_findings(result, AS_OF)[0].message
    sound = duties(meeting(whole), DUTIES)
    assert duties_table(sound) is None  # type: ignore[arg-type]
    assert duties_advice(sound) == ""  # type: ignore[arg-type]
    assert duties_findings(sound, AS_OF) == []  # type: ignore[arg-type]


def test_tools_that_may_fail() -> None:
    common = {"kind": "selling", "areas": "sales", "owner": "J01", "failures": 0, "knows": 3, "backup": True}
    given = register(TOOLS, [
        {"name": "a salvo", "serves": 4, "breaks": 5, "customers": True, **common},
        {"name": "sin copia", "serves": 4, "breaks": 2, "customers": True, **common, "backup": False},
        {"name": "nadie la nota", "serves": 1, "breaks": 1, "customers": False, **common, "owner": None, "knows": 0, "failures": 9},
        {"name": "todo", "serves": 1, "breaks": 5, "customers": True, **common, "owner": "", "knows": 0, "failures": 3, "backup": False},
    ])  # fmt: skip
    result = tools(given, TOOLS)
    assert isinstance(result, Result)
    assert result.frames["tools"].set_index("tool")["risks_seen"].to_dict() == {
        "todo": 5,
        "sin copia": 1,
        "a salvo": 0,
        "nadie la nota": 0,
    }
    counts = {"tools": 4, "tools_at_risk": 2, "tools_undecided": 2, "tools_apart": 3}
    assert {name: number.value for name, number in result.values.items()} == counts
    assert "todo" in tools_advice(result)
    assert "a salvo" not in tools_table(result).markdown("")  # type: ignore[union-attr]


def objective(area: str, what: str, measure: str, way: str, **more) -> dict:
    base = {"aim": "growth", "value": 1, "start": "2026-07-01", "end": "2027-06-30", "owner": "Ana"}
    return {"area": area, "objective": what, "measure": measure, "direction": way, **base, **more}


def test_clashes_that_are_written_and_those_that_show() -> None:
    given = register(OBJECTIVES, [
        objective("sales", "vender a crédito", "Ventas a crédito", "up", against="receivables", clash="goal", agreed=False),
        objective("receivables", "cobrar antes", "Días de cobro", "down", against="sales", clash="goal", agreed=True),
        objective("logistics", "menos inventario", "Inventario", "down"),
        objective("production", "más inventario", "inventario (kg)", "up"),
        objective("support", "sin fin", "Puestos", "up", aim="none", end=None, owner=None),
        objective("marketing", "a medias", "Seguidores", "up", end="2027-01-30"),
    ])  # fmt: skip
    result = alignment(given, OBJECTIVES)
    assert isinstance(result, Result)
    clashes = result.frames["clashes"]
    # Two areas that name each other are one clash; whoever says no is believed.
    assert clashes[["area", "other_area", "clash_agreed"]].values.tolist() == [
        ["Ventas", "Cartera y facturación", "agreed_no"], ["Logística y despachos", "Producción u operación", "agreed_unsaid"],
    ]  # fmt: skip
    assert clashes.iloc[0]["other_objective"] == "cobrar antes"
    assert result.frames["unsound"].set_index("objective")["objective_checks"].to_dict() == {
        "sin fin": "objective_no_aim, objective_bad_dates, objective_ownerless", "a medias": "objective_other_term",
    }  # fmt: skip
    assert result.values["aims_unserved"].value == 4
    assert "Ventas" in alignment_findings(result, AS_OF)[0].message
    assert "cobrar antes" in alignment_table(result).markdown("")  # type: ignore[union-attr]
    assert "mal fechado" in unsound_table(result).markdown("")  # type: ignore[union-attr]
    assert "Cartera" in alignment_advice(result)


def test_nobody_wrote_anything_down() -> None:
    for gap in (barriers(None, None, AS_OF), duties(None, None), tools(None, None), alignment(None, None)):
        assert isinstance(gap, Missing)
        assert gap.add[0].startswith("forms/")


def test_a_company_s_own_form_with_fewer_questions_still_answers(tmp_path: Path) -> None:
    own = tmp_path / "forms"
    (own / "barreras").mkdir(parents=True)
    (own / "barreras.yml").write_text(
        "title: {es: Estorbos, en: Snags}\nlayout: rows\nsections:\n  - title: {es: Uno, en: One}\n    questions:\n"
        "      - {key: what, ask: {es: '¿Qué?', en: 'What?'}}\n      - {key: times, ask: {es: Veces, en: Times}, kind: number}\n",
        encoding="utf-8",
    )
    (own / "barreras" / "a.csv").write_text(
        "¿Qué?;Veces\nNadie contesta;40\nCierra al mediodía;5\n", encoding="utf-8"
    )
    returned = Returned(tmp_path).barreras
    assert returned is not None
    result = barriers(returned.answers, returned.form, AS_OF)
    assert isinstance(result, Result)
    assert result.frames["open"]["barrier_step"].tolist() == ["barrier_unknown", "barrier_unknown"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_was_planted_in_the_registers_is_found(tmp_path: Path, language: str) -> None:
    from clientela.present.language import speaking

    filled.write(tmp_path / "forms", 5)
    returned = Returned(tmp_path)
    with speaking(language):
        removing = barriers(returned.barreras.answers, returned.barreras.form, AS_OF)  # type: ignore[union-attr]
        assert removing.frames["open"].iloc[0]["barrier"] == PLANTED["first_barrier"]  # type: ignore[union-attr]
        assert removing.values["barriers_ownerless"].value == PLANTED["barriers_without_owner"]
        inventory = tools(returned.tecnologia.answers, returned.tecnologia.form)  # type: ignore[union-attr]
        assert inventory.frames["tools"].iloc[0]["tool"] == PLANTED["tool_at_risk"]  # type: ignore[union-attr]
        answered = duties(returned.raci.activity, returned.raci.form)  # type: ignore[union-attr]
        assert answered.values["duties_nobody"].value == len(PLANTED["nobody_answers_for"])  # type: ignore[arg-type]
        aims = alignment(returned.objetivos.answers, returned.objetivos.form)  # type: ignore[union-attr]
        assert aims.values["clashes_open"].value == len(PLANTED["clashes"])  # type: ignore[arg-type]
        assert PLANTED["objective_without_aim"] in aims.frames["unsound"]["objective"].tolist()  # type: ignore[union-attr]
