"""An analysis in one file: its stage has it and what shows it, and its words are known, without a line elsewhere."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from clientela.engine import declared, rooms
from clientela.engine.declared import _known
from clientela.present import terms

FILE = '''"""Who comes twice."""

from clientela.engine import analysis
from clientela.engine.rooms import adopt
from clientela.present.terms import Term
from clientela.results import Number, Result

TERMS = {"onefile.twice": Term("Dos veces"), "came_twice": Term("Vinieron dos veces", "count")}


@analysis("onefile.twice")
def twice(days):
    return Result("onefile.twice", 1, {"came_twice": Number(2, "count", 1)})


def twice_advice(result):
    return "two"


def _unseen():
    pass
'''


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    folder = tmp_path / "onefile" / "room"
    folder.mkdir(parents=True)
    (tmp_path / "onefile" / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "twice.py").write_text(FILE)
    (folder / "page.py").write_text("def page_of_somebody_else():\n    pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield {"__name__": "onefile", "__path__": [str(tmp_path / "onefile")]}
    for name in [name for name in sys.modules if name.startswith("onefile")]:
        del sys.modules[name]
    _known.pop("onefile.room.twice", None)


def test_a_stage_has_what_a_file_by_itself_declares_and_shows(stage: dict[str, object]) -> None:
    rooms.adopt(stage)
    assert sorted(name for name in stage if not name.startswith("__")) == ["twice", "twice_advice"]
    assert stage["twice"](None).values["came_twice"].value == 2
    assert declared("onefile.room.twice")["twice"] is stage["twice"]
    rooms.adopt(stage)


def test_a_file_does_not_stand_in_the_place_of_what_it_declares(stage: dict[str, object]) -> None:
    # As a package has its files once they are imported.
    module = importlib.import_module("onefile.room.twice")
    del sys.modules["onefile.room.twice"]
    _known.pop("onefile.room.twice")
    named = dict(stage, twice=module)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "import_module", lambda _name: module)
        rooms.adopt(named)
    assert named["twice"] is module.twice


def test_what_a_stage_names_itself_stays(stage: dict[str, object]) -> None:
    own = object()
    named = dict(stage, twice=own)
    rooms.adopt(named)
    assert named["twice"] is own


def test_words_may_stand_in_the_file_that_needs_them(tmp_path: Path) -> None:
    (tmp_path / "twice.py").write_text(FILE)
    (tmp_path / "other.py").write_text("TERMS_OF = 1\n")
    assert terms._has_words(tmp_path / "twice.py")
    assert not terms._has_words(tmp_path / "other.py")
