"""No frame is too short: every analysis, figure, table and finding on marts of none, one or two rows gives something or says what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from matrix import asking, companies
from matrix.making import TODAY
from matrix.shapes import whole
from matrix.world import World


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A company that has everything, prepared."""
    place = tmp_path_factory.mktemp("short")
    with asking.at_home(place):
        companies.save(
            whole(World(seed=3, customers=60, days=800, gap=50.0), *companies.EVERY), place / "data" / "asked"
        )
        (place / "run").mkdir()
        yield place


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_marts_of_a_few_rows_stop_nothing(home: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from clientela.companies import config
    from clientela.companies.preparation import prepare

    monkeypatch.setenv("CLIENTELA_STRICT", "1")
    marts = prepare(config.load("asked"), TODAY)
    short = asking.shortened(marts, rows, home / f"marts{rows}")
    assert "\n\n".join(f"{stage}: {said}" for stage, said in asking.shown(short, home / "run")) == ""
