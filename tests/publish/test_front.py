"""The first page, from findings and numbers that can be checked by hand."""

import datetime as dt
from types import SimpleNamespace

from clientela.publish.chapters.chapter import Place
from clientela.publish.page.actions import actions, risks
from clientela.publish.page.front import Looks, Scoreboard, _once, front, headline, since


def finding(
    kind: str, message: str, amount: float | None = None, stage: str = "loyalty", **more: object
) -> dict:
    blank = {
        "low": None,
        "high": None,
        "owner": "",
        "stake": "",
        "due": None,
        "detail": "",
        "evidence": "measured",
        "source": "company.sales",
    }
    return {"kind": kind, "message": message, "amount": amount, "stage": stage, **blank, **more}


def number(value: float, unit: str = "count", low: float | None = None, high: float | None = None) -> dict:
    return {"value": value, "low": low, "high": high, "unit": unit, "label": "Activos"}


def test_a_page_without_news_bears_the_name_letter_by_letter():
    company = SimpleNamespace(name=r"\ & *Hijos*", currency="COP", credited=lambda _language: "")
    marts = SimpleNamespace(as_of=dt.date(2024, 6, 24), currency=str, facts={"window_days": 90})
    title = front(company, marts, {}, Looks({}, {}, {})).split("\n\n")[1]
    assert title == r"# \\ \& \*Hijos\* {.unnumbered}"


def test_a_history_too_short_for_a_period_is_told_whole():
    total = {"company.sales.total_amount": number(2_789_374, "currency")}
    assert "[$2,79\xa0M]{.score-value}" in Scoreboard(total, {}, "COP", "").markdown()
    both = total | {"company.sales.amount": number(1000, "currency")}
    assert "2,79" not in Scoreboard(both, {}, "COP", "").markdown()


def test_what_is_expected_says_for_how_long_and_is_left_out_where_it_may_be_three_times_as_much():
    key, ahead = "loyalty.value.equity", {"loyalty.value.horizon": number(182, "days")}
    told = Scoreboard({key: number(404, "currency", 301, 521), **ahead}, {}, "USD", "").markdown()
    assert "de los clientes de hoy, en 182 días" in told
    assert Scoreboard({key: number(321, "currency", 147, 563), **ahead}, {}, "GBP", "").markdown() == ""


def test_promoters_less_detractors_are_points_with_a_sign():
    key = "product.satisfaction.promoter_score"
    told = Scoreboard({key: number(0.25, "share", 0.064, 0.436)}, {}, "COP", "").markdown()
    assert "[+25]{.score-value}" in told
    assert "entre +6 y +44" in told


def test_the_headline_is_what_weighs_most_and_two_other_chapters_say_the_rest():
    found = [
        finding("action", "Llame a tres.", 10),
        finding("risk", "Se va Ana.", 90, detail="Era fiel."),
        finding("risk", "Cae el café.", 50, stage="product"),
    ]
    assert headline(found, "Prueba") == ("Se va Ana", "Era fiel. Cae el café.")


def test_nothing_is_said_twice_on_the_page():
    call = finding("action", "Llame a cincuenta.", 90, detail="Suelen dejar mucho.")
    pair = finding("action", "Ofrezca el té con el café.", stage="product")
    title, lead = headline([call, pair], "Prueba")
    assert (title, lead) == ("Llame a cincuenta", "Suelen dejar mucho.")
    assert [one["detail"] for one in _once([call, pair], lead)] == ["", ""]


def test_without_findings_the_company_is_the_title():
    assert headline([], "Prueba")[0] == "Prueba"


def test_actions_stand_by_money_at_stake_with_interval_owner_and_date():
    found = [
        finding("action", "Poca cosa.", 5),
        finding(
            "action",
            "Llame a tres.",
            2000,
            low=1500,
            high=2600,
            owner="Ventas",
            due="2026-07-10",
            evidence="associated",
        ),
    ]
    rows = actions(found, "COP", dt.date(2026, 6, 30), {}).splitlines()[6:8]
    assert rows[0] == (
        "| **Llame a tres** | Ventas | 10 jul 2026 | $2.000 [$1.500–$2.600]{.interval} "
        "| [5 · Fidelización](#sec-loyalty) [asociado]{.evidence} |"
    )
    assert rows[1].startswith("| **Poca cosa** | — | — | $5 |")


def test_what_money_is_about_stands_once_where_there_is_room_for_it():
    long = "lo que dejan en una compra, no lo que trae la llamada"

    def cells(**more: object) -> str:
        told = [finding("action", "Llame.", 2000, **more)]
        return actions(told, "COP", dt.date(2026, 6, 30), {}).splitlines()[6]

    assert "$2.000 [valor de la base]{.interval}" in cells(stake="valor de la base")
    assert f"**Llame** [$2.000: {long}.]{{.detail}} |" in cells(stake=long)
    assert cells(stake=long, detail="Dejan $2.000 cada vez.").count("$2.000") == 2


def test_at_most_three_risks():
    assert risks([finding("risk", f"Riesgo {n}.", n) for n in range(5)]).count("{.risk}") == 3
    assert risks([]) == ""


def test_a_list_for_the_week_is_no_title():
    title, said = headline([finding("action", "Invite a los 23.", stage="segments")], "Prueba")
    assert (title, said[:26]) == ("Prueba", "Lo que se pudo medir no tr")


def test_that_every_row_was_read_is_no_title():
    read = finding("good_news", "Las 9 filas se usan todas.", stage="database") | {
        "source": "database.ledger"
    }
    assert headline([read], "Prueba")[0] == "Prueba"
    assert (
        headline([read | {"kind": "risk", "message": "De 9 filas 4 quedan aparte."}], "Prueba")[0]
        == "De 9 filas 4 quedan aparte"
    )


def test_what_weighs_the_same_keeps_the_order_of_the_chapters_in_every_language():
    same = [finding("risk", message, stage="product") for message in ("Zeta.", "Alfa.")]
    assert headline(same, "Prueba")[0] == "Zeta"


def test_two_chapters_on_the_same_money_are_one_risk():
    told = risks(
        [finding("risk", "La meta no se cumplió.", 73.4), finding("risk", "Faltó para la meta.", 73.3)]
    )
    assert told.count("{.risk}") == 1


def test_a_fall_is_bad_and_fewer_leavers_are_good():
    results = {
        "loyalty.status.active": number(90),
        "loyalty.status.active_before": number(100),
        "loyalty.status.left": number(9),
        "loyalty.status.left_before": number(10),
    }
    text = Scoreboard(results, {}, "COP", since(365)).markdown()
    assert "[−10,0\xa0%]{.score-change .bad} [frente a un año antes]{.score-since}" in text
    assert "[−10,0\xa0%]{.score-change .good}" in text


def test_a_change_within_its_interval_has_no_colour():
    results = {
        "loyalty.value.equity": number(105, low=95, high=115),
        "loyalty.value.equity_before": number(100),
    }
    assert "{.score-change .neutral}" in Scoreboard(results, {}, "COP", "frente a un año antes").markdown()
    # Under two years there is nothing to compare with: half a year differs by its season.
    assert "score-change" not in Scoreboard(results, {}, "COP", "").markdown()
    results["loyalty.value.equity_before"] = number(90)
    assert "{.score-change .good}" in Scoreboard(results, {}, "COP", "frente a un año antes").markdown()


def test_sales_stand_beside_their_plan():
    results = {
        "company.sales.amount": number(980, "currency"),
        "company.goals.plan_amount": number(1000, "currency"),
    }
    assert "[plan: $1.000 (−2,0\xa0%)]{.score-note}" in Scoreboard(results, {}, "COP", "").markdown()


def test_the_previous_report_is_quoted_with_its_date():
    before = {"loyalty.status.active": number(80), "as_of": "2026-05-31"}
    text = Scoreboard({"loyalty.status.active": number(90)}, before, "COP", "").markdown()
    assert "[al 31 may 2026: 80]{.score-note}" in text


def test_without_money_the_company_comes_before_its_files_and_risks_before_the_rest():
    found = [
        finding("action", "Agregue los datos.", stage="database", source="database.gain"),
        finding("good_news", "Están contentos.", stage="product", source="product.satisfaction"),
        finding("risk", "Llegamos tarde.", stage="product", source="product.gaps"),
    ]
    assert headline(found, "Prueba") == ("Llegamos tarde", "Agregue los datos.")


def test_an_action_leads_to_its_section_and_says_when_that_is_in_the_annex():
    found = [finding("action", "Llame.", 5), finding("action", "Escriba.", 4) | {"source": "loyalty.plan"}]
    places = {
        "company.sales": Place("Quién", "sec-loyalty-quien", annex=False),
        "loyalty.plan": Place("El plan", "sec-loyalty-el-plan", annex=True),
    }
    rows = actions(found, "COP", dt.date(2026, 6, 30), places).splitlines()[6:8]
    assert "| [5 · Fidelización](#sec-loyalty-quien) [" in rows[0]
    assert "| [5 · Fidelización, anexo](#sec-loyalty-el-plan) [" in rows[1]


def test_what_is_due_before_monday_says_so():
    found = [finding("action", "Hable ya.", 5, due="2026-07-01")]
    assert "1 jul 2026 [no espera]{.interval}" in actions(found, "COP", dt.date(2026, 6, 30), {})
