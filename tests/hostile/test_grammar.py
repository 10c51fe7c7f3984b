"""Two hundred hostile inputs by grammar: intake never ends in a traceback, its ledger adds up, and what it lets through stays text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela import intake
from clientela.companies.config import ConfigError, load
from clientela.present.tables import escape
from clientela.publish.page import pandoc
from clientela.publish.page.meta import Meta

TODAY = dt.date(2026, 1, 31)
# How many are tried: a handful in the suite, `HOSTILE=200 pytest tests/hostile` when asked.
MANY = int(os.environ.get("HOSTILE", "0"))
QUICK = settings(
    max_examples=MANY or 30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What has a meaning to one of the programs that the text passes through.
SIGNS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{< include /etc/passwd >}}", "{=html}",
    "`<b>`{=html}", "::: {.callout}", "$x$", "\\input{/etc/passwd}", "#import \"x\"", "#read(\"/etc/passwd\")", "=cmd|' /C calc'!A0",
    "+1+1", "@SUM(A1)", "-2", "'; DROP TABLE x; --", '" OR 1=1', "${HOME}", "{{x}}", "%s%n", "\u202e", "\u0000", "\ufeff", "\x1b[31m",
    "[x](y)", "![x](http://x.invalid/p.png)", "|", "||", "---", "~~~", "^x^", "<!--", "-->", "]]>", "&amp;", "«»", "🦜", "ñ", "\u2028",
]  # fmt: skip
VALUES = [
    "2025-01-02",
    "31/12/2025",
    "1.234,56",
    "C1",
    "",
    " ",
    "NA",
    "null",
    "1e309",
    "-0",
    "1'000",
    "9" * 30,
    "2025-13-45",
]
word = st.one_of(st.sampled_from(SIGNS), st.sampled_from(VALUES), st.text(max_size=12))
cell = st.one_of(word, st.tuples(word, word).map("".join))
header = st.sampled_from(
    [
        "cliente",
        "fecha",
        "importe",
        "cantidad",
        "canal",
        "vendedor",
        "producto",
        "",
        "cliente",
        "=x",
        '"',
        "a;b",
    ]
)
ending = st.sampled_from(["\n", "\r\n", "\r"])
coding = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file of sales as no tool should write it: odd headers, ragged rows, signs that mean something, quotes left open."""
    heads = ["cliente", "fecha", "importe", *draw(st.lists(header, max_size=3))]
    stream, mark = io.StringIO(), draw(st.sampled_from([",", ";", "\t", "|"]))
    writer = csv.writer(stream, delimiter=mark, lineterminator=draw(ending), escapechar="\\")
    writer.writerow(heads)
    for number in range(draw(st.integers(1, 6))):
        good = [f"C{number}", f"2025-01-{number + 1:02d}", str(10 + number)]
        cells = good if draw(st.booleans()) else draw(st.lists(cell, max_size=len(heads) + 2))
        writer.writerow([one.replace("\x00", "") for one in cells])
    text = stream.getvalue()
    if draw(st.integers(0, 4)) == 0:
        place = draw(st.integers(0, len(text)))
        text = text[:place] + '"' + text[place:]
    return text.encode(draw(coding), errors="replace")


@pytest.mark.parametrize("kept", ["as it is", "cut short"])
@QUICK
@given(content=files(), cut=st.integers(0, 400))
def test_any_file_is_taken_in_or_refused_in_words(folder: Path, kept: str, content: bytes, cut: int) -> None:
    said = content if kept == "as it is" else content[:cut]
    (folder / "ventas.csv").write_bytes(said)
    (folder / "company.yml").write_text("name: X\nsources:\n  transactions: {path: ventas.csv}\n")
    with duckdb.connect() as connection:
        try:
            found = intake.load(load("prueba"), connection, TODAY)
        except (intake.IntakeError, ConfigError) as error:
            words = str(error)
            found = None
        if found is None:
            assert words.strip()
            return
        told = connection.execute("SELECT coalesce(sum(rows), 0) FROM ledger").fetchall()[0][0]
        kept_rows = connection.execute("SELECT count(*) FROM transactions").fetchall()[0][0]
        aside = connection.execute("SELECT count(*) FROM set_aside").fetchall()[0][0]
    assert told == kept_rows + aside
    # Nothing that steers a terminal comes out of a message.
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x1b\u202e\u2028]", "\n".join(map(str, found.problems)))


def test_two_hundred_hostile_texts_stay_texts_on_the_page(tmp_path: Path) -> None:
    texts = [
        f"{one}{other}" for one in SIGNS for other in ("", "x", SIGNS[0], SIGNS[3], SIGNS[10], SIGNS[24])
    ][:200]
    rows = "\n".join(f"| {escape(text)} | {place} |" for place, text in enumerate(texts))
    (tmp_path / "report.md").write_text(
        f"# Uno\n\n| Nombre | n |\n|:--|--:|\n{rows}\n\n: Tabla {{#tbl-a}}\n", encoding="utf-8"
    )
    about = Meta("Título <script>alert(1)</script>", "x", "`<b>`{=html} {{< x >}}", "hoy", "es")
    page = pandoc.html(tmp_path / "report.md", tmp_path / "index.html", about).read_text(encoding="utf-8")
    body = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    assert page.count("<script>") == 2
    assert not re.search(r"<(img|b|iframe|object|embed|link)\b", body)
    assert not re.search(r"<[^>]+\son\w+=", body)
    assert "/etc/passwd" in body
    assert "root:x:0" not in body
    for row in range(200):
        assert f">{row}<" in body
