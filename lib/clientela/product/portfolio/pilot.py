"""How long a test has to last before it can tell anything: so that nobody is sent to test what cannot be seen."""

from __future__ import annotations

import math

# Five points more or less of a share are worth changing what everybody does; eight tests of ten should see them.
POINTS, POWER = 0.05, 0.8
# Longer than a quarter no team keeps half of its counters doing one thing and half another.
LONGEST = 91


def days_needed(share: float, orders_a_day: float, points: float = POINTS) -> float:
    """Days until a test with half of the orders on each side would see a share rise by five points.

    Two shares compared at 5 %, with a power of 80 %. Infinite where there are no orders. Source: Fleiss, Levin & Paik 2003, section 4.2.

    >>> round(days_needed(0.10, 10))
    137
    """
    from scipy.stats import norm

    other = share + points if share + points <= 1 else share - points
    if orders_a_day <= 0:
        return math.inf
    spread = share * (1 - share) + other * (1 - other)
    each = (norm.ppf(0.975) + norm.ppf(POWER)) ** 2 * spread / points**2
    return float(2 * each / orders_a_day)
