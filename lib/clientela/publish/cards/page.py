"""The card as a page that opens by itself and as a sheet; both for their owner's eyes only."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.present import numbers
from clientela.present.language import N_, _, speaking
from clientela.present.terms import known as has_words
from clientela.present.terms import term, value
from clientela.publish.cards.known import Known
from clientela.publish.cards.next_step import steps
from clientela.publish.page import policy
from clientela.publish.workbook.spreadsheet import Sheet
from clientela.publish.workbook.spreadsheet import write as write_book

if TYPE_CHECKING:
    import pandas as pd

from clientela.companies.config import Company
from clientela.folders import project

TITLES = {
    "messages": N_("Quejas y mensajes; lo abierto, primero"), "promises": N_("Lo prometido"), "contracts": N_("Contratos"),
    "purchases": N_("Últimas compras"), "mailings": N_("Lo que se le ha enviado"), "answers": N_("Lo que respondió en encuestas"),
    "records": N_("Registros en que está"),
}  # fmt: skip
WORDS = {
    "opened": N_("Llegó"), "kind": N_("Clase"), "channel": N_("Canal"), "text": N_("Texto"), "attended": N_("Atendido"), "closed": N_("Cerrado"),
    "resolved": N_("Resuelto"), "agent": N_("Quien atendió"), "made_on": N_("Prometido"), "what": N_("Qué"), "due_on": N_("Para"),
    "kept_on": N_("Cumplido"), "contract_id": N_("Contrato"), "start": N_("Empieza"), "finish": N_("Termina"), "price": N_("Precio"),
    "renewed": N_("Renovado"), "day": N_("Día"), "product": N_("Producto"), "quantity": N_("Unidades"), "amount": N_("Ventas"),
    "branch": N_("Sede"), "mailing": N_("Envío o invitación"), "sent_on": N_("Enviado"), "responded": N_("Respondió"),
    "question": N_("Pregunta"), "answer": N_("Respuesta"), "source": N_("Fuente"), "source_file": N_("Archivo"), "source_row": N_("Fila"),
    "customer_id": N_("Cliente"), "seller_id": N_("Vendedor"), "joined_on": N_("Fecha de registro"), "name": N_("Nombre"),
    "phone": N_("Teléfono"), "email": N_("Correo"), "address": N_("Dirección"), "city": N_("Ciudad"), "tax_id": N_("Documento"),
    "birth_date": N_("Fecha de nacimiento"), "occupation": N_("Ocupación"), "may_phone": N_("Permite llamadas"), "may_email": N_("Permite correos"),
    "may_post": N_("Permite cartas"), "first_purchase": N_("Primera compra"), "last_purchase": N_("Última compra"),
    "purchase_days": N_("Días de compra"), "days_since_last": N_("Días desde la última compra"), "last_contact": N_("Último contacto"),
    "unsubscribed": N_("Se dio de baja"),
}  # fmt: skip
FIGURES = ("first_purchase", "last_purchase", "purchase_days", "days_since_last", "amount")
STYLE = "body{font:16px/1.45 sans-serif;max-width:52rem;margin:1.5rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse;width:100%}"
STYLE += "th,td{text-align:left;border-bottom:1px solid #ddd;padding:.3rem .5rem;vertical-align:top}.wide{overflow-x:auto}"
STYLE += ".next{background:#fff6e5;padding:.6rem 1rem}h2{margin-top:1.6rem;font-size:1.1rem}small{color:#666}"
# On a phone each row is a block, and each cell says what it is.
STYLE += "td{overflow-wrap:anywhere}@media(max-width:40rem){.wide tr,.wide td{display:block}.wide tr:first-child{display:none}.wide td{border:0}"
STYLE += ".wide tr{border-bottom:1px solid #ddd;padding:.5rem 0}.wide td::before{content:attr(data-label);display:block;color:#666;font-size:.8rem}}"


def write(known: Known, company: Company, target: Path) -> list[Path]:
    """Write the page and the sheet of a customer into `target` (mode 700, files 600); their paths."""
    project.owners_alone(target)
    name = re.sub(r"[^\w-]+", "_", known.customer_id).strip("_")[:80] or "cliente"
    with speaking(company.language):
        page = target / f"{name}.html"
        page.touch(mode=0o600)
        page.write_text(_page(known), encoding="utf-8")
        book = write_book(_sheets(known), target / f"{name}.xlsx", company.language, known.currency)
    for path in (page, book):
        path.chmod(0o600)
    return [page, book]


def _facts(known: Known) -> Iterator[tuple[str, str]]:
    """The golden record, permissions and figures: what is there, in words."""
    for name, found in {
        **known.golden,
        **known.may,
        **{key: known.figures.get(key) for key in FIGURES},
    }.items():
        if found is not None and name in WORDS:
            yield _(WORDS[name]), _said(name, found)


def _said(name: str, found: Any) -> str:
    import pandas as pd

    if found is None or (not isinstance(found, str) and pd.isna(found)):
        return numbers.NONE
    if isinstance(found, dt.date | pd.Timestamp):
        return numbers.date(found)
    if str(found) in ("True", "False"):
        return _("Sí") if found else _("No")
    if isinstance(found, str):
        return value(found) if name == "kind" else found
    number = float(found)
    return numbers.count(number) if number.is_integer() else numbers.figure(number)


def _page(known: Known) -> str:
    name = str(known.golden.get("name", known.customer_id))
    about = (
        f"{html.escape(known.customer_id)} · {numbers.date(known.as_of)} · {numbers.sums_in(known.currency)}"
    )
    parts = [f"<h1>{html.escape(name)}</h1><p><small>{about}</small></p>"]
    todo = "".join(f"<li>{html.escape(step)}</li>" for step in steps(known))
    parts.append(f'<div class="next"><b>{_("Qué sigue")}</b><ol>{todo}</ol></div>')
    rows = "".join(
        f"<tr><th>{html.escape(words)}</th><td>{html.escape(said)}</td></tr>" for words, said in _facts(known)
    )
    parts.append(f"<h2>{_('Quién es')}</h2><table>{rows}</table>")
    for key, title in TITLES.items():
        if len(frame := known.sections[key]):
            parts.append(f'<h2>{_(title)}</h2><div class="wide">{_table(frame)}</div>')
    parts.append(
        f"<p><small>{_('Contiene datos personales: no la reenvíe ni la deje en carpetas compartidas.')}</small></p>"
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{html.escape(known.customer_id)}</title>'
    return policy.sealed(
        f"<!doctype html><html><head>{head}<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _table(frame: pd.DataFrame) -> str:
    names = [str(name) for name in frame.columns]
    head = "".join(f"<th>{html.escape(_word(name))}</th>" for name in names)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{html.escape(_word(name))}">{html.escape(_said(name, cell))}</td>'
            for name, cell in zip(names, row, strict=True)
        )
        + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _word(name: str) -> str:
    return _(WORDS[name]) if name in WORDS else term(name).words if has_words(name) else name


def _sheets(known: Known) -> dict[str, Sheet]:
    import pandas as pd

    todo = pd.DataFrame({"step": steps(known)})
    facts = pd.DataFrame(list(_facts(known)), columns=["what", "said"])
    sheets = {
        "next": Sheet(_("Qué sigue"), todo, {"step": (_("Qué sigue"), "text")}),
        "who": Sheet(_("Quién es"), facts, {"what": (_("Dato"), "text"), "said": (_("Valor"), "text")}),
    }
    for key, title in TITLES.items():
        frame = known.sections[key]
        told = pd.DataFrame({name: [_said(name, cell) for cell in frame[name]] for name in frame.columns})
        sheets[key] = Sheet(_(title), told, {name: (_word(name), "text") for name in told.columns})
    return sheets
