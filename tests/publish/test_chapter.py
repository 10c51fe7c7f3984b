"""An executed notebook as a chapter, cell by cell."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from clientela.publish.chapters.chapter import Chapter, Place, annex, chapter, cited
from clientela.publish.page.appendix import _glossary
from clientela.publish.page.front import unanswered
from clientela.publish.page.notes import Notes
from clientela.results import Finding
from clientela.stage import Stage

PNG = base64.b64encode(b"picture").decode()


def said(text: str, **about: object):
    return new_output("display_data", {"text/markdown": text}, metadata={"clientela": about} if about else {})


def drawn(label: str):
    about = {"label": label, "caption": "Ventas.", "alt": "Suben."}
    return new_output(
        "display_data", {"image/png": PNG, "text/plain": "Suben."}, metadata={"clientela": about}
    )


def tagged(cell, *tags: str):
    cell.metadata["tags"] = list(tags)
    return cell


RECORD = {"title": "Se van tres.", "answer": "Se van tres. Ana.", "findings": []}


@pytest.fixture
def write(tmp_path):
    def make(*cells) -> Chapter:
        nbformat.write(new_notebook(cells=list(cells)), tmp_path / "n.ipynb")
        return chapter("loyalty", tmp_path / "n.ipynb", RECORD, tmp_path / "figures", Notes({}))

    return make


@pytest.fixture
def body(write):
    return lambda *cells: write(*cells).body


def test_the_title_is_the_finding_and_the_question_stands_above(body):
    text = body(
        new_markdown_cell("# ¿Quién se va?\n\nPara quien abre el cuaderno."),
    )
    assert text.startswith(
        "::: {.kicker}\n5 · Fidelización · ¿Quién se va?\n:::\n\n# Se van tres {#sec-loyalty}"
    )
    assert "::: {.lead}\nAna.\n:::" in text
    assert "Para quien abre" not in text


def test_code_parameters_and_trainer_cells_stay_out(body):
    text = body(
        new_markdown_cell("# ¿?"),
        tagged(new_code_cell("company = 'x'"), "parameters"),
        tagged(new_markdown_cell("Solo para quien enseña"), "trainer"),
        new_code_cell("show(x)", outputs=[said("Hola")]),
    )
    assert "show(x)" not in text
    assert "company" not in text
    assert "Solo para" not in text


def test_notes_stand_side_by_side(body):
    text = body(
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## Estado"),
        tagged(new_markdown_cell("**Cómo leerlo.** Así."), "read"),
        tagged(new_code_cell(outputs=[said("**Qué hacer.** Esto.")]), "do"),
    )
    pair = ":::: {.pair}\n\n::: {.read}\n**Cómo leerlo.** Así.\n:::\n\n::: {.do}\n**Qué hacer.** Esto.\n:::\n\n::::"
    assert pair in text


def test_a_section_with_only_missing_answers_collapses(body):
    text = body(
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## Con datos"),
        new_code_cell(outputs=[said("todavía no", missing="a.b"), said("pero esto sí")]),
        new_markdown_cell("## Sin datos"),
        new_code_cell(outputs=[said("todavía no", missing="a.c")]),
        # Advice that has nothing to say is no answer.
        tagged(new_code_cell(outputs=[said("")]), "do"),
    )
    assert "## Con datos" in text
    assert "pero esto sí" in text
    assert "Sin datos" not in text
    assert "todavía no" not in text


def test_a_figure_takes_its_caption_label_and_alternative_text(body, tmp_path):
    text = body(
        new_markdown_cell("# ¿?"), new_markdown_cell("## S"), new_code_cell(outputs=[drawn("fig-a-b")])
    )
    assert '![Ventas.](figures/fig-a-b.png){#fig-a-b fig-alt="Suben."}' in text
    assert (tmp_path / "figures" / "fig-a-b.png").read_bytes() == b"picture"


def test_small_print_stands_behind_the_chapters_and_is_linked_from_its_own(write):
    found = write(
        new_markdown_cell("# ¿?"),
        tagged(new_markdown_cell("## Letra pequeña\n\nAsí.\n\n### Por mes"), "annex"),
        tagged(new_markdown_cell("## Preguntas para el equipo"), "team"),
    )
    link = "En el anexo: [Letra pequeña](#sec-loyalty-letra-pequena)"
    assert found.body.index(link) < found.body.index("Preguntas")
    assert "Así." not in found.body
    text = annex([found])
    assert "# El detalle de cada capítulo {#sec-annex}" in text
    assert (
        "## 5 · Fidelización {#sec-annex-loyalty}\n\n### Letra pequeña {#sec-loyalty-letra-pequena}\n\nAsí.\n\n#### Por mes"
        in text
    )


def test_a_chapter_without_an_answer_has_no_page(tmp_path):
    cells = [
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## S"),
        new_code_cell(outputs=[said("*todavía no*", missing="x")]),
    ]
    nbformat.write(
        new_notebook(cells=[*cells, tagged(new_markdown_cell("## Preguntas"), "team")]), tmp_path / "n.ipynb"
    )
    record = {"title": "", "answer": "Nada.", "findings": []}
    made = [
        chapter(
            "loyalty", tmp_path / "n.ipynb", {**record, "unanswered": one}, tmp_path / "figures", Notes({})
        ).body
        for one in (True, False)
    ]
    assert made[0] == ""
    assert "## Preguntas" in made[1]
    assert "1 · Empresa, 5 · Fidelización" in unanswered(
        {name: {"unanswered": name != "product"} for name in ("company", "product", "loyalty")}
    )


def test_a_word_is_explained_where_it_stands():
    text = _glossary("Cada peldaño, en tres días de compra.")
    assert "Escalera y peldaño" in text
    assert "Día de compra" in text
    assert "NPS" not in text
    assert _glossary("") == ""


def test_without_small_print_there_is_no_annex(write):
    found = write(
        new_markdown_cell("# ¿?"),
        tagged(new_markdown_cell("## Los meses"), "annex"),
        new_code_cell(outputs=[]),
    )
    assert "anexo" not in found.body
    assert annex([found]) == ""


def test_the_sixth_topic_goes_to_the_annex_and_the_team_questions_stay(write):
    topics = [
        cell
        for number in range(1, 7)
        for cell in (new_markdown_cell(f"## Tema {number}"), new_code_cell(outputs=[said("una respuesta")]))
    ]
    found = write(new_markdown_cell("# ¿?"), *topics, tagged(new_markdown_cell("## Preguntas"), "team"))
    assert "## Tema 5" in found.body
    assert "## Preguntas" in found.body
    assert "## Tema 6" not in found.body
    assert "## Tema 6" in found.annex


def topic(number: int, *tags: str):
    """A section that asks one analysis of its own."""
    asks = new_code_cell(outputs=[said("una respuesta")], metadata={"asked": [f"loyalty.a{number}"]})
    return tagged(new_markdown_cell(f"## Tema {number}"), *tags), asks


def headings(text: str) -> list[str]:
    return [line.split(" {")[0] for line in text.splitlines() if line.startswith("## Tema")]


def test_what_is_at_stake_chooses_the_sections_and_the_notebook_their_order(tmp_path):
    cells = [cell for number in range(1, 8) for cell in topic(number)] + [
        *topic(8, "annex"),
        *topic(9, "annex"),
    ]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# ¿?"), *cells]), tmp_path / "n.ipynb")
    findings = [{"source": f"loyalty.a{number}"} for number in (9, 6, 7)]
    found = chapter(
        "loyalty", tmp_path / "n.ipynb", RECORD | {"findings": findings}, tmp_path / "figures", Notes({})
    )
    # The first is where the question begins; 9, 6 and 7 have findings, small print or not; 2 fills what room is left.
    assert headings(found.body) == ["## Tema 1", "## Tema 2", "## Tema 6", "## Tema 7", "## Tema 9"]
    assert headings(found.annex) == ["## Tema 3", "## Tema 4", "## Tema 5", "## Tema 8"]
    assert {key for key, place in found.places.items() if place.annex} == {
        f"loyalty.a{n}" for n in (3, 4, 5, 8)
    }
    assert found.places["loyalty.a9"].name == "sec-loyalty-tema-9"
    assert f"## Tema 9 {{#{found.places['loyalty.a9'].name}}}" in found.body


def test_a_chapter_names_a_few_sections_of_the_annex_and_counts_the_rest(write):
    cells = [cell for number in range(1, 12) for cell in topic(number, "annex")]
    text = write(new_markdown_cell("# ¿?"), *cells).body
    # Where there is nothing else, a chapter takes two of them.
    assert headings(text) == ["## Tema 1", "## Tema 2"]
    assert text.count("(#sec-loyalty-tema-") == 6
    assert "[3 secciones más](#sec-annex-loyalty)" in text


def test_a_section_that_is_cited_is_linked_and_the_annex_is_named():
    places = [Place("Quién vuelve", "sec-a", annex=True), Place("Metas", "sec-b", annex=False)]
    text = "Vea «Quién vuelve» y “Metas”, no «Cali»."
    assert cited(text, places, small=False) == (
        "Vea [«Quién vuelve»](#sec-a) (anexo) y [“Metas”](#sec-b), no «Cali»."
    )
    assert cited(text, places, small=True).startswith("Vea [«Quién vuelve»](#sec-a) y")


def test_two_notes_of_one_kind_are_one_note(body):
    text = body(
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## Tema"),
        tagged(new_markdown_cell("**Cómo leerlo.** Así."), "read"),
        tagged(new_code_cell(outputs=[said("Haga esto."), said("Y esto.")]), "do"),
    )
    assert text.count("::: {.do}") == 1
    assert "Haga esto.\n\nY esto." in text


def test_a_note_on_what_is_not_shown_is_not_shown(body):
    text = body(
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## Tema"),
        new_code_cell(outputs=[said("una tabla")]),
        tagged(new_markdown_cell("**Cómo leerlo.** La tabla."), "read"),
        tagged(new_code_cell(outputs=[said("**Qué hacer.** Esto.")]), "do"),
        new_code_cell(outputs=[]),
        tagged(new_markdown_cell("**Cómo leerlo.** El dibujo."), "read"),
        tagged(new_code_cell(outputs=[said("**Qué hacer.** Aquello.")]), "do"),
        new_code_cell(outputs=[said("otra tabla")]),
        tagged(new_markdown_cell("**Cómo leerlo.** La otra."), "read"),
    )
    assert "El dibujo" not in text
    assert text.count("::: {.read}") == text.count(":::: {.pair}") == 2
    assert text.count("::: {.do}") == 1
    # Advice that was worked out stands, but as a text of its own.
    assert "::::\n\n**Qué hacer.** Aquello.\n\notra tabla" in text


def test_a_reading_of_nothing_is_no_answer(body):
    text = body(
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## Tema"),
        new_code_cell(outputs=[said("todavía no", missing="a.b")]),
        tagged(new_code_cell(outputs=[said("**Cómo leerlo.** Así.")]), "read"),
    )
    assert "Tema" not in text


def test_advice_alone_is_a_note(body):
    text = body(
        new_markdown_cell("# ¿?"),
        new_markdown_cell("## Tema"),
        tagged(new_code_cell(outputs=[said("**Qué hacer.** Esto.")]), "do"),
    )
    assert ":::: {.pair}\n\n::: {.do}\n**Qué hacer.** Esto.\n:::\n\n::::" in text


def test_the_answer_tells_facts_and_says_one_order_as_such():
    def finding(kind: str, message: str, detail: str = "") -> Finding:
        return Finding(kind, message, "loyalty.status", 1, detail=detail)  # type: ignore[arg-type]

    found = [
        finding("risk", "Se van muchos.", "Fueron cien."), finding("action", "Llamar a diez."), finding("action", "Medir."),
        finding("good_news", "Compran más."), finding("risk", "Nadie contesta."),
    ]  # fmt: skip
    assert Stage.answer(None, found) == "Se van muchos. Fueron cien. Compran más. Lo primero: llamar a diez."
    # An order on the headline goes before an order on something else.
    other = Finding("action", "Invitar a cien.", "segments.rfm", 1)
    assert Stage.answer(None, [found[0], other, found[1]]).endswith("Lo primero: llamar a diez.")
    # The title is the order already.
    assert Stage.answer(None, found[1:]) == "Llamar a diez. Compran más."
