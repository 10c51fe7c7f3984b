"""What is planted in the story of Café Aurora, with its size: the one place where the truth is decided."""

from __future__ import annotations

import datetime as dt

START, END = dt.date(2023, 7, 1), dt.date(2026, 6, 30)
DAYS = (END - START).days + 1

BRANCHES = ("Bogotá", "Medellín", "Cali", "Pereira")
BRANCH_SHARE = (0.42, 0.27, 0.19, 0.12)
UNEVEN_BRANCH = 2  # Cali
CHANNELS = ("tienda", "web", "teléfono")

# Who there is: shares of `customers`.
ORGANISATIONS, REGISTERED = 0.11, 0.06

# Where households come from: share, and the share that does not like the first bag and never comes back.
SOURCES = {
    "vitrina": (0.30, 0.25),
    "redes": (0.26, 0.42),
    "referido": (0.18, 0.12),
    "buscador": (0.14, 0.28),
    "feria": (0.12, 0.20),
}
# What winning one customer cost the company, in pesos.
SOURCE_COST = {
    "vitrina": 9_000,
    "redes": 31_000,
    "referido": 18_000,
    "buscador": 26_000,
    "feria": 74_000,
    "fuerza de ventas": 310_000,
}

# Price rises on coffee: date, factor, share that leaves within 60 days when new (< 1 year) and when loyal.
PRICE_RISES = (
    (dt.date(2024, 2, 1), 1.06, 0.04, 0.01),
    (dt.date(2025, 3, 1), 1.12, 0.16, 0.04),
    (dt.date(2026, 2, 1), 1.05, 0.04, 0.01),
)

# Parcels that arrive after the promise.
LATE, LATE_UNEVEN_BEFORE, LATE_UNEVEN_AFTER = 0.07, 0.12, 0.29
UNEVEN_SINCE = dt.date(2025, 7, 1)
LATE_COMPLAINS, LATE_LEAVES = 0.28, 0.08

# A complaint, answered well (resolved within 15 days) or badly, and the share that leaves because of it.
LEAVES_ANSWERED_WELL, LEAVES_ANSWERED_BADLY = 0.08, 0.42
ANSWERED_WELL, ANSWERED_WELL_UNEVEN = 0.72, 0.45

# Of those who leave, some come back by themselves after four to thirteen months.
COMES_BACK = 0.12

# The free sample of September 2025: half of those chosen got it, by lot. Extra buyers among those who got it.
SAMPLE_START, SAMPLE_WINDOW = dt.date(2025, 9, 8), 60
SAMPLE_NEW, SAMPLE_LOYAL, SAMPLE_ORGANISATION = 0.34, 0.06, 0.0
# Outside the campaign: who comes from the fair tastes first and buys so many days later; some who only register taste and never buy.
SAMPLE_AT_THE_FAIR, SAMPLE_DAYS_BEFORE, SAMPLE_REGISTERED = 0.7, (4, 22), 0.35
# The Father's Day discount went to whoever bought most lately; it moved nobody.
FATHERS_DAY = dt.date(2026, 5, 25)
# Sellers phoned businesses to rent machines; new contracts, share of those called.
RENTAL_PUSH, RENTAL_ACCEPTS = dt.date(2026, 4, 6), 0.17

# People.
KEY_SELLER, KEY_ACCOUNTS, TOP_ACCOUNTS = "V03", 6, 10
LEAVING_SELLER, HEIR_SELLER, SELLER_LEFT, FOLLOWS_SELLER = "V06", "V07", dt.date(2025, 2, 28), 0.35
DISCOUNT_SELLER, DISCOUNT_USUAL, DISCOUNT_LEAK = "V05", 0.12, 0.38
CARELESS_COLLECTOR = "C09"

# Maintenance: technicians, minutes a visit, and the weeks in which it does not keep up.
TECHNICIANS, VISIT_MINUTES, SHRINKAGE = 3, 240, 0.25
TECHNICIAN_LEFT = dt.date(2026, 5, 4)
FAIR_WEEKS, FAIR_AWAY = (dt.date(2026, 7, 13), dt.date(2026, 7, 20)), 1

# Contracts: two kinds of business that look alike, and the share of each that does not renew.
SETTLED_SHARE, SETTLED_CHURN, WAVERING_CHURN = 0.6, 0.07, 0.38

RUNGS = ("prospect", "customer", "consumer", "supporter", "advocate")
