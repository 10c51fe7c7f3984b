"""Stage 1, the company: how much it sells, why that changed, what comes next, and whether its goals hold."""

from clientela.company.drivers.analysis import drivers
from clientela.company.drivers.page import drivers_advice, drivers_reading, drivers_table, plot_drivers
from clientela.company.drivers.price import price
from clientela.company.drivers.price_page import plot_price, price_advice
from clientela.company.findings import arranged, quiet
from clientela.company.forecast.analysis import outlook
from clientela.company.forecast.page import forecast_advice, forecast_table, plot_forecast
from clientela.company.goals.analysis import goals
from clientela.company.goals.page import goals_advice, goals_table
from clientela.company.sales.analysis import sales
from clientela.company.sales.page import plot_sales, sales_advice, sales_table
from clientela.company.seasonality.analysis import seasonality
from clientela.company.seasonality.page import (
    plot_hours,
    plot_month_of_year,
    plot_seasonality,
    seasonality_advice,
    year_advice,
)

__all__ = [
    "arranged", "drivers", "drivers_advice", "drivers_reading", "drivers_table", "forecast_advice",
    "forecast_table", "goals", "goals_advice", "goals_table", "outlook", "plot_drivers", "plot_forecast",
    "plot_hours", "plot_month_of_year", "plot_price", "plot_sales", "plot_seasonality", "price", "price_advice",
    "quiet", "sales", "sales_advice", "sales_table", "seasonality", "seasonality_advice", "year_advice",
]  # fmt: skip
