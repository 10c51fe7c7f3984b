"""The chapter's findings in order: most money at stake first, risks before the rest where there is no money."""

from __future__ import annotations

import datetime as dt

from clientela.company.drivers_page import drivers_findings
from clientela.company.forecast import Forecast
from clientela.company.forecast_page import forecast_findings
from clientela.company.goals_page import goals_findings
from clientela.company.sales import clear
from clientela.company.sales_page import YEAR, newcomers_findings, sales_findings
from clientela.company.seasonality_page import seasonality_findings
from clientela.failures import spared
from clientela.results import Finding, Missing, Result

_RANK = {"risk": 0, "action": 1, "good_news": 2}


def findings(currency: str, as_of: dt.date, *results: Result | Missing) -> list[Finding]:
    """What the chapter has to say, in the order of what is at stake.

    The change in sales comes first, when there is one: it is what every reader asks. Missing results say nothing.
    """
    known = {result.key: result for result in results if isinstance(result, Result)}
    found: list[Finding] = []
    if (sales := known.get("company.sales")) is not None:
        found += spared(sales_findings, sales, currency, as_of, known.get("company.price"), instead=[])
        found += spared(newcomers_findings, sales, currency, as_of, instead=[])
    # A driver of a change that chance alone could have made is no news.
    if (drivers := known.get("company.drivers")) is not None and sales is not None and clear(sales):
        year = (sales.values["window_days"].value or 0) >= YEAR
        found += spared(drivers_findings, drivers, currency, as_of, year, instead=[])
    if isinstance(forecast := known.get("company.forecast"), Forecast):
        found += spared(forecast_findings, forecast, currency, as_of, instead=[])
    if (goals := known.get("company.goals")) is not None:
        found += spared(goals_findings, goals, currency, as_of, instead=[])
    if (seasonality := known.get("company.seasonality")) is not None:
        found += spared(seasonality_findings, seasonality, as_of, instead=[])
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[int, float, int]:
    first = 0 if finding.source == "company.sales" and finding.kind != "action" else 1
    return (first, -(finding.amount or 0.0), _RANK[finding.kind])
