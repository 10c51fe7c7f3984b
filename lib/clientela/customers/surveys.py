"""What the analyses of surveys share: answers side by side, honest intervals, and the words of a question."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.present import numbers
from clientela.present.language import _, current
from clientela.present.terms import value
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import fisher

if TYPE_CHECKING:
    import pandas as pd

# Fewer people than these give an opinion, not a measure.
FEWEST_PEOPLE = 20
# The five areas of the questionnaire that half the world asks (SERVQUAL), as companies write them, without accents.
AREAS: dict[str, str] = {
    **dict.fromkeys(("fiabilidad", "confiabilidad", "reliability"), "area_reliability"),
    **dict.fromkeys(
        ("respuesta", "capacidad de respuesta", "sensibilidad", "responsiveness"), "area_responsiveness"
    ),
    **dict.fromkeys(("seguridad", "garantia", "assurance"), "area_assurance"),
    **dict.fromkeys(("empatia", "empathy"), "area_empathy"),
    **dict.fromkeys(("tangibles", "elementos tangibles", "tangibilidad", "tangibility"), "area_tangibles"),
}
ABOUT = ("item", "text_es", "text_en", "dimension", "factor")


def sides(
    answers: pd.DataFrame, names: Sequence[str], rater: str = "customer"
) -> tuple[str, list[pd.DataFrame]]:
    """The answers of one battery, side by side: for each side a frame of respondents × questions, with the same rows and columns.

    `answers` is the mart `survey_answers`. Where several batteries have these sides, the one with most answers is taken. The first two sides decide
    which questions there are; a side that nobody was asked is a frame without numbers. Returns ("", []) where the first two are not both there.
    """
    import pandas as pd

    mine = answers[(answers["rater"] == rater) & answers["side"].isin(list(names))]
    both = mine.groupby("battery")["side"].agg(lambda given: set(names[:2]) <= set(given))
    mine = mine[mine["battery"].isin(both.index[both.to_numpy(dtype=bool)])]
    if mine.empty:
        return "", []
    battery = str(mine["battery"].value_counts().sort_index().idxmax())
    wide = mine[mine["battery"] == battery].pivot_table(
        index="respondent_id", columns=["side", "item"], values="score", aggfunc="mean"
    )
    items = sorted(set(wide[names[0]].columns) & set(wide[names[1]].columns))
    if not items:
        return "", []
    blank = wide[names[0]] * np.nan
    return battery, [pd.DataFrame(wide.get(name, blank)).reindex(columns=items) for name in names]


def absent(key: str, answers: pd.DataFrame, column: str) -> Missing:
    """What to add where the questions were not asked: a survey at all, or the column that tells its sides."""
    if answers.empty:
        return Missing(key, Reason.NO_TABLE, ("surveys",))
    return Missing(key, Reason.NO_COLUMN, (column,))


def means(frame: pd.DataFrame) -> pd.DataFrame:
    """The mean of each column with its interval of 95 % (Student's t), the p-value against zero and n; too few answers give no row.

    >>> import pandas as pd
    >>> means(pd.DataFrame({"a": [1.0, 2.0, 3.0]}), ).round(2).loc["a", ["mean", "low", "high"]].tolist()
    [2.0, -0.48, 4.48]
    """
    import pandas as pd

    found = pd.DataFrame({"mean": frame.mean(), "n": frame.count(), "sd": frame.std()})
    return limits(found[found["n"] >= 2])


def limits(found: pd.DataFrame) -> pd.DataFrame:
    """The same of means whose n (2 or more) and standard deviation (sd) are known."""
    from scipy.special import stdtr, stdtrit

    error = (found["sd"] / np.sqrt(found["n"])).to_numpy(dtype=float)
    swing, middle = stdtrit(found["n"] - 1, 0.975) * error, found["mean"].to_numpy(dtype=float)
    # Where all say the same there is no doubt left to measure.
    size = np.divide(np.abs(middle), error, out=np.where(middle == 0, 0.0, np.inf), where=error > 0)
    p_value = 2 * stdtr(found["n"] - 1, -size)
    return found.assign(low=middle - swing, high=middle + swing, p_value=p_value).drop(columns="sd")


def number(values: Any, unit: Any = "score") -> Number:
    """The mean of some people's values, one each, with its interval."""
    from scipy.special import stdtrit

    given = np.asarray(values, dtype=float)
    told = given[~np.isnan(given)]
    n, middle = len(told), float(told.mean())
    swing = float(stdtrit(n - 1, 0.975)) * float(told.std(ddof=1)) / n**0.5
    return Number(middle, unit, n, middle - swing, middle + swing, 0.95)


def alpha(frame: pd.DataFrame) -> Number | None:
    """Do the questions measure one thing? Cronbach's alpha with its interval (Cronbach 1951; Feldt 1965); None where nothing varies."""
    from scipy.special import fdtri

    whole = frame.dropna()
    n, k = whole.shape
    total = float(whole.sum(axis=1).var()) if n > 1 else 0.0
    if k < 2 or not total > 0:
        return None
    value = k / (k - 1) * (1 - float(whole.var().sum()) / total)
    inner = (n - 1) * (k - 1)
    low, high = (1 - (1 - value) * fdtri(n - 1, inner, edge) for edge in (0.975, 0.025))
    return Number(value, "ratio", n, float(low), float(high), 0.95)


def correlation(one: Any, two: Any) -> Number | None:
    """How far two things go together, −1 to 1, with its interval (Fisher's z); None where one of them does not vary."""
    a, b = np.asarray(one, dtype=float), np.asarray(two, dtype=float)
    known = ~np.isnan(a) & ~np.isnan(b)
    a, b, n = a[known], b[known], int(known.sum())
    if n < FEWEST_PEOPLE or a.std() == 0 or b.std() == 0:
        return None
    r = float(np.clip(np.corrcoef(a, b)[0, 1], -0.999999, 0.999999))
    return Number(r, "ratio", n, *fisher(r, n), 0.95)


def correlation_gain(first: Number, second: Number, between: float) -> Number:
    """How much better the second thing predicts than the first, both asked of the same people; `between` is how they go together.

    Source: Zou 2007, confidence intervals for the difference of dependent correlations.
    """
    r, s = float(first.value or 0), float(second.value or 0)
    together = (
        (between - r * s / 2) * (1 - r**2 - s**2 - between**2) + between**3
    ) / ((1 - r**2) * (1 - s**2))  # fmt: skip
    ends = [(float(number.low or 0), float(number.high or 0)) for number in (first, second)]
    down = (s - ends[1][0], ends[0][1] - r)
    up = (ends[1][1] - s, r - ends[0][0])
    low, high = (np.sqrt(max(0.0, a**2 + b**2 - 2 * together * a * b)) for a, b in (down, up))
    return Number(s - r, "ratio", first.n, s - r - float(low), s - r + float(high), 0.95)


def about(items: pd.DataFrame, battery: str, names: Any) -> pd.DataFrame:
    """What is known of some questions of a battery, one row each, in the order asked for."""
    known = items[items["battery"] == battery].drop_duplicates("item").set_index("item")
    found = known.reindex(list(names))[list(ABOUT[1:])].reset_index(names="item")
    # Question 7 of one questionnaire is not question 7 of another.
    several = items.loc[items["item"].isin(list(names)), "battery"].nunique() > 1
    return found.assign(questionnaire=battery if several else None)


def scale(items: pd.DataFrame, battery: str, names: Any) -> dict[str, Number]:
    """The lowest and the highest mark that could be given, where the questionnaire says so and all its questions agree."""
    asked = items[(items["battery"] == battery) & items["item"].isin(list(names))]
    ends = [set(asked[end].dropna()) if end in asked else set() for end in ("scale_min", "scale_max")]
    if [len(end) for end in ends] != [1, 1]:
        return {}
    low, high = (float(end.pop()) for end in ends)
    return {"scale_bottom": Number(low, "score", len(asked)), "scale_top": Number(high, "score", len(asked))}


def scale_words(result: Result) -> str:
    """On what scale people answered, as a sentence; "" where the questionnaire does not say."""
    if "scale_top" not in result.values:
        return ""
    low, high = (numbers.count(result.values[name].value) for name in ("scale_bottom", "scale_top"))
    return _("La escala va de {low} a {high}.").format(low=low, high=high)


def _ascii(text: str) -> str:
    """In small letters without accents."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def first_that_fits(patterns: Collection[tuple[str, re.Pattern[str]]], texts: Iterable[object]) -> str:
    """The name of the first pattern that is found in the first text that has any, without accents; "" where none is.

    >>> first_that_fits([("price", re.compile("preci"))], [None, "¿Qué PRÉCIO?"])
    'price'
    """
    plain = [_ascii(text) for text in texts if isinstance(text, str)]
    return next((name for text in plain for name, pattern in patterns if pattern.search(text)), "")


def area(name: object) -> str:
    """The name of an area of the questionnaire in the reader's language, where it is one of the usual five; any other as it is written.

    >>> area("fiabilidad"), area("El café")
    ('Fiabilidad', 'El café')
    """
    plain = _ascii(str(name).strip())
    return value(AREAS[plain]) if plain in AREAS else str(name)


def words(frame: pd.DataFrame) -> list[str]:
    """The question in the reader's language; its factor or its number where no text came with it."""
    order = ("text_es", "text_en") if current() == "es" else ("text_en", "text_es")
    return [
        next((str(row[name]) for name in (*order, "factor") if _said(row[name])), "")
        or _numbered(row["item"], row.get("questionnaire"))
        for row in frame.to_dict("records")
    ]


def _numbered(item: str, questionnaire: str | None) -> str:
    """A question that has a number alone, and of which questionnaire, where several number theirs."""
    if not _said(questionnaire):
        return _("Pregunta {item}").format(item=item)
    return _("Pregunta {item} ({questionnaire})").format(item=item, questionnaire=value(questionnaire))


def cut(shown: int, there: int) -> str:
    """What a caption says of a table that shows only some of its rows; "" of one that has them all."""
    if shown >= there:
        return ""
    said = _("Están {shown} de {there}; todas, en el libro de tablas.")
    return said.format(shown=numbers.count(shown), there=numbers.count(there))


def wrapped(text: str, width: int = 34) -> str:
    """A text that fits beside an axis, on two lines at most."""
    return "\n".join(textwrap.wrap(text, width, max_lines=2, placeholder="…"))


def _said(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())
