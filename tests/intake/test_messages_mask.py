"""What messages say of persons, by what a value looks like: cells shift, states and conditions may hold names."""

import pytest

from clientela.companies import onboarding, scope
from clientela.companies.config import ConfigError, load
from clientela.companies.preparation import prepare
from clientela.intake.personal import looks_personal

SALES = "factura,fecha,cliente,importe,vendedor,estado\n" + "".join(
    f"{i},2025-{1 + i % 12:02d}-{1 + i % 28:02d},Zulma Tocarema {i % 9},{1000 + i},Abelardo Siachoque,pagado\n"
    for i in range(40)
)
SHIFTED = [
    "91,Zulma Tocarema 3,K1,1000,A,pagado",
    "92,2025-01-02,K1,zulma@buzon.invalid,A,pagado",
    "93,2025-01-02,K1,1000,A,ruiz.ana@buzon.invalid",
    "94,ruiz ana maría,K1,1000,A,pagado",
    "95,2025-01-02,K1,TOCAREMA ZULMA,A,RUIZ ANA",
]
NAMES = ("Tocarema", "TOCAREMA", "zulma", "Siachoque", "ruiz", "RUIZ", "buzon")


DOCUMENTS = (
    "GOMC850101HDFRRL09",
    "GOMC850101AB1",
    "12.345.678-K",
    "AN123456",
    "123.456.789-09",
    "310.555.1234",
    "1.030.567.890",
    "V01-Ana Pérez-Gómez",
    "1HGCM82633A004352",
    "WVWZZZ1JZXW000010",
    "1230 BGP",
    "BRA2E19",
)
# What products are called, and amounts with a unit: a message without them would help nobody.
THINGS = ("ABC123", "SKU-1234", "1000 CLP", "2500 KGS", "A137F", "LG27GN950", "1234 ABC")


@pytest.fixture
def folder(home):
    made = home / "data" / "x"
    made.mkdir(parents=True)
    (made / "company.yml").write_text("name: X\nsources:\n  transactions: {path: v.csv}\n")
    (made / "v.csv").write_text(SALES + "\n".join(SHIFTED) + "\n")
    return made


@pytest.mark.usefixtures("folder")
def test_what_check_says_of_shifted_cells_names_nobody(capsys):
    assert onboarding.check("x") == 0
    said = capsys.readouterr().out
    assert "fila 42" in said
    assert not [name for name in NAMES if name in said]


def test_a_document_in_a_column_of_dates_or_states_is_masked(folder, capsys):
    shifted = [f"{91 + i},{one},K1,1000,A,pagado" for i, one in enumerate(DOCUMENTS)]
    shifted += [f"{191 + i},2025-01-02,K1,1000,A,{one}" for i, one in enumerate(DOCUMENTS)]
    for part in (shifted[:4], shifted[4:8], shifted[8:]):
        (folder / "v.csv").write_text(SALES + "\n".join(part) + "\n")
        onboarding.check("x")
        said = capsys.readouterr().out
        assert "fila" in said
        assert not [one for one in DOCUMENTS if one in said]


def test_ordinary_codes_and_amounts_with_a_unit_are_told_as_they_are():
    assert [one for one in THINGS if looks_personal(one)] == []


def test_a_file_without_a_header_is_not_read_out(folder, capsys):
    (folder / "v.csv").write_text(SALES.split("\n", 1)[1])
    onboarding.check("x")
    said = capsys.readouterr().out
    assert not [name for name in NAMES if name in said]


OTHERS = (
    "Cliente Ana Ruiz",
    "王小一",
    "C/ Mayor 6, 3ºB",
    "tel:+5215112313909",
    "1000 (Ana Ruiz)",
    "١٠٣٠٠٤٥٦٢٢",
)


@pytest.mark.parametrize("slipped", [("Ana Ruiz", "44285249Z"), *((one,) for one in OTHERS)])
def test_a_question_on_a_state_that_is_somebody_s_says_it_nowhere(folder, capsys, slipped):
    known = [
        "anulado",
        "pendiente",
        "entregado",
        "enviado",
        "reembolsado",
        "facturado",
        "cancelado",
        "despachado",
        "recibido",
    ]
    states = [*known * 3, *slipped, "en bodega"]
    more = [f'{91 + i},2025-01-02,K1,90000,A,"{one}"' for i, one in enumerate(states)]
    (folder / "v.csv").write_text(SALES + "\n".join(more) + "\n")
    onboarding.check("x")
    said = capsys.readouterr().out
    assert '{"en bodega": "cancelled"}' in said
    assert not [one for one in slipped if one in said]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("condition", ["customer_id = nadie", "seller_id = nadie"])
def test_a_condition_that_nothing_meets_lists_no_persons(condition):
    with pytest.raises(ConfigError, match="WHERE") as told:
        prepare(scope.of(load("x"), [condition]))
    assert not [name for name in NAMES if name in str(told.value)]


COMMANDS = {
    "check x": "clientela.companies.onboarding.check",
    "explain a.b.c x": "clientela.publish.run.explain.explain",
    "form make orientacion": "clientela.forms.library.form",
    "course grade x": "clientela.course.graded.grade.grade",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_of_ours_is_one_line_without_the_values_it_stumbled_on(command, monkeypatch):
    from typer.testing import CliRunner

    from clientela.cli import app

    def stumble(*_given, **_named):
        raise TypeError("could not convert Zulma Tocarema")

    monkeypatch.setattr(COMMANDS[command], stumble)
    monkeypatch.delenv("CLIENTELA_STRICT", raising=False)
    told = CliRunner().invoke(app, command.split())
    assert told.exit_code == 1
    assert "TypeError" in told.output
    assert "Zulma" not in told.output
    assert told.output.strip().count("\n") == 0


@pytest.mark.parametrize(
    "command",
    ["check", "card a", "explain a.b.c", "form make orientacion --company", "course check --company"],
)
def test_the_address_of_a_database_in_the_place_of_a_company_is_not_repeated(command, home, monkeypatch):
    from typer.testing import CliRunner

    from clientela.cli import app

    monkeypatch.delenv("CLIENTELA_STRICT", raising=False)
    told = CliRunner().invoke(app, [*command.split(), "postgresql://ana:S3creta@casa/ventas"])
    assert (told.exit_code, "sin barras" in told.output, "S3creta" in told.output) == (1, True, False)


def test_a_name_that_steers_a_terminal_is_only_read() -> None:
    from clientela.intake.problems import Assumption, Problem

    name = "v\x1b[2J\n\u202e.csv"
    shown = [str(Problem(name, f"falta {name}", column=name)), Assumption(name, "column", name, name).source]
    assert all(text.isprintable() for text in shown)
