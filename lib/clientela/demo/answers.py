"""What people think before they are asked: expectations, experiences, kinds of need and styles of life."""

from __future__ import annotations

# item: mean expected, mean received, points lost in the uneven branch (scale 1–7).
SERVQUAL = {
    "F1": (6.5, 5.3, 1.3),
    "F2": (6.4, 5.6, 0.9),
    "F3": (6.2, 5.5, 0.2),
    "F4": (6.2, 5.0, 0.8),
    "R1": (5.8, 5.2, 0.2),
    "R2": (6.0, 4.5, 0.5),
    "R3": (6.1, 4.9, 0.9),
    "R4": (5.8, 5.5, 0.3),
    "S1": (5.9, 5.9, 0.1),
    "S2": (6.2, 6.0, 0.0),
    "S3": (6.0, 5.2, 0.2),
    "S4": (5.9, 5.6, 0.2),
    "E1": (4.7, 5.0, 0.2),
    "E2": (5.3, 5.2, 0.0),
    "E3": (5.4, 5.2, 0.2),
    "E4": (5.8, 5.6, 0.4),
    "T1": (4.9, 5.8, 0.1),
    "T2": (5.6, 5.3, 0.1),
    "T3": (5.3, 4.9, 0.0),
    "T4": (4.3, 5.5, 0.1),
}

# Kind of need → (answer if it is there, answer if it is not): 1 I like it … 5 I dislike it.
KANO_ANSWERS = {
    "basic": (3, 5),
    "performance": (1, 5),
    "attractive": (1, 3),
    "indifferent": (3, 3),
    "reverse": (5, 1),
}
# item: share of people for whom it is basic, performance, attractive, indifferent, reverse.
KANO = {
    "K01": (0.62, 0.16, 0.08, 0.14, 0.0),
    "K02": (0.66, 0.24, 0.03, 0.07, 0.0),
    "K03": (0.34, 0.42, 0.06, 0.18, 0.0),
    "K04": (0.2, 0.55, 0.15, 0.1, 0.0),
    "K05": (0.2, 0.53, 0.08, 0.19, 0.0),
    "K06": (0.02, 0.12, 0.63, 0.22, 0.01),
    "K07": (0.0, 0.07, 0.66, 0.26, 0.01),
    "K08": (0.03, 0.22, 0.48, 0.19, 0.08),
    "K09": (0.0, 0.03, 0.2, 0.62, 0.15),
    "K10": (0.0, 0.02, 0.05, 0.21, 0.72),
}

# item: mean importance, mean performance, points lost in the uneven branch (scale 1–10).
FACTORS = {
    "V01": (9.0, 7.4, 0.9),
    "V02": (7.6, 7.8, 0.1),
    "V03": (6.6, 7.4, 0.0),
    "V04": (6.0, 8.1, 0.1),
    "V05": (8.3, 8.2, 0.2),
    "V06": (7.4, 7.9, 0.3),
    "V07": (9.4, 7.0, 1.6),
    "V08": (8.0, 7.2, 0.3),
    "V09": (6.9, 7.9, 0.1),
    "V10": (7.5, 6.9, 0.2),
    "V11": (8.1, 5.9, 0.4),
    "V12": (8.4, 6.2, 0.4),
    "V13": (7.0, 8.3, 0.0),
}

# What employees say of the other areas (I) and of how the company turns to its customers (O), scale 1–5.
INTERNAL = {"I1": 3.9, "I2": 2.8, "I3": 3.1, "I4": 3.4, "I5": 2.2} | {
    "O1": 4.0,
    "O2": 2.7,
    "O3": 3.1,
    "O4": 3.6,
    "O5": 2.4,
    "O6": 3.5,
    "O7": 3.4,
}


def lifestyle(origin: float, web: float) -> dict[str, float]:
    """Mean answer to each lifestyle item: explorers buy single origins, the hurried buy on the web, the rest want the same as ever.

    >>> lifestyle(1.0, 0.0)["L05"] > lifestyle(0.0, 0.0)["L05"]
    True
    """
    explorer, hurried = float(origin > 0.5), float(web > 0.5)
    usual = 1.0 - max(explorer, hurried)
    gains = {
        "L01": (1.2, -0.7, 0.1),
        "L02": (-0.1, 1.5, -0.8),
        "L03": (0.3, 0.0, 0.4),
        "L04": (1.3, -0.3, -0.6),
        "L05": (1.5, -0.2, -0.6),
        "L06": (1.3, 0.0, -0.5),
        "L07": (-0.9, 1.4, 0.2),
        "L08": (-1.1, 0.1, 1.2),
        "L09": (1.1, 0.1, -0.5),
        "L10": (-0.9, -0.3, 1.2),
        "L11": (-0.2, 1.2, -0.2),
        "L12": (-1.0, 0.0, 1.1),
    }
    return {item: 2.9 + explorer * a + hurried * b + usual * c for item, (a, b, c) in gains.items()}
