"""The forms as a page: how they go out and come back, and what each asks."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.forms import library
from clientela.forms.labels import options
from clientela.forms.model import Form, Question
from clientela.handbook.tables import table
from clientela.present.language import _

OWN = """```yaml
like: orientacion
version: 2
choices:
  areas:
    tienda: {es: 'Tienda', en: 'Shop'}
    taller: {es: 'Taller', en: 'Workshop'}
```"""
KINDS = ("text", "long", "number", "date", "moment", "one", "several", "scale", "yes_no", "table")


def page() -> str:
    """How forms are used, and each form of the house with its questions."""
    out = _(
        "`make form NAME=orientacion COMPANY=mi_empresa` hace un libro para llenar, un PDF para imprimir y un XLSForm para ODK o KoboToolbox; "
        "`LANG=en`, en inglés. `make form TABLE=staff` da la plantilla vacía de una tabla del contrato. Sin nombre, dice qué hay."
    )
    back = _(
        "Los archivos llenos se guardan en `data/mi_empresa/forms/orientacion/`, con cualquier nombre y como XLSX, ODS, CSV o la exportación de "
        "KoboToolbox, también los de versiones anteriores. `clientela form read --company mi_empresa` dice cada error con su archivo, hoja y celda, "
        "todos a la vez, y escribe la tabla del contrato donde el formulario da una. El informe los lee de la carpeta."
    )
    own = _(
        "Una empresa cambia un formulario con un archivo suyo, `data/mi_empresa/forms/orientacion.yml`: entero, o con `like` y solo lo que cambia. "
        "Una pregunta que cambia de nombre o de texto dice en `formerly` los de antes. Tipos de pregunta: {kinds}."
    ).format(kinds=", ".join(f"`{kind}`" for kind in KINDS))
    criteria = _(
        "La ficha de captura de una empresa la escribe `clientela form criteria --company mi_empresa` con lo que separa a sus clientes: sus tipos, "
        "zonas, estratos, gustos, canales y preguntas, con las respuestas que ya tienen. Queda en `data/mi_empresa/forms/captura.yml`, se puede "
        "cambiar, y lo que vuelve lleno cae en los mismos grupos."
    )
    asks = _(
        'Un análisis pide las respuestas por su nombre: `@analysis("company.orientation", answers="forms.orientacion.answers")` da una fila por '
        "persona y una columna por pregunta; `forms.cliente_interno.received`, las filas de una tabla; `forms.orientacion.form`, el formulario. "
        "Es None mientras nadie haya contestado."
    )
    parts = [f"# {_('Los formularios')}", out, back, own, OWN, criteria, asks]
    return (
        "\n\n".join([*parts, *(text for name in library.names() for text in _one(library.form(name)))]) + "\n"
    )


def _one(form: Form) -> Iterator[str]:
    yield f"## {form.name}: {form.title.said}"
    if form.intro:
        yield form.intro.said
    said = [_("Una hoja por persona.") if form.layout == "person" else _("Un registro: una fila por cosa.")]
    if form.feeds:
        said.append(_("Da filas de la tabla `{table}`.").format(table=form.feeds.table))
    yield " ".join(said)
    head = [_("nombre"), _("pregunta"), _("tipo"), _("respuestas"), _("columna o dimensión")]
    yield table(head, [row for question in form.questions for row in _rows(question)])


def _rows(question: Question) -> Iterator[tuple[str, ...]]:
    needed = " *" if question.required else ""
    lines = "; ".join(words.said for words in question.lines.values())
    place = question.column or question.dimension
    yield f"`{question.key}`", question.ask.said + needed, question.kind, lines or _answers(question), place
    for column in question.columns:
        yield (
            f"`{question.key}.{column.key}`",
            column.ask.said + (" *" if column.required else ""),
            column.kind,
            _answers(column),
            column.column,
        )


def _answers(question: Question) -> str:
    if question.scale:
        scale = question.scale
        return f"{scale.low} {scale.low_is.said} – {scale.high} {scale.high_is.said}"
    return "; ".join(options(question)) if question.kind in ("one", "several") else ""
