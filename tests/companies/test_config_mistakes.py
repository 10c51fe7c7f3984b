"""What a company.yml says wrongly: one Spanish line each, with its line, never a password and nothing of another file."""

import re
import struct
import zlib

import pytest

from clientela.companies import config

BASE = "name: X\nsources:\n  transactions: {path: v.csv}\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
MISTAKES = {
    "two keys": (BASE + "name: Y\n", 4, "una clave está dos veces"),
    "two keys within": (BASE + "identity:\n  merge: 0.9\n  merge: 0.95\n", 6, "ya está en la línea 5"),
    "two documents": (BASE + "---\nname: Y\n", 4, "una raya ---"),
    "no such anchor": ("name: *otro\nsources: {}\n", 1, "no existe"),
    "growth": (BOMB + BASE, None, "crecer sin fin"),
    "within itself": ("a: &a [*a]\n" + BASE, 1, "a sí mismo"),
    "a tabulator": ("name: X\n\tsources: {}\n", 2, "tabulador"),
    "a key that is a list": ("? [a]\n: b\n" + BASE, 1, "una clave debe ser un texto"),
    "no such day": (BASE + "as_of: 2026-13-45\n", 4, "fecha que no existe"),
    "a number as a name": ("name: 900123\nsources: {}\n", 1, 'escríbalo como "900123"'),
    "No as a name": ("name: No\nsources: {}\n", 1, "entre comillas"),
    "No as a key": ("name: X\nsources:\n  customers: {path: v.csv, values: {consent: {No: false}}}\n", 3, 'en una clave: sin comillas'),
    "a list of sheets": ("name: X\nsources:\n  transactions: {path: v.csv, sheet: [2023, 2024]}\n", 3, "una sola hoja"),
    "a list for a map": ("name: X\nsources:\n- ventas.csv\n", 2, "debe ser un mapa"),
    "a text for a map": ("name: X\nsources:\n  transactions: ventas.csv\n", 3, "debe ser un mapa"),
    "a map for a list": (BASE + "holidays: {a: b}\n", 4, "debe ser una lista"),
    "a separator of two": ("name: X\nsources:\n  transactions: {path: v.csv, separator: '||'}\n", 3, "un solo signo"),
    "no encoding of files": ("name: X\nsources:\n  transactions: {path: v.csv, encoding: rot13}\n", 3, "codificación"),
    "an encoding of bytes": ("name: X\nsources:\n  transactions: {path: v.csv, encoding: hex}\n", 3, "codificación"),
    "an encoding of names": ("name: X\nsources:\n  transactions: {path: v.csv, encoding: punycode}\n", 3, "codificación"),
    "an encoding of programs": ("name: X\nsources:\n  transactions: {path: v.csv, encoding: Unicode-Escape}\n", 3, "codificación"),
    "a colour that is code": (BASE + 'colours: {accent: "red;}body{x:y"}\n', 4, "#0b6e69"),
    "a colour of no kind": (BASE + "colours: {acento: '#0b6e69'}\n", 4, "acento"),
    "a logo elsewhere": (BASE + "logo: /etc/hostname\n", 4, "sale de la carpeta"),
    "a logo above": (BASE + "logo: ../../x.svg\n", 4, "sale de la carpeta"),
    "a logo that is not there": (BASE + "logo: no.png\n", 4, "no hay un archivo"),
    "a logo that is no picture": (BASE + "logo: v.csv\n", 4, "no es una imagen"),
    "a link out of the folder": (BASE + "logo: enlace.png\n", 4, "es un enlace"),
    "a drawing with a program": (BASE + "logo: vivo.svg\n", 4, "trae programas"),
    "decisions elsewhere": (BASE + "identity: {decisions: ../../../etc/passwd}\n", 4, "sale de la carpeta"),
    "decisions that are no workbook": (BASE + "identity: {decisions: v.csv}\n", 4, "no es un libro"),
    "a file without end": (BASE + "#" * (512 << 10), None, "pasa de 512 kB"),
    "two keys on a line": (BASE + "costs: {margin_rate: 0.3, margin_rate: 0.4}\n", 4, "una clave está dos veces"),
    "a name of nothing": ("name: ' '\nsources: {}\n", 1, "no puede estar vacío"),
    "a name without end": (f"name: {'x' * 300}\nsources: {{}}\n", 1, "demasiado largo"),
    "half a sign": ('name: X\ncredits: ["\\ud800"]\n', 2, "no es texto"),
    "keys without end": (BASE + "".join(f"{i:x}:\n" for i in range(60_000)), 1, "demasiadas claves"),
    "a goal without end": (BASE + "goals: [{value: .inf, start: 2025-01-01}]\n", 4, "un número que tenga fin"),
    "a rate that is no number": (BASE + "rates: {USD: .nan}\n", 4, "un número que tenga fin"),
    "a factor without end": ("name: X\nsources:\n  transactions: {path: v.csv, scale: {amount: 1.0e+300}}\n", 3, "como máximo"),
    "a day of no company": (BASE + "as_of: 9999-12-31\n", 4, "como máximo 2200-01-01"),
    "a row before the first": ("name: X\nsources:\n  transactions: {path: v.csv, header: -3}\n", 3, "como mínimo 0"),
    "a logo of too many points": (BASE + "logo: enorme.png\n", 4, "demasiados puntos"),
    "a logo cut short": (BASE + "logo: corto.png\n", 4, "está dañado"),
    "letters of another code": ("name: Café\n".encode("cp1252"), 1, "UTF-8"),
}  # fmt: skip
URL = "postgresql://ana:S3cre/t@a@127.0.0.1:9/base"
WITH_PASSWORD = [
    f"name: X\nsources: '{URL}'\n",
    f"name: X\nsources:\n  transactions: '{URL}'\n",
    f"name: X\nsources:\n  transactions: {{url: '{URL}', qury: a}}\n",
    f"name: X\nsources:\n  transactions: [{{path: ['{URL}']}}]\n",
    f"name: X\nurl: {URL}: [\n",
    BASE + f"'{URL}': x\n",
    BASE + f"logo: '{URL}'\n",
    BASE + f"thresholds: {{calls: '{URL}'}}\n",
    BASE + f"thresholds: {{'{URL}': 1}}\n",
    BASE + f"colours: {{'{URL}': 1}}\n",
    BASE + f"as_of: '{URL}'\n",
    BASE + "logo: 'https://ana:S3cre ta/x@casa/logo.png'\n",
    "name: X\nsources:\n  transactions: {path: 'https://casa/v.csv?sv=2020&sig=S3creta'}\n",
    BASE + "credits: 'jdbc:sqlserver://casa;user=ana;password=S3creta'\n",
    BASE + f"'{URL}': 1\n",
    BASE + "thresholds: {calls: S3creta}\n",
    "name: X\nsources:\n  transactions: {path: 'postgresql%3A%2F%2Fana%3AS3creta%40casa%2Fb'}\n",
    "name: X\nsources:\n  transactions: {path: v.csv, encoding: S3creta}\n",
    f"name: X\nsources:\n  transactions: {{path: v.csv, name: '{URL}'}}\n",
    f"name: X\nsources:\n  transactions: {{path: v.csv, join: [{{path: '{URL}', by: a}}]}}\n",
]


PNG = b"\x89PNG\r\n\x1a\n"


def _chunk(kind: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))


@pytest.fixture
def written(home):
    folder = home / "data" / "x"
    folder.mkdir(parents=True)
    (folder / "v.csv").write_text("fecha,cliente,importe\n")
    (folder / "enlace.png").symlink_to("/etc/hostname")
    (folder / "vivo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')

    ours = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    (folder / "enorme.png").write_bytes(
        PNG + _chunk(b"IHDR", ours) + _chunk(b"IDAT", zlib.compress(b"\0" * 99)) + _chunk(b"IEND", b"")
    )
    few = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    (folder / "corto.png").write_bytes(
        PNG + _chunk(b"IHDR", few) + _chunk(b"IDAT", zlib.compress(b"\0" * 99)[:9])
    )

    def error(text: str | bytes) -> str:
        (folder / "company.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(config.ConfigError) as told:
            config.load("x")
        return str(told.value)

    return error


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_one_line_with_its_place(written, kind):
    text, line, words = MISTAKES[kind]
    said = written(text)
    assert "\n" not in said
    assert words in said
    assert re.search(r"company\.yml, línea \d+: ", said) or line is None
    assert line is None or f"línea {line}: " in said


@pytest.mark.parametrize("text", WITH_PASSWORD)
def test_no_mistake_repeats_a_password(written, text):
    assert "S3cre" not in written(text)


def test_a_company_is_a_folder_of_data_and_nothing_else(home):
    with pytest.raises(config.ConfigError, match="sin barras"):
        config.load("../x")


def test_a_name_that_steers_a_terminal_is_one_line_of_text(home):
    folder = home / "data" / "x"
    folder.mkdir(parents=True)
    said = '"\\e[31mCaf\u00e9\\n\\u202edos"'
    (folder / "company.yml").write_text(
        f"name: {said}\nsources:\n  transactions: {{path: v.csv, name: {said}}}\n"
    )
    company = config.load("x")
    assert [company.name, company.sources["transactions"][0].name] == ["[31mCaf\u00e9 dos"] * 2


def test_a_name_longer_than_any_folder_s_is_said_so(home):
    with pytest.raises(config.ConfigError, match="más largo"):
        config.load("v" * 300)


def test_names_for_names_are_allowed_while_they_stay_small(home):
    folder = home / "data" / "x"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(
        "name: X\nsources:\n  transactions: &v {path: v.csv}\n  customers: *v\n"
    )
    assert config.load("x").sources["customers"][0].path == "v.csv"


def test_a_company_is_called_by_letters_that_can_be_printed(home):
    with pytest.raises(config.ConfigError, match="se nombra por su carpeta"):
        config.load("a\n\x1b[31mb")
