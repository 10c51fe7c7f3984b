"""How much each agreement weighs: what the data teach, mixed with the defaults of the spec as far as either can be trusted."""

from __future__ import annotations

from clientela.intake.identity.scoring.levels import Field, Level, Spec

# How much the defaults count, in pairs: as much as this many pairs of one customer (m), of two customers (u).
TRUST_M, TRUST_U = 200, 20_000
Weights = dict[str, dict[str, tuple[float, float]]]
Estimates = dict[str, dict[str, tuple[float | None, float | None]]]


def prior(spec: Spec, rows: int) -> float:
    """How likely two rows taken at random are one customer, before looking."""
    return min(0.5, spec.prior * rows / max(1.0, rows * (rows - 1) / 2))


def blend(fields: list[Field], estimates: Estimates, seen: int, sampled: int) -> Weights:
    """The weights: what the data say and the defaults, each as far as it can be trusted; six digits, adding up to one.

    Random pairs hold a few pairs of one customer, which make agreement look more common by chance than it is. The rarest agreement bounds how
    many they are, and they are taken out.
    """
    known = {field.name: _filled(field, estimates.get(field.name, {})) for field in fields}
    tops = [
        levels[field.levels[0].name] for field, levels in ((field, known[field.name]) for field in fields)
    ]
    hidden = min((u / m for m, u in tops if m > 0), default=0.0)
    weights: Weights = {}
    for field in fields:
        mixed = {
            level.name: _mix(level, *known[field.name][level.name], hidden, seen, sampled)
            for level in field.levels
        }
        total_m, total_u = (sum(pair[side] for pair in mixed.values()) for side in (0, 1))
        weights[field.name] = {
            name: (float(f"{m / total_m:.6g}"), float(f"{u / total_u:.6g}")) for name, (m, u) in mixed.items()
        }
    return weights


def _filled(
    field: Field, estimates: dict[str, tuple[float | None, float | None]]
) -> dict[str, tuple[float, float]]:
    filled = {}
    for level in field.levels:
        m, u = estimates.get(level.name, (None, None))
        filled[level.name] = (level.m if m is None else m, level.u if u is None else u)
    return filled


def _mix(level: Level, m: float, u: float, hidden: float, seen: int, sampled: int) -> tuple[float, float]:
    if level.fixed:
        return level.m, level.u
    apart = max(0.0, u - hidden * m)
    mixed = (sampled * apart + TRUST_U * level.u) / (sampled + TRUST_U)
    # Not seen in so many pairs is not never.
    return (seen * m + TRUST_M * level.m) / (seen + TRUST_M), max(
        mixed, level.least, min(level.u, 0.5 / sampled)
    )
