"""Stage 1, the company: how much it sells, why that changed, what comes next, what it can serve, and whether its goals hold."""

from clientela.company.capacity.analysis import capacity
from clientela.company.capacity.page import (
    capacity_advice,
    capacity_table,
    hours_table,
    little_table,
    one_more_table,
    plot_capacity,
)
from clientela.company.capacity.reading import capacity_reading, hours_reading
from clientela.company.capacity.what_if import what_if_table
from clientela.company.capacity.words import capacity_findings, hour_findings
from clientela.company.competition.benchmarks import benchmarks
from clientela.company.competition.page import (
    aims_table,
    benchmarks_advice,
    benchmarks_table,
    plot_positioning,
    positioning_advice,
)
from clientela.company.competition.positioning import positioning
from clientela.company.drivers.analysis import drivers
from clientela.company.drivers.page import drivers_advice, drivers_reading, drivers_table, plot_drivers
from clientela.company.drivers.price import price
from clientela.company.drivers.price_page import plot_price, price_advice
from clientela.company.findings import arranged, quiet
from clientela.company.forecast.analysis import outlook
from clientela.company.forecast.page import forecast_advice, forecast_table, plot_forecast
from clientela.company.gaps.barriers import barriers
from clientela.company.gaps.duties import duties
from clientela.company.gaps.page import (
    barriers_advice,
    barriers_table,
    duties_advice,
    duties_table,
    tools_advice,
    tools_table,
)
from clientela.company.gaps.tools import tools
from clientela.company.goals.analysis import goals
from clientela.company.goals.page import goals_advice, goals_spending, goals_table
from clientela.company.inside_out.analysis import inside_out
from clientela.company.inside_out.page import inside_out_advice, inside_out_table
from clientela.company.key_people.analysis import key_people
from clientela.company.key_people.page import (
    key_people_advice,
    key_people_reading,
    key_people_table,
    left_table,
)
from clientela.company.objectives.analysis import alignment
from clientela.company.objectives.page import alignment_advice, alignment_table, unsound_table
from clientela.company.orientation.analysis import orientation
from clientela.company.orientation.internal import internal_customer
from clientela.company.orientation.internal_page import internal_advice, internal_table, plot_internal
from clientela.company.orientation.page import orientation_advice, orientation_table, plot_orientation
from clientela.company.room.analysis import room
from clientela.company.room.demand import demand
from clientela.company.room.demand_page import coming_table, demand_advice, demand_table
from clientela.company.room.page import (
    excess_table,
    plot_room,
    room_advice,
    room_findings,
    room_table,
)
from clientela.company.sales.analysis import sales
from clientela.company.sales.page import plot_sales, sales_advice, sales_table
from clientela.company.scorecard.analysis import scorecard
from clientela.company.scorecard.growth_cost import growth_cost
from clientela.company.scorecard.growth_page import growth_advice, growth_findings, growth_table
from clientela.company.scorecard.page import (
    plot_scorecard,
    plot_worst,
    scorecard_advice,
    scorecard_findings,
    scorecard_table,
)
from clientela.company.scorecard.receivables import receivables
from clientela.company.scorecard.receivables_page import (
    debtors_table,
    plot_receivables,
    receivables_advice,
    receivables_findings,
    receivables_reading,
)
from clientela.company.seasonality.analysis import seasonality
from clientela.company.seasonality.page import (
    plot_hours,
    plot_month_of_year,
    plot_seasonality,
    seasonality_advice,
    year_advice,
)
from clientela.company.sources.analysis import sources
from clientela.company.sources.page import sources_advice, sources_table
from clientela.company.team.analysis import team
from clientela.company.team.page import (
    needs_table,
    plot_team,
    tasks_table,
    team_advice,
    team_findings,
    team_reading,
    team_table,
)
from clientela.company.team.sellers import sellers
from clientela.company.team.sellers_page import plot_sellers, sellers_advice, sellers_table
from clientela.engine.rooms import adopt

__all__ = [
    "aims_table", "alignment", "alignment_advice", "alignment_table", "arranged", "barriers",
    "barriers_advice", "barriers_table", "benchmarks", "benchmarks_advice", "benchmarks_table", "capacity",
    "capacity_advice", "capacity_findings", "capacity_reading", "capacity_table", "coming_table", "debtors_table", "demand",
    "demand_advice", "demand_table", "drivers", "drivers_advice", "drivers_reading", "drivers_table",
    "duties", "duties_advice", "duties_table", "excess_table", "forecast_advice", "forecast_table", "goals",
    "goals_advice", "goals_spending", "goals_table", "growth_advice", "growth_cost", "growth_findings",
    "growth_table", "hour_findings", "hours_reading", "hours_table", "inside_out", "inside_out_advice", "inside_out_table",
    "internal_advice", "internal_customer", "internal_table", "key_people", "key_people_advice",
    "key_people_reading", "key_people_table", "left_table", "little_table", "needs_table", "one_more_table",
    "orientation", "orientation_advice", "orientation_table", "outlook", "plot_capacity", "plot_drivers",
    "plot_forecast", "plot_hours", "plot_internal", "plot_month_of_year", "plot_orientation",
    "plot_positioning", "plot_price", "plot_receivables", "plot_room", "plot_sales", "plot_scorecard",
    "plot_seasonality", "plot_sellers", "plot_team", "plot_worst", "positioning", "positioning_advice",
    "price", "price_advice", "quiet", "receivables", "receivables_advice", "receivables_findings",
    "receivables_reading", "room", "room_advice", "room_findings", "room_table", "sales", "sales_advice",
    "sales_table", "scorecard", "scorecard_advice", "scorecard_findings", "scorecard_table", "seasonality",
    "seasonality_advice", "sellers", "sellers_advice", "sellers_table", "sources", "sources_advice",
    "sources_table", "tasks_table", "team", "team_advice", "team_findings", "team_reading", "team_table", "tools",
    "tools_advice", "tools_table", "unsound_table", "what_if_table", "year_advice",
]  # fmt: skip

adopt(globals())
