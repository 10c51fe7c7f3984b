"""One Markdown source in three formats: what a reader gets, what hostile text does not get, the same bytes."""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from clientela.present.tables import escape
from clientela.publish.page import meta, pandoc
from clientela.publish.page.meta import Meta
from clientela.publish.word import reference, styles
from clientela.publish.word import word as finish

SAMPLE = Path(__file__).parents[1] / "fixtures" / "publish" / "report.md"
ABOUT = Meta("Informe de clientes", "De dónde salen", "Café Aurora", "a 30 de junio de 2026", "es")


def draw(folder: Path) -> None:
    """The figures that the sample document speaks of."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    folder.mkdir()
    for name, size in {
        "room": (7.2, 3.1),
        "ladder": (7.2, 2.9),
        "spark-up": (1, 0.24),
        "spark-down": (1, 0.24),
    }.items():
        figure, axes = plt.subplots(figsize=size)
        axes.bar(range(5), [3, 2, 5, 4, 1], color="#0b6e69")
        figure.savefig(folder / f"{name}.png", dpi=60, metadata={"Software": None})
        plt.close(figure)


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    draw(folder / "figures")
    return Path(shutil.copy(SAMPLE, folder / "report.md"))


@pytest.fixture(scope="module")
def page(source, tmp_path_factory) -> str:
    target = tmp_path_factory.mktemp("html") / "html" / "index.html"
    return pandoc.html(source, target, ABOUT).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def word(source, tmp_path_factory) -> dict[str, str]:
    target = pandoc.docx(source, tmp_path_factory.mktemp("docx") / "report.docx", ABOUT)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def report(folder: Path, text: str) -> Path:
    """A small source of its own."""
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    return path


def html_of(folder: Path, text: str, about: Meta = ABOUT) -> str:
    """The body of a small page."""
    page = pandoc.html(report(folder, text), folder / "out.html", about).read_text(encoding="utf-8")
    return page.split("<main", 1)[1].split("</main>")[0]


def test_page_needs_no_network(page):
    without_data = re.sub(r"data:[\w/+;,=%.-]*base64,[\w+/=]+", "", page)
    assert not re.search(r"(src|href)=[\"'](?!#)[^\"']", without_data)
    assert "http" not in without_data.replace("http://www.w3.org", "").replace("http-equiv=", "")
    assert page.count("font/woff2") + page.count("font-woff2") + page.count("@font-face") >= 5


def test_page_says_its_language_and_can_be_skipped_into(page):
    assert '<html lang="es">' in page
    assert '<a class="skip" href="#report">Ir al informe</a>' in page
    assert '<main id="report"' in page


def test_captions_are_numbered_and_referred_to(page):
    assert '<span class="caption-label">Figura 1.</span> Demanda prevista' in page
    assert '<a href="#fig-company-room" class="ref">Figura 1</a>' in page
    assert '<span class="caption-label">Tabla 3.</span> Los cuarenta' in page
    assert "@fig-nowhere" in page


def test_captions_speak_the_language(tmp_path):
    about = Meta("Customer report", company="Aurora", language="en")
    assert "Table 1.</span> Sales" in html_of(tmp_path, "| A |\n|---|\n| 1 |\n\n: Sales {#tbl-a}\n", about)


def test_cells_know_their_column(page):
    assert 'data-label="Responsable"><span class="cell">Ventas, cada vendedor' in page


def test_contents_list_chapters_by_their_kicker(page):
    contents = page.split('<nav class="side"')[1].split("</nav>")[0]
    assert re.findall(r'">([^<]+)</a>\n<ul>', contents) == [
        "En una página",
        "1 · Empresa",
        "5 · Fidelización",
    ]


def test_figures_carry_their_alternative_text(page):
    assert 'alt="Barras por semana, de la 27 a la 38' in page


def test_only_the_figure_of_a_change_is_coloured(page):
    assert '<span class="good">+6,1\xa0%</span><span class="than"> frente a hace un año</span>' in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "`<img src=x onerror=alert(1)>`{=html}",
        "[x](javascript:alert(1))",
        "![x](http://example.org/a.png)",
        "![x](../../etc/passwd)",
        "\\input{x} $\\alpha$",
    ],
)
def test_hostile_text_stays_text(tmp_path, text):
    body = html_of(tmp_path, f"# A\n\nantes {text} después\n")
    assert not re.search(
        r"<(script|img|iframe)|javascript:|example\.org/a|<span class=\"math", body.split("<h1", 1)[1]
    )


def test_a_link_to_nowhere_and_a_name_twice_are_no_reason_to_fail(tmp_path):
    text = (
        "# A {#sec-a}\n\n[x](#sec-b) @sec-a @tbl-a\n\n## B {#sec-a}\n\n| a |\n|---|\n| 1 |\n\n: T {#tbl-a}\n\n"
        * 2
    )
    body = html_of(tmp_path, text)
    assert "#sec-b" not in body
    assert body.count('id="sec-a"') == body.count('id="tbl-a"') == 1
    assert pandoc.pdf(tmp_path / "report.md", tmp_path / "a.pdf", ABOUT).is_file()


def test_a_pair_holds_one_note_of_a_kind(tmp_path):
    notes = ["{.read}\nAsí.", "{.do}\nEsto.", "{.read}\nTambién así.", "{.do}\nY esto."]
    text = ":::: {.pair}\n\n" + "\n\n".join(f"::: {note}\n:::" for note in notes) + "\n\n::::\n"
    page = html_of(tmp_path, text)
    assert page.count('class="read"') == page.count('class="do"') == 1
    assert page.index("Así.") < page.index("También así.") < page.index("Esto.") < page.index("Y esto.")
    # Typst refuses an argument that is given twice.
    assert pandoc.pdf(report(tmp_path, text), tmp_path / "out.pdf", ABOUT).read_bytes()[:4] == b"%PDF"


def test_a_figure_may_have_a_narrow_cut(source, tmp_path):
    shutil.copytree(source.parent / "figures", tmp_path / "figures")
    text = '![Caption.](figures/room.png){#fig-a fig-alt="Barras" phone="figures/ladder.png"}\n'
    body = html_of(tmp_path, text)
    assert re.findall(r'class="(wide-cut|narrow-cut)"', body) == ["wide-cut", "narrow-cut"]
    assert body.count('alt="Barras"') == 2


@pytest.mark.parametrize(
    ("cells", "side"),
    [
        (["US$ 173.000", "—", "1.882"], "right"),
        (["−59,0 %", "+4 pp", "$4,9 M"], "right"),
        (["10 jul", "11 jul"], "left"),
        (["F1531", "W41692"], "left"),
        (["2.4 Promesas", "3"], "left"),
    ],
)
def test_numbers_stand_to_the_right(tmp_path, cells, side):
    rows = "".join(f"| a | {cell} |\n" for cell in cells)
    body = html_of(tmp_path, f"# A\n\n| A | B |\n|:---|:---|\n{rows}")
    assert set(re.findall(r'<td style="text-align: (\w+);" data-label="B"', body)) == {side}


@pytest.mark.parametrize(("scores", "columns"), [(2, 2), (5, 5), (6, 3), (7, 4), (8, 4), (9, 3), (10, 5)])
def test_scores_fill_their_rows(tmp_path, scores, columns):
    board = "\n\n".join("::: {.score}\n[a]{.score-name}\n:::" for _ in range(scores))
    assert f'data-columns="{columns}"' in html_of(tmp_path, f"# A\n\n:::: {{.scoreboard}}\n{board}\n\n::::\n")


def test_money_is_no_formula(page):
    assert "Un precio de $5 y otro de $9 no son una fórmula" in page


def test_titles_are_plain_text(tmp_path):
    about = Meta("<b>*T*</b> #[x] $1", company='A "quoted" \\ #firm', language="es")
    page = pandoc.html(report(tmp_path, "# A\n"), tmp_path / "a.html", about).read_text(encoding="utf-8")
    assert "&lt;b&gt;*T*&lt;/b&gt; #[x] $1" in page
    assert pandoc.pdf(tmp_path / "report.md", tmp_path / "a.pdf", about).stat().st_size > 1000


def test_word_uses_real_styles(word):
    document = word["word/document.xml"]
    used = set(re.findall(r'w:pStyle w:val="([^"]+)"', document))
    expected = {
        "Title",
        "Heading1",
        "Heading2",
        "Lead",
        "Kicker",
        "ImageCaption",
        "TableCaption",
        "TableHead",
    }
    assert expected | {"TableText", "ScoreValue", "RiskTitle", "ReadNote", "DoNote"} <= used
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', word["word/styles.xml"]))
    assert document.count("<w:tblHeader") == 5


def test_word_tables_hold_together(word):
    document = word["word/document.xml"]
    rows = re.findall(r"<w:tr>.*?</w:tr>", document, re.DOTALL)
    assert all(row.startswith("<w:tr><w:trPr><w:cantSplit />") for row in rows)
    cells = re.findall(r"<w:tc>.*?</w:tc>", document, re.DOTALL)
    numbers = [cell for cell in cells if '<w:jc w:val="right" />' in cell and "TableText" in cell]
    assert numbers
    assert all("<w:noWrap />" in cell for cell in numbers)
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL):
        assert sum(map(int, re.findall(r'<w:gridCol w:w="(\d+)"', table))) == styles.LINE_WIDTH
        # No row stands alone overleaf: the last but one stays with the last.
        body = [row for row in re.findall(r"<w:tr>.*?</w:tr>", table, re.DOTALL) if "tblHeader" not in row]
        assert all("<w:keepNext />" in row for row in body[-2:-1])


def paragraphs(document: str, style: str) -> list[str]:
    """The paragraphs of a style, as XML."""
    return re.findall(rf'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="{style}" />.*?</w:p>', document, re.DOTALL)


def said(paragraph: str) -> str:
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph))


def test_word_has_its_own_table_of_contents(word):
    document = word["word/document.xml"]
    lines = paragraphs(document, "Toc[12]")
    assert [said(line) for line in lines[:4]] == [
        "Vendemos más a menos gente, y Cali está rompiendo promesas",
        "Qué hacer el lunes",
        "Qué puede salir mal",
        "¿A cuántos más podemos atender bien?",
    ]
    # One field around all the lines, one in each; every line leads to the title of its words.
    assert 'TOC \\o "1-2"' in lines[0]
    inside = "".join(lines)
    assert inside.count('"begin"') == inside.count('"end"') == len(lines) + 1
    titles = {
        re.search(r'w:name="(_Toc\d+)"', title)[1]: said(title)
        for title in paragraphs(document, "Heading[12]")
    }
    assert {re.search(r'w:anchor="(_Toc\d+)"', line)[1]: said(line) for line in lines} == titles
    assert "updateFields" not in word["word/settings.xml"]


def test_word_sets_the_small_print_a_level_lower(word):
    lower = [said(title) for title in paragraphs(word["word/document.xml"], "Heading3")]
    assert lower == ["Cómo se calculó", "Tres preguntas para el equipo", "Hoja de decisión", "Glosario"]


def test_word_lets_the_parts_of_the_small_print_follow_one_another(tmp_path):
    parts = "".join(
        f"::: {{.kicker}}\nP & {part}\n:::\n\n# Part {part} {{.annex}}\n\nText.\n\n" for part in (1, 2)
    )
    with zipfile.ZipFile(pandoc.docx(report(tmp_path, parts), tmp_path / "a.docx", ABOUT)) as archive:
        first, second = paragraphs(archive.read("word/document.xml").decode(), "Kicker")
    assert (said(first), said(second)) == ("P &amp; 1", "P &amp; 2")
    assert "pageBreakBefore" not in first
    assert '<w:pageBreakBefore w:val="0" />' in second


def test_word_has_running_heads(word):
    document, head = word["word/document.xml"], word["word/header1.xml"]
    assert re.search(r'<w:headerReference [^>]*w:type="default"', document)
    # Not on the cover.
    assert "<w:titlePg" in document
    assert said(head) == "Café Aurora · a 30 de junio de 2026De dónde salen"
    assert " PAGE " in word["word/footer1.xml"]


def test_word_can_list_its_figures_and_tables(word):
    document = word["word/document.xml"]
    captions = [said(caption) for caption in paragraphs(document, "(?:Image|Table)Caption")]
    assert [caption[:10] for caption in captions if caption.startswith("Figura")] == [
        "Figura 1. ",
        "Figura 2. ",
    ]
    assert document.count("SEQ Figura") == 2
    assert document.count("SEQ Tabla") == sum(caption.startswith("Tabla") for caption in captions) == 3
    for style in ("ImageCaption", "TableCaption"):
        assert re.search(
            rf'w:styleId="{style}"[^/]*/><w:basedOn w:val="Caption" ?/>', word["word/styles.xml"]
        )
    assert re.search(r'w:styleId="Caption"[^>]*><w:name w:val="caption" ?/>', word["word/styles.xml"])


@pytest.mark.parametrize(("language", "tag"), [("es", "es-CO"), ("en", "en-US")])
def test_word_says_what_it_is_and_not_how_it_was_made(source, tmp_path, language, tag):
    about = Meta("T", "S", "C", "hoy", language, as_of=dt.date(2026, 6, 30))
    with zipfile.ZipFile(pandoc.docx(source, tmp_path / "a.docx", about)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert f'<w:lang w:val="{tag}"' in parts["word/styles.xml"]
    assert "proofState" not in parts["word/settings.xml"]
    assert parts["docProps/core.xml"].count("2026-06-30T00:00:00Z") == 2
    assert not re.search("<(Pages|Words|Characters)>", parts["docProps/app.xml"])
    assert "docProps/custom.xml" not in parts
    assert "custom" not in parts["_rels/.rels"] + parts["[Content_Types].xml"]
    kinds = re.findall(r'Extension="(\w+)"', parts["[Content_Types].xml"])
    assert len(kinds) == len(set(kinds))


def test_word_keeps_notes_and_questions_together(tmp_path):
    pair = ":::: {.pair}\n::: {.read}\nRead.\n:::\n::: {.do}\nDo.\n:::\n::::"
    asked = "::: {.team-questions}\n1. One\n2. Two\n3. Three\n:::"
    text = f"# A\n\n| H |\n|---|\n| x |\n| y |\n\n{pair}\n\n{asked}\n\n| H |\n|---|\n| z |\n\nUnder.\n"
    with zipfile.ZipFile(pandoc.docx(report(tmp_path, text), tmp_path / "a.docx", ABOUT)) as archive:
        document = archive.read("word/document.xml").decode()
    kept = re.findall(r"<w:keepNext />(?:(?!</w:p>).)*<w:t[^>]*>([^<]+)", document, re.DOTALL)
    # A header stays with its row, and the last row with the notes under it; without notes, with nothing.
    assert kept == ["H", "x", "y", "H"]
    assert [said(one) for one in paragraphs(document, "TeamQuestion")] == ["One", "Two"]
    assert re.search(r'<w:spacing w:before="\d+" /></w:pPr><w:r><w:t[^>]*>Under', document)


def test_word_figures_leave_room_on_their_page(word):
    extents = re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', word["word/document.xml"])
    assert extents
    assert all(int(wide) <= finish.WIDEST and int(tall) <= finish.TALLEST for wide, tall in extents)


def test_word_carries_its_fonts(source, tmp_path):
    with zipfile.ZipFile(pandoc.docx(source, tmp_path / "report.docx", ABOUT)) as archive:
        told = archive.read("word/fontTable.xml").decode()
        for number, (name, key) in enumerate(reference.EMBEDDED.items(), start=1):
            assert f'r:id="rId{number}" w:fontKey="{{{key}}}"' in told
            hidden = archive.read(f"word/fonts/font{number}.odttf")
            assert reference.odttf(hidden, key) == (pandoc.FONTS / f"{name}.ttf").read_bytes()
        assert b"<w:embedTrueTypeFonts />" in archive.read("word/settings.xml")


def test_word_keeps_a_question_with_its_answer(tmp_path):
    made = pandoc.docx(report(tmp_path, "# A\n\n## B\n\nWhy?\n\nBecause.\n"), tmp_path / "a.docx", ABOUT)
    with zipfile.ZipFile(made) as archive:
        document = archive.read("word/document.xml").decode()
    kept = re.findall(r"<w:keepNext />(?:(?!</w:p>).)*<w:t[^>]*>([^<]+)", document, re.DOTALL)
    assert kept == ["Why?"]


def widths(folder: Path, rows: list[list[str]], line: int = 460) -> tuple[list[float], float]:
    """What widths.lua says of a table, header first: points, and the size of the letters."""
    lines = [rows[0], [":---", *["---:"] * (len(rows[0]) - 1)], *rows[1:]]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    script = folder / "ask.lua"
    script.write_text(
        f"local widths = dofile({str(pandoc.STYLES / 'widths.lua')!r})\n"
        f"local doc = pandoc.read([==[{table}\n]==], 'markdown')\n"
        f"local wide, size = widths(doc.blocks[1], {line}, 10, {{ 9, 8, 7 }}, 1)\n"
        "print(pandoc.json and pandoc.json.encode({ wide, size }))",
        encoding="utf-8",
    )
    command = [pandoc.program(), "lua", str(script)]
    wide, size = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return wide, size


def test_columns_share_the_line_and_a_word_has_its_room(tmp_path):
    wide, size = widths(tmp_path, [["Acción", "En juego"], ["Llamar a cada cliente " * 12, "$106,2\u00a0M"]])
    assert size == 9
    assert sum(wide) == pytest.approx(460)
    # Seven signs of half the size each and a blank, and the space to the next column.
    assert wide[1] >= 7 * 0.45 * 9 + 10
    assert wide[0] > 4 * wide[1]


def test_a_crowded_table_is_set_smaller(tmp_path):
    assert widths(tmp_path, [["Nombre"] * 6, ["12,5 %"] * 6])[1] == 9
    assert widths(tmp_path, [["Responsabilidad"] * 6, ["12,5 %"] * 6], 425)[1] == 8
    wide, size = widths(tmp_path, [["Responsabilidad"] * 12, ["12,5 %"] * 12])
    assert size == 7
    assert sum(wide) == pytest.approx(460)


def test_word_is_dated_as_told(source, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    with zipfile.ZipFile(pandoc.docx(source, tmp_path / "report.docx", ABOUT)) as archive:
        assert b"1970-01-02T00:00:00Z" in archive.read("docProps/core.xml")


def test_reference_document_is_the_one_the_script_makes():
    default = subprocess.run(
        [pandoc.program(), "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    ).stdout
    assert reference.build(default) == (pandoc.STYLES / "reference.docx").read_bytes()


def test_pdf_has_only_our_fonts(source, tmp_path):
    made = pandoc.pdf(source, tmp_path / "report.pdf", ABOUT).read_bytes()
    names = set(re.findall(rb"/FontName ?/\w+\+([\w-]+)", made))
    assert made.startswith(b"%PDF")
    assert names
    assert all(name.startswith((b"Source", b"DejaVuSansMono")) for name in names)


@pytest.fixture
def typeset(monkeypatch):
    """What Typst is given, and what it warns of."""
    given: dict[str, object] = {}

    def compiled(text: bytes, folder: Path, name: str) -> bytes:
        import typst

        made, warnings = typst.compile_with_warnings(
            text,
            root=str(folder),
            font_paths=list(pandoc.letters()),
            ignore_system_fonts=True,
            pdf_standards="ua-1",
        )
        given.update(text=text.decode(), pdf=made, warnings=[str(one.message) for one in warnings])
        return made

    monkeypatch.setattr(pandoc, "typeset", compiled)
    return given


def test_pdf_comes_to_rest(source, tmp_path, typeset):
    """Its pages are those that its contents name, and it is good to listen to."""
    pandoc.pdf(source, tmp_path / "a.pdf", ABOUT)
    assert typeset["warnings"] == []


PAIR = "\n\n:::: {.pair}\n::: {.read}\nRead.\n:::\n::: {.do}\nDo.\n:::\n::::\n\n"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b", pdf))


def test_pdf_keeps_notes_with_what_they_are_on(source, tmp_path, typeset):
    shutil.copytree(source.parent / "figures", tmp_path / "figures")
    figure = '![F.](figures/room.png){#fig-a fig-alt="x"}'
    text = f"# A\n\n## B\n\nWhy?\n\n{figure}{PAIR}| H |\n|---|\n| x |\n\n: T {{#tbl-a}}{PAIR}See @tbl-a.\n"
    pandoc.pdf(report(tmp_path, text), tmp_path / "a.pdf", ABOUT)
    body = typeset["text"].split("#chapter([", 1)[1]
    assert body.count("noted: true") == body.count("notes: notes") == 1
    assert body.count("#pair(") == 2


def test_pdf_breaks_long_tables(tmp_path, typeset):
    rows = "".join(f"| {row} |\n" for row in range(30))
    lines = "\n\n".join("Text." for _ in range(12))
    for caption in ("", "\n: T {#tbl-a}\n"):
        text = f"# A\n\n{lines}\n\n| H |\n|---|\n{rows}{caption}\n\n{lines}\n"
        pandoc.pdf(report(tmp_path, text), tmp_path / "a.pdf", ABOUT)
        # Cover, and two pages of text and table.
        assert pages(typeset["pdf"]) == 3


@pytest.mark.parametrize(
    ("rows", "printed", "total"), [(12, 12, False), (13, 10, False), (20, 10, False), (20, 11, True)]
)
def test_paper_shows_the_first_rows_of_a_long_table_and_its_total(tmp_path, typeset, rows, printed, total):
    cells = [f"r{row}" for row in range(rows - total)] + ["**Todos**"] * total
    text = "# A\n\n| H |\n|---|\n" + "".join(f"| {cell} |\n" for cell in cells) + "\n: T {#tbl-a}\n"
    pandoc.pdf(report(tmp_path, text), tmp_path / "a.pdf", replace(ABOUT, rows=10))
    grid = typeset["text"].split("caption: [", 1)[1]
    assert len(re.findall(r"\[(?:r\d+|#strong\[Todos\])\],", grid)) == printed
    assert ("Aquí 10 de" in grid) == (printed < rows)
    assert ("Todos" in grid) == total


def test_pdf_sets_the_small_print_a_level_lower(tmp_path, typeset):
    annex = "::: {.annex}\n## Small\n\nText.\n:::\n\n"
    parts = "".join(f"# Part {part} {{.annex}}\n\n{annex}" for part in (1, 2))
    pandoc.pdf(report(tmp_path, f"# A\n\n## B\n\n{annex}{parts}"), tmp_path / "a.pdf", ABOUT)
    body = typeset["text"].split("#chapter([", 1)[1]
    assert re.findall(r"^(=+) Small", body, re.MULTILINE) == ["===", "==", "=="]
    assert body.count("#annex(own: true)[") == 2
    # The parts follow one another: cover, the chapter, all the small print.
    assert pages(typeset["pdf"]) == 3
    assert typeset["warnings"] == []


NAMES = [
    "- lista",
    "+ más",
    "= igual",
    "/ de: a",
    "1. uno",
    "#let x = 1",
    "@ref",
    "<label>",
    "$x$",
    "_a_ *b*",
]


ANNEX = """# Chapter

| H |
|---|
| x |

: T {#tbl-a}

See @tbl-b and [the rest](#sec-small).

# Annex {#sec-annex}

::::: {.annex}

## 1 · Sales {#sec-annex-company}

### Small <i> {#sec-small}

| H |
|---|
| y |

: U {#tbl-b}

Back to @tbl-a.

## 2 · Product

Text.

:::::

# Sources {#sec-appendix}
"""


def test_the_annex_is_folded_by_chapter_and_counts_its_own_tables(tmp_path):
    body = html_of(tmp_path, ANNEX)
    folds = re.findall(r'<details class="fold"><summary><h2 id="([\w-]+)">', body)
    assert folds == ["sec-annex-company", "product"]
    assert body.count("</details>") == 2
    # What is folded stands between its title and its end; what follows the annex is not folded.
    inner = body.split("</summary>", 1)[1].split("</details>")[0]
    assert 'id="sec-small"' in inner
    assert "Tabla A1." in inner
    assert 'href="#tbl-a" class="ref">Tabla 1<' in inner
    assert 'href="#tbl-b" class="ref">Tabla A1<' in body.split("<details")[0]
    assert 'id="sec-appendix"' in body.rsplit("</details>", 1)[1]


def test_a_body_without_its_annex_points_nowhere(tmp_path, typeset):
    pandoc.pdf(report(tmp_path, ANNEX.split("# Annex")[0]), tmp_path / "a.pdf", ABOUT)
    body = typeset["text"].split("#chapter([", 1)[1]
    assert "the rest" in body
    assert "#link(" not in body
    assert "<sec-small>" not in body


def test_the_page_for_who_reads_one_page_is_one_page(tmp_path, typeset):
    def made(lines: int) -> int:
        text = "# Title {.unnumbered}\n\n" + "Text.\n\n" * lines + "# A {#sec-a}\n\nText.\n"
        pandoc.pdf(report(tmp_path, text), tmp_path / "a.pdf", ABOUT)
        assert typeset["warnings"] == []
        return pages(typeset["pdf"])

    # Cover, the page, the chapter; what would be a few lines too long is set a little smaller.
    assert [made(lines) for lines in (10, 34, 37, 60)] == [3, 3, 3, 4]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_begins_as_a_list_does_is_a_name_in_the_pdf(tmp_path, typeset, name):
    said = escape(name)
    text = f"# {said}\n\n- {said}\n\n| A |\n|---|\n| {said} |\n| **{said}** |\n"
    pandoc.pdf(report(tmp_path, text), tmp_path / "a.pdf", Meta(name, name, name, language="es"))
    body = typeset["text"].split("#chapter([", 1)[1]
    # One list, ours; no term, no numbered list, no title that nobody wrote.
    assert not re.search(r"(\[|^- )([-+=/]|\d+\.) ", body, re.MULTILINE)
    cover = typeset["text"].split("#chapter([", 1)[0]
    assert not re.search(r"\[([-+=/]|\d+\.) ", cover[cover.index("#set document") :])


def test_a_rule_in_the_notes_is_a_rule_in_the_pdf(tmp_path, typeset):
    pandoc.pdf(report(tmp_path, "# A\n\nUno.\n\n---\n\nDos.\n"), tmp_path / "a.pdf", ABOUT)
    assert "#horizontalrule" in typeset["text"]


def test_letters_that_ours_lack_are_set_or_are_a_box(tmp_path, typeset):
    pandoc.pdf(report(tmp_path, "# A\n\n| A |\n|---|\n| 😀 🛒 中 |\n"), tmp_path / "a.pdf", ABOUT)
    assert b"DejaVuSans" in typeset["pdf"]
    assert b"LastResort" in typeset["pdf"]


def test_pdf_takes_a_logo(source, tmp_path):
    about = Meta(
        "T", company="C", logo=source.parent / "figures" / "spark-up.png", colours={"accent": "#ffd400"}
    )
    plain = pandoc.pdf(source, tmp_path / "a.pdf", Meta("T", company="C")).read_bytes()
    assert len(pandoc.pdf(source, tmp_path / "b.pdf", about).read_bytes()) > len(plain)
    page = pandoc.html(source, tmp_path / "c.html", about).read_text(encoding="utf-8")
    assert re.search(r'<img[^>]+class="logo"', page)
    assert "--accent-light:#8c7500" in page


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_same_source_same_bytes_anywhere(form, source, tmp_path):
    """Two folders, two processes, two clocks and time zones."""
    hashes = set()
    for place, zone in (("one", "UTC"), ("two/deeper", "America/Bogota")):
        folder = tmp_path / place
        shutil.copytree(source.parent, folder)
        made = f"pandoc.{form}(Path(sys.argv[1]), Path(sys.argv[2]), meta.Meta('T', 'S', 'C', 'hoy', 'es'))"
        code = (
            f"import sys; from pathlib import Path; from clientela.publish.page import meta, pandoc; {made}"
        )
        target = folder / "out" / "report"
        environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
        command = [sys.executable, "-c", code, str(folder / "report.md"), f"{target}.{form}"]
        subprocess.run(command, check=True, env={**environment, "TZ": zone}, cwd=folder)
        hashes.add(hashlib.sha256(Path(f"{target}.{form}").read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_an_error_says_which_format(tmp_path):
    with pytest.raises(pandoc.PublishError, match=r"report\.docx"):
        pandoc.docx(tmp_path / "absent.md", tmp_path / "report.docx", ABOUT)


@pytest.mark.parametrize("colour", ["#ffd400", "#ffffff", "#000000", "#0b6e69", "#7f7f7f"])
def test_company_colours_can_be_read_on_both_papers(colour):
    about = Meta("T", colours={"accent": colour})
    for paper in (meta.PAPER, meta.NIGHT):
        assert meta.contrast(about.accent(paper), paper) >= meta.ENOUGH


def test_on_a_phone_small_tables_stay_tables_and_long_ones_are_folded(tmp_path):
    rows = "\n".join(f"| {name * 20} | {name * 20} | {name * 20} |" for name in "abcdefghi")
    text = (
        "| Mes | n |\n|:--|--:|\n| ene | 3 |\n\n"
        f"| Uno largo | Otro largo | Otro más |\n|:--|:--|:--|\n{rows}\n"
    )
    (tmp_path / "report.md").write_text(f"# T\n\n{text}", encoding="utf-8")
    said = pandoc.html(tmp_path / "report.md", tmp_path / "html" / "index.html", ABOUT).read_text(
        encoding="utf-8"
    )
    slim, long = re.findall(r"<table([^>]*)>", said)
    assert "slim" in slim
    assert "data-count" not in slim
    assert 'data-count="9"' in long
    assert 'data-all="Ver las {n} filas"' in said
