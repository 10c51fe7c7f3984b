"""How collectors write, by pencil: the limits of a shrunken share, and what was too few to be judged."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from clientela.database.rules.collectors import FEWEST_ROWS, _logits, judged, shrink


def test_limits_of_a_shrunken_share_lie_at_twice_its_error_on_either_side():
    rows, broken = np.array([100.0] * 6 + [FEWEST_ROWS - 1]), np.array([10.0, 14, 6, 11, 9, 10, 19])
    cells = pd.DataFrame({
        "source": "crm", "rule": "email", "collector": [f"V{i}" for i in range(7)], "month": "2026-01", "rows": rows, "broken": broken,
    })  # fmt: skip
    found = judged(cells)
    assert found.collector.tolist() == [f"V{i}" for i in range(6)]
    middle, spread = shrink(*_logits(rows[:6], broken[:6]))
    assert logit(found.share_shrunk.to_numpy()) == pytest.approx(middle)
    assert logit(found.shrunk_high.to_numpy()) - middle == pytest.approx(1.96 * spread, rel=1e-3)
    assert middle - logit(found.shrunk_low.to_numpy()) == pytest.approx(1.96 * spread, rel=1e-3)
    # Nobody of those stands apart, and each is drawn towards the others' tenth.
    assert not found.stands_apart.any()
    assert (abs(found.share_shrunk - 0.1) <= abs(found.share_broken - 0.1) + 0.01).all()
