"""Stage 2, the product: what carries the sales, what moves, what goes together, and where good customers start."""

from clientela.product.affinity import affinity, affinity_advice, affinity_table, plot_affinity
from clientela.product.baskets import baskets, baskets_advice, baskets_table, plot_baskets
from clientela.product.categories import (
    categories,
    categories_advice,
    categories_table,
    plot_categories,
    plot_category_months,
    returns,
    returns_table,
)
from clientela.product.entry import entry, entry_advice, entry_table, plot_entry
from clientela.product.findings import findings
from clientela.product.portfolio import (
    classes_table,
    plot_portfolio,
    portfolio,
    portfolio_advice,
    portfolio_table,
)

__all__ = [
    "affinity", "affinity_advice", "affinity_table", "baskets", "baskets_advice", "baskets_table", "categories",
    "categories_advice", "categories_table", "classes_table", "entry", "entry_advice", "entry_table", "findings",
    "plot_affinity", "plot_baskets", "plot_categories", "plot_category_months", "plot_entry", "plot_portfolio",
    "portfolio", "portfolio_advice", "portfolio_table", "returns", "returns_table",
]  # fmt: skip
