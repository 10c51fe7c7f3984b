"""What a shape can be as a date: its readings, each with the SQL of its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

Order = str  # "ymd", "dmy", "mdy", "serial", "epoch", "epoch_ms", "iso", "zoned", "text_dmy", "text_mdy", "text_my", "ym", "my"

# In Spanish, English, Portuguese, French, Italian and German, with and without accents.
MONTHS = {
    "jan": "enero ene january jan janeiro janvier janv gennaio gen januar",
    "feb": "febrero feb february fevereiro fev février fevrier févr fevr fév febbraio februar",
    "mar": "marzo mar march março marco mars märz maerz mär",
    "apr": "abril abr april apr avril avr aprile",
    "may": "mayo may maio mai maggio mag",
    "jun": "junio jun june junho juin giugno giu juni",
    "jul": "julio jul july julho juillet juil luglio lug juli",
    "aug": "agosto ago august aug août aout",
    "sep": "septiembre setiembre sept sep set september setembro septembre settembre",
    "oct": "octubre oct october outubro out octobre ottobre ott oktober okt",
    "nov": "noviembre nov november novembro novembre",
    "dec": "diciembre dic december dec dezembro dez décembre decembre déc dicembre dezember",
}
WEEKDAYS = (
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo monday tuesday wednesday thursday friday saturday sunday "
    "lun mar mié mie jue vie sáb sab dom mon tue wed thu fri sat sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lunedì martedì mercoledì giovedì venerdì domenica "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag"
)
# Minutes of the zones that programs of the United States and of Europe call by their letters.
NAMED_ZONES = {"pst": -480, "pdt": -420, "mst": -420, "mdt": -360, "cst": -360, "cdt": -300, "est": -300, "edt": -240, "cet": 60,
    "cest": 120, "wet": 0, "west": 60, "bst": 60}  # fmt: skip
TIME = re.compile(
    rf"^(?P<date>.+?)(?P<gap>, | - |\s+|t)(?P<time>9{{1,2}}:99(?P<s>:99(?P<f>\.9+)?)?)(?P<half>\s?[ap]\.?\s?m\.?)?"
    rf"(?P<zone>\s?(z|(utc|gmt)?\s?[+-]9{{1,2}}(:?9{{2}})?|utc|gmt|{'|'.join(NAMED_ZONES)}))?$"
)
MONTH_OF = {word: number for number, words in enumerate(MONTHS.values(), 1) for word in words.split()}


@dataclass(frozen=True)
class Reading:
    """One way to read one shape: the order of its parts, and the SQL of the value with `{x}` for the cell's text."""

    order: Order
    sql: str


def _strptime(date_format: str, text: str, match: re.Match[str] | None) -> str:
    """The SQL that reads a date, with its time of day when the shape has one."""
    if match is None:
        return f"try_strptime({text}, {quoted(date_format)})"
    gap, half = match["gap"], match["half"]
    time = (":%S" if match["s"] else "") + (".%f" if match["f"] else "")
    if gap not in (" ", "t", ", ", " - ") or text.startswith("trim(regexp"):
        text, gap = f"regexp_replace({text}, '(, | - |\\s+|[tT])([0-9]{{{{1,2}}}}:)', ' \\2')", " "
    if half is None:
        return f"try_strptime({text}, {quoted(date_format + gap.upper() + '%H:%M' + time)})"
    if half not in (" am", " pm"):
        # am or pm without points, whatever the file has.
        text = f"regexp_replace(lower({text}), '\\s*([ap])\\.?\\s?m\\.?$', ' \\1m')"
        gap = gap.lower()
    return f"try_strptime({text}, {quoted(date_format + gap.upper() + '%I:%M' + time + ' %p')})"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def day_of(shape: str) -> str:
    """The shape of the date without its time of day.

    >>> day_of("99/99/9999 99:99"), day_of("99999999")
    ('99/99/9999', '99999999')
    """
    match = TIME.match(shape)
    return match["date"].strip() if match else shape


@cache
def readings(shape: str) -> tuple[Reading, ...]:
    """Every way in which a shape can be a date; none when it cannot.

    >>> [r.order for r in readings("99/99/9999")], [r.order for r in readings("9999-99-99")], readings("99,9")
    (['dmy', 'mdy'], ['iso'], ())
    """
    shape = shape.strip()
    x = "{x}"
    if place := re.fullmatch(r"(.*9) \([a-záéíóúñç' .-]+\)", shape):
        # «… GMT-0500 (Colombia Standard Time)», as a browser writes it.
        return _within(readings(place[1]), "regexp_replace({x}, ' [(][^()]*[)]$', '')")
    if hours := HOURS.fullmatch(shape):
        return _within(readings(hours[1]), "regexp_replace({x}, '(?i)\\s*h(r|s|rs)?\\.?$', '')")
    if named := re.fullmatch(rf"({'|'.join(WEEKDAYS.split())})\.?,?\s+(9.*)", shape):
        inside = readings(named[2])
        if inside and not any(reading.order.startswith("text") for reading in inside):
            return _within(inside, "regexp_replace({x}, '^[^0-9]+', '')")
    if re.fullmatch(r"9{8}t9{6}z?", shape):
        value = "try_strptime(upper(rtrim({x}, 'zZ')), '%Y%m%dT%H%M%S')"
        return (
            Reading(
                "zoned",
                f"({value} AT TIME ZONE 'UTC' AT TIME ZONE '{{zone}}')" if shape.endswith("z") else value,
            ),
        )
    match = TIME.match(shape)
    day = match["date"].strip() if match else shape
    if match and match["zone"]:
        return _zoned(shape, day, match)
    if re.fullmatch(r"9{4}-99-99", day) and (match is None or not match["half"]):
        return (Reading("iso", f"TRY_CAST({x} AS TIMESTAMP)"),)
    parts = re.fullmatch(r"(9+)(\.|/|-| )(9+)\2(9+)", day)
    if parts:
        return _numeric(parts, x, match)
    if re.fullmatch(r"9{8}", day):
        return tuple(
            Reading(o, _strptime(f, x, match))
            for o, f in (("ymd", "%Y%m%d"), ("dmy", "%d%m%Y"), ("mdy", "%m%d%Y"))
        )
    if match is None and (found := _bare_number(day, x)):
        return found
    return _text_months(day, match)


# «15:02 hs.»
HOURS = re.compile(r"(.*9)\s?h(?:r|s|rs)?\.?")


def _within(inside: tuple[Reading, ...], text: str) -> tuple[Reading, ...]:
    """The readings of a part of a cell's text."""
    return tuple(Reading(reading.order, reading.sql.replace("{x}", text)) for reading in inside)


def _zoned(shape: str, day: str, match: re.Match[str]) -> tuple[Reading, ...]:
    """A time with its zone, in the company's."""
    if re.fullmatch(r"9{4}-9{1,2}-9{1,2}", day) and re.fullmatch(r"z|\sutc|[+-]99(:?99)?", match["zone"]):
        return (
            Reading("zoned", "(TRY_CAST(replace({x}, ' UTC', 'Z') AS TIMESTAMPTZ) AT TIME ZONE '{zone}')"),
        )
    # The zone by itself: its sign, hours and minutes.
    end = f"(?i)\\s*(z|utc|gmt|{'|'.join(NAMED_ZONES)})?" + "\\s*([+-][0-9]{{1,2}}:?([0-9]{{2}})?)?$"
    inside = _within(readings(shape[: match.start("zone")]), f"regexp_replace({{x}}, '{end}', '')")
    hours = "coalesce(TRY_CAST(regexp_extract({x}, '[+-]([0-9]{{1,2}}):?([0-9]{{2}})?$', 1) AS INTEGER), 0)"
    minutes = "coalesce(TRY_CAST(regexp_extract({x}, '[+-][0-9]{{1,2}}:?([0-9]{{2}})$', 1) AS INTEGER), 0)"
    sign = "CASE WHEN regexp_matches({x}, '-[0-9]{{1,2}}:?([0-9]{{2}})?$') THEN -1 ELSE 1 END"
    fixed = NAMED_ZONES.get(match["zone"].strip(), 0)
    offset = (
        f"to_minutes(({sign}) * (60 * {hours} + {minutes}))"
        if "9" in match["zone"]
        else f"to_minutes({fixed})"
    )
    return tuple(
        Reading(
            r.order, f"(((CAST({r.sql} AS TIMESTAMP) - {offset}) AT TIME ZONE 'UTC') AT TIME ZONE '{{zone}}')"
        )
        for r in inside
    )


def _numeric(parts: re.Match[str], x: str, match: re.Match[str] | None) -> tuple[Reading, ...]:
    a, sep, b, c = (len(g) if i != 1 else g for i, g in enumerate(parts.groups()))
    if a == 4 and b <= 2 and c <= 2:  # type: ignore[operator]
        return (Reading("ymd", _strptime(f"%Y{sep}%m{sep}%d", x, match)),)
    if a <= 2 and b <= 2 and c == 4:  # type: ignore[operator]
        return tuple(
            Reading(o, _strptime(f.replace("/", str(sep)), x, match))
            for o, f in (("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"))
        )
    if a <= 2 and b <= 2 and c == 2:  # type: ignore[operator]
        formats = (("dmy", "%d/%m/%y"), ("mdy", "%m/%d/%y"), ("ymd", "%y/%m/%d"))
        return tuple(
            Reading(o, _strptime(f.replace("/", str(sep)), x, match))
            for o, f in formats
            if o != "ymd" or a == 2
        )
    return ()


def _bare_number(day: str, x: str) -> tuple[Reading, ...]:
    if re.fullmatch(r"9{5}([.,]9+)?", day):
        number = f"TRY_CAST(replace({x}, ',', '.') AS DOUBLE)"
        # Excel counts days from 1899-12-30; rounded to the second, since a day's fraction is not exact.
        return (
            Reading(
                "serial", f"(TIMESTAMP '1899-12-30' + to_seconds(CAST(round({number} * 86400) AS BIGINT)))"
            ),
        )
    if re.fullmatch(r"9{10}(\.9+)?", day):
        return (Reading("epoch", f"(to_timestamp(TRY_CAST({x} AS DOUBLE)) AT TIME ZONE '{{zone}}')"),)
    if re.fullmatch(r"9{13}", day):
        return (
            Reading("epoch_ms", f"(to_timestamp(TRY_CAST({x} AS DOUBLE) / 1000) AT TIME ZONE '{{zone}}')"),
        )
    if re.fullmatch(r"9{6}", day):
        return (Reading("ym", f"try_strptime({x} || '01', '%Y%m%d')"),)
    if re.fullmatch(r"9{4}[-/]9{1,2}", day):
        return (Reading("ym", f"try_strptime(replace({x}, '/', '-') || '-01', '%Y-%m-%d')"),)
    if re.fullmatch(r"9{4}-?w99", day):
        # The Monday of an ISO week.
        return (Reading("week", "try_strptime(replace(upper({x}), '-', '') || '1', '%GW%V%u')"),)
    if re.fullmatch(r"9{4}[-/ ]?[qt]9", day):
        month = "3 * TRY_CAST(right({x}, 1) AS INTEGER) - 2"
        return (Reading("quarter", f"try_strptime(left({{x}}, 4) || '-' || ({month}), '%Y-%m')"),)
    if re.fullmatch(r"9{1,2}[-/]9{4}", day):
        return (Reading("my", f"try_strptime('01-' || replace({x}, '/', '-'), '%d-%m-%Y')"),)
    return ()


def _text_months(day: str, match: re.Match[str] | None) -> tuple[Reading, ...]:
    words = [word for word in re.split(r"[\s,./-]+", day) if word]
    # «mar 5 2024» is the fifth of March, «mar 5 mar 2024» a Tuesday.
    named = (
        bool(words)
        and words[0] in WEEKDAYS.split()
        and len([w for w in words if w not in ("de", "del", "of")]) > 3
    )
    words = words[1:] if named else words
    words = [
        re.sub(r"^(9{1,2})(st|nd|rd|th|º|°|ro|er)$", r"\1", word)
        for word in words
        if word not in ("de", "del", "of")
    ]
    kinds = "".join(
        "m"
        if word in MONTH_OF
        else {1: "d", 2: "d", 4: "y"}.get(len(word), "?")
        if set(word) == {"9"}
        else "?"
        for word in words
    )
    formats = {
        "dmy": ("text_dmy", "%d %m %Y"),
        "mdy": ("text_mdy", "%m %d %Y"),
        "my": ("text_my", "%m %Y"),
        "ym": ("text_my", "%Y %m"),
        "dmd": ("text_dmy", "%d %m %y"),
        "ymd": ("text_ymd", "%Y %m %d"),
    }
    if re.fullmatch(r"[a-záéíóú]+\.?[-/'’]99", day) and kinds in ("md", "m?"):
        formats[kinds] = ("text_my", "%m %y")
    if kinds not in formats:
        return ()
    order, date_format = formats[kinds]
    return (Reading(order, _strptime(date_format, _month_numbers(named), match)),)


@cache
def _month_numbers(named: bool) -> str:
    """SQL that writes text months as numbers, with single blanks between the parts and nothing else; `named`: after a weekday."""
    text = "lower({x})"
    if named:
        text = f"regexp_replace({text}, '^({'|'.join(WEEKDAYS.split())})\\.?,?\\s+', '')"
    text = f"regexp_replace({text}, '([0-9])(st|nd|rd|th|º|°|ro|er)\\b', '\\1')"
    for number, words in enumerate(MONTHS.values(), 1):
        longest_first = sorted(words.split(), key=len, reverse=True)
        text = f"regexp_replace({text}, '\\b({'|'.join(longest_first)})\\b\\.?', '{number:02d}')"
    text = f"regexp_replace({text}, '\\b(de|del|of)\\b', ' ', 'g')"
    # Blanks for the signs between the parts, but not within a time of day.
    text = f"regexp_replace({text}, '[\\s,./’''-]+', ' ', 'g')"
    return f"trim({text})"


def value_sql(reading: Reading, column: str, zone: str) -> str:
    """The expression of a reading for a column, in the company's wall time."""
    return (
        reading.sql.replace("{{", "\0")
        .replace("}}", "\1")
        .replace("{x}", column)
        .replace("{zone}", zone)
        .replace("\0", "{")
        .replace("\1", "}")
    )
