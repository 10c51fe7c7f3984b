"""The plan of the segments: the team's own words stand in place of ours, and what was done of the last one is told beside what would be so anyway."""

import datetime as dt
import json

import numpy as np
import openpyxl
import pandas as pd
from test_segments_rfm import CUTS, customers

from clientela import segments
from clientela.customers.rfm import SEGMENTS
from clientela.forms import begun, form, read
from clientela.forms.back import frames
from clientela.forms.made import book
from clientela.present.terms import value
from clientela.results import Missing
from clientela.segments.playbook.acted import actions
from clientela.segments.playbook.acted_page import actions_findings
from clientela.segments.playbook.team import carried

TODAY = dt.date(2026, 6, 30)
NOBODY = pd.DataFrame({"customer_id": [], "channel": []})


def plan(*rows: dict) -> pd.DataFrame:
    """Rows of the form, every question there."""
    blank = frames.answers(form("plan_segmentos"), [])
    given = pd.DataFrame([{"decided_on": dt.date(2026, 3, 31), "action": "Llamar", **row} for row in rows])
    whole = given.reindex(columns=blank.columns)
    return whole.assign(**{name: pd.to_datetime(whole[name]) for name in ("decided_on", "due_on", "done_on")})


def followed(n: int, share: float, moved: dict[str, float] | None = None) -> pd.DataFrame:
    """Each segment with so many customers and so many that bought; those of `moved` bought otherwise this year."""
    now = [round(n * (moved or {}).get(name, share)) for name in SEGMENTS]
    return pd.DataFrame({
        "segment": SEGMENTS, "acted_customers": n, "acted_came": now, "year_customers": n, "year_came": round(n * share), "days_watched": 91,
    })  # fmt: skip


def test_what_the_team_decided_stands_in_place_of_the_proposal_until_it_is_done():
    rows = segments.rfm(customers([(50, 9, 5.0), (120, 9, 500.0)]), CUTS)
    register = plan(
        {"segment": "regulars", "due_on": dt.date(2026, 7, 31), "owner": "V03 (300 123 4567)", "promise": "El pedido, el martes"},
        {"segment": "valuable_cooling", "due_on": dt.date(2026, 5, 1)},
    )  # fmt: skip
    book = segments.playbook(rows, NOBODY, TODAY, register)
    frame = book.frames["playbook"].set_index("segment")
    told = frame.loc["regulars", ["play_action", "play_owner", "play_promise"]].tolist()
    assert told == ["Llamar", "V03 ( )", "El pedido, el martes"]
    assert frame.play_due["regulars"] == pd.Timestamp(2026, 7, 31)
    assert frame.play_action["valuable_cooling"] == "playbook_valuable_cooling_play_action"
    assert book.values["segments_decided"].value == 1
    assert carried(register, TODAY).segment.tolist() == ["valuable_cooling"]


def test_a_segment_that_moved_alone_is_told_and_one_that_moved_with_all_is_not():
    register = plan({"segment": "cooling", "done_on": dt.date(2026, 4, 9), "due_on": dt.date(2026, 4, 1)},
                    {"segment": "regulars", "done_on": dt.date(2026, 4, 1), "spent": 7.0},
                    {"segment": "growing", "due_on": dt.date(2026, 5, 1)})  # fmt: skip
    found = actions(register, followed(400, 0.3, {"cooling": 0.5}), TODAY)
    assert found.frames["actions"].acted_state.tolist() == ["acted_late", "acted_done", "acted_undone"]
    assert found.frames["actions"].acted_beyond.tolist() == [True, False, False]
    counted = {name: (number.value, number.n) for name, number in found.values.items()}
    assert [counted[f"actions_{name}"] for name in ("planned", "done", "late", "beyond", "cost")] == [
        (3, 3),
        (2, 3),
        (1, 3),
        (1, 2),
        (7, 2),
    ]
    first, second = actions_findings(found, TODAY)
    assert "se hicieron 2 de 3 acciones; falta «Por crecer»" in first.message
    assert (second.kind, "50" in second.message) == ("good_news", True)
    assert "«Se enfrían»" in segments.actions_table(found).markdown("COP") or "Se enfrían" in second.message
    everybody = actions(register, followed(400, 0.3, dict.fromkeys(SEGMENTS, 0.5)), TODAY)
    assert not everybody.frames["actions"].acted_beyond.any()


def test_nothing_is_said_where_nothing_happens():
    random, said = np.random.default_rng(3), 0
    register = plan(*({"segment": name, "done_on": dt.date(2026, 4, 1)} for name in SEGMENTS))
    for _company in range(30):
        # A year that is better or worse for all, and segments that differ a little by themselves.
        shares = np.clip(0.4 + random.normal(0, 0.15, len(SEGMENTS)), 0.05, 0.95)
        drift = random.normal(0, 0.3) + random.normal(0, 0.15, len(SEGMENTS))
        now = 1 / (1 + np.exp(-(np.log(shares / (1 - shares)) + drift)))
        counts = followed(200, 0.3).assign(
            acted_came=random.binomial(200, now), year_came=random.binomial(200, shares)
        )
        said += actions(register, counts, TODAY).frames["actions"].acted_beyond.any()
    assert said <= 4


def test_the_proposal_of_the_latest_report_is_handed_out_changed_and_read_back(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    latest = tmp_path / "reports" / "x" / "latest"
    (latest / "tables").mkdir(parents=True)
    (latest / "results.json").write_text(json.dumps({"as_of": "2026-03-31"}), encoding="utf-8")
    rows = segments.rfm(customers([(50, 9, 5.0), (120, 9, 500.0)]), CUTS)
    proposal = segments.playbook(rows, NOBODY, dt.date(2026, 3, 31)).frames["playbook"]
    proposal.to_parquet(latest / "tables" / "segments.playbook.parquet")
    asked = form("plan_segmentos")
    path = book.write(asked, tmp_path / "plan.xlsx", begun=begun.rows(asked, "x"))
    filled = openpyxl.load_workbook(path)
    page = filled.worksheets[0]
    top = next(row for row in page.iter_rows() if any(str(cell.value).startswith("Segmento") for cell in row))
    place = {str(cell.value).rstrip(" *"): cell.column for cell in top}
    page.cell(top[0].row + 1, place["Próxima acción"], "Pasar por la tienda de cada uno")
    filled.save(path)
    reading = read(asked, [path])
    assert not [one for one in reading.troubles if one.weight == "error"]
    register = reading.answers
    assert register.segment.tolist() == ["regulars", "valuable_cooling"]
    book_again = (
        segments.playbook(rows, NOBODY, dt.date(2026, 4, 1), register).frames["playbook"].set_index("segment")
    )
    assert book_again.play_action["regulars"] == "Pasar por la tienda de cada uno"
    assert book_again.play_promise["valuable_cooling"] == value("playbook_valuable_cooling_play_promise")
    # Three months later it is the last plan: nothing of it was done.
    assert carried(register, TODAY).segment.tolist() == ["regulars", "valuable_cooling"]


def test_without_a_plan_there_is_nothing_to_tell():
    assert isinstance(actions(None, None, TODAY), Missing)
    assert carried(plan({"segment": "cooling", "due_on": dt.date(2026, 8, 1)}), TODAY) is None
