"""A company arrives: a folder made from its files, and a look through them before any report."""

from __future__ import annotations

import datetime as dt
import glob
import hashlib
import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from clientela import intake
from clientela.companies import config, terminal
from clientela.folders import project
from clientela.intake import reasons
from clientela.intake.openings import Opening
from clientela.intake.places import is_text, no_text
from clientela.intake.problems import quote
from clientela.present.columns import column_words
from clientela.present.terms import value


def new(company: str, files: Sequence[str], country: str | None) -> int:
    """Copy the files into data/<company>/ and write a commented company.yml; an existing one is never touched.

    In a terminal it asks what the files leave open; elsewhere guesses and questions stand in company.yml.
    """
    given = [path for name in files for path in _paths(name)]
    problems = [_not_there(path) for path in given if not path.is_file()]
    if not given:
        problems.append("No se dio ningún archivo: make new COMPANY=mi_empresa FROM=ventas.xlsx,clientes.csv")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", company):
        print(f"{company}: el nombre de la carpeta lleva letras minúsculas, números, _ y -")
        return 1
    folder = project.company_folder(company)
    if (folder / "company.yml").exists():
        problems.append(f"{folder / 'company.yml'}: ya existe; edítelo, o elija otro nombre")
    twice = sorted(name for name, n in Counter(path.name for path in given).items() if n > 1)
    problems += [f"{name}: hay dos archivos con este nombre; cámbieselo a uno" for name in twice]
    problems += [f"{quote(name)}: {no_text()}" for path in given if not is_text(name := path.name)]
    if problems:
        print("\n".join(problems))
        return 1
    given, copies = _apart(given)
    ask = terminal.ask if terminal.is_one() else intake.nobody
    proposed = intake.propose(given, company.replace("_", " ").title(), country, ask)
    text = proposed.text + "".join(
        f"# No se usa: {quote(copy.name, 200)}: es el mismo archivo que {quote(one.name, 200)}, letra por letra\n"
        for copy, one in copies
    )
    folder.mkdir(parents=True, exist_ok=True)
    # The files of a company belong in no repository, wherever its folder stands.
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    # What nobody can read is not copied: a line of gigabytes would be there twice.
    for path in (path for path in given if path not in proposed.refused):
        _copy(path, folder / path.name)
    (folder / "company.yml").write_text(text, encoding="utf-8")
    print(f"{folder / 'company.yml'}\n\n{text}")
    if proposed.refused:
        print(f"No se copió a la carpeta, porque no se puede leer: {', '.join(path.name for path in proposed.refused)}")  # fmt: skip
    if "\nsources: {}" in text:
        print("Ningún archivo se reconoció: escriba en company.yml de qué tabla es cada uno y cómo se llaman sus columnas.")  # fmt: skip
        return 1
    print(f"Revise lo que está marcado y siga con: make check COMPANY={company}, y luego make report COMPANY={company}")  # fmt: skip
    return 0


def _apart(files: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, Path]]]:
    """The files without those that say letter for letter what another says (a download made twice), and these with the one they repeat."""
    seen: dict[bytes, Path] = {}
    copies = []
    sizes = Counter(path.stat().st_size for path in files)
    for path in files:
        if sizes[path.stat().st_size] == 1:
            continue
        with path.open("rb") as stream:
            said = hashlib.file_digest(stream, "sha256").digest()
        if said in seen:
            copies.append((path, seen[said]))
        seen.setdefault(said, path)
    twice = {copy for copy, _one in copies}
    return [path for path in files if path not in twice], copies


def _copy(path: Path, target: Path) -> None:
    """A copy that nobody may read who may not read the file itself, at no moment."""
    mode = path.stat().st_mode & 0o777
    target.touch(mode=0o600)
    shutil.copyfile(path, target)
    target.chmod(mode & 0o666 | 0o600)


def _paths(given: str) -> list[Path]:
    """The files that an argument names: one whose name may hold any sign, a folder, a pattern, or several with commas (or blanks) between."""
    whole = given.strip().removeprefix("sqlite:///")
    if not whole:
        # Nothing is no name of the folder that we stand in.
        return []
    if found := _found(whole):
        return found
    if ":/" in given.removeprefix("sqlite:///"):
        return [Path(whole)]
    parts = [part.strip().removeprefix("sqlite:///") for part in given.split(",") if part.strip()]
    apart = [path for part in parts for one in ([part] if _found(part) else part.split()) for path in _found(one) or [Path(one)]]  # fmt: skip
    return apart if all(path.is_file() for path in apart) else [Path(part) for part in parts]


def _found(text: str) -> list[Path]:
    """The files of one name, however its accents are composed, of a folder, or of a pattern."""
    path = Path(text)
    if path.is_file():
        return [path]
    if path.is_dir():
        return sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "~$")))
    if path.parent.is_dir():
        same = unicodedata.normalize("NFC", path.name)
        composed = [one for one in path.parent.iterdir() if unicodedata.normalize("NFC", one.name) == same]
        if composed:
            return [one for one in composed if one.is_file()]
    return [Path(one) for one in sorted(glob.glob(text)) if Path(one).is_file()]


def _not_there(path: Path) -> str:
    if ":/" in str(path):
        # The address may hold a password.
        return f"{path.parts[0]}…: una base de datos en un servidor se escribe en company.yml, con url y table; aquí van archivos"
    return f"{path}: no existe o no es un archivo"


def check(company: str, as_json: bool = False) -> int:
    """Print what a report would find: questions, problems, assumptions, the fate of every row, what each table opens."""
    try:
        settings = config.load(company)
    except config.ConfigError as error:
        print(
            json.dumps({"company": company, "fine": False, "error": str(error)}, ensure_ascii=False)
            if as_json
            else error
        )
        return 1
    found = intake.check(settings, dt.date.today())
    if as_json:
        print(
            json.dumps({"company": company, **found.record(settings.currency)}, ensure_ascii=False, indent=1)
        )
        return 0 if found.fine else 1
    if found.intake:
        _section(
            "Preguntas que cambian totales (se siguió lo primero; una línea en la fuente de company.yml las responde)",
            [line for question in found.intake.questions for line in _question(question, settings.currency)],
        )
    _section("Problemas", [str(problem) for problem in found.problems])
    if found.intake:
        _section(
            "Lo que se supuso",
            _assumed(found.intake.assumptions),
        )
    _section("Cada fila, con su destino", [_fate(row) for row in found.ledger])
    _section(
        "Qué abre cada tabla",
        [_opening(one) for one in found.opens if one.rows is not None or one.promises],
    )
    print(
        "\nSe puede hacer el informe." if found.fine else "\nCon estos archivos no se puede hacer el informe."
    )
    return 0 if found.fine else 1


def _question(question: intake.Question, currency: str) -> list[str]:
    ways = (question.taken, question.other)
    return [question.sentence(currency), *(f"  {way.line}    → {way.outcome(currency)}" for way in ways)]


def _assumed(assumptions: Iterable[intake.Assumption]) -> list[str]:
    """A line each; columns that were read alike stand in one."""
    alike: dict[tuple[str, str, str], list[intake.Assumption]] = {}
    for one in assumptions:
        alike.setdefault((one.source, one.words, one.value), []).append(one)
    lines = []
    for (source, words, read_as), group in alike.items():
        columns = dict.fromkeys(column_words(one.column) for one in group if one.column)
        where = f" ({', '.join(columns)})" if columns else ""
        evidence = group[0].evidence if len({one.evidence for one in group}) == 1 else ""
        lines.append(f"{source}: {words}{where} = {read_as}" + (f" ({evidence})" if evidence else ""))
    return lines


def _fate(row: tuple[str, str, str, str | None, int]) -> str:
    source, table, fate, reason, rows = row
    why = f": {reasons.words(reason)}" if reason else ""
    return f"{rows:>9,} ".replace(",", ".") + f"{value(fate)}{why}  ({source}, {value(table)})"


def _opening(opening: Opening) -> str:
    if opening.rows is None:
        return f"sin {value(opening.table)}: abriría {opening.words[0].lower()}{opening.words[1:]}"
    more = ", ".join(opening.absent[:6])
    return f"{value(opening.table)} ({opening.rows} filas): {opening.words}" + (
        f"; aún sin {more}" if more else ""
    )


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"\n{title}")
        print("\n".join(f"  {line}" for line in lines))
