"""Stage 1, the company: how much it sells, why that changed, what comes next, and whether its goals hold."""

from clientela.company.drivers import drivers
from clientela.company.drivers_page import drivers_advice, drivers_reading, drivers_table, plot_drivers
from clientela.company.findings import arranged, quiet
from clientela.company.forecast import outlook
from clientela.company.forecast_page import forecast_advice, forecast_table, plot_forecast
from clientela.company.goals import goals
from clientela.company.goals_page import goals_advice, goals_table
from clientela.company.price import price
from clientela.company.price_page import plot_price, price_advice
from clientela.company.sales import sales
from clientela.company.sales_page import plot_sales, sales_advice, sales_table
from clientela.company.seasonality import seasonality
from clientela.company.seasonality_page import (
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
