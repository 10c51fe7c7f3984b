"""What the team knows: how many reach each skill, what hangs on one person, what went with those who left, and what each role lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.team"
# Scales that people are marked on, from their lowest mark to their highest.
SCALES = ((0.0, 1.0), (1.0, 3.0), (1.0, 5.0), (0.0, 5.0), (1.0, 7.0), (0.0, 10.0), (0.0, 100.0))
PREFIX = "skill_"
SKILL_COLUMNS = ["skill", "people_know", "only_person", "best_mark", "last_person", "person_left_on"]
NEED_COLUMNS = ["role", "skill", "level_needed", "people_needed", "people_know", "people_lacking"]
TASK_COLUMNS = [
    "task",
    "task_harm",
    "people_know",
    "only_person",
    "last_person",
    "person_left_on",
    "learners",
    "ready_on",
]


@analysis(KEY, team="marts.team", needed="forms.competencias.need", tasks="forms.competencias.task")
def team(
    team: pd.DataFrame,
    skills: pd.DataFrame,
    skill_level: float,
    needed: pd.DataFrame | None = None,
    tasks: pd.DataFrame | None = None,
) -> Result | Missing:
    """How many of those who are here know each thing, what only one person knows, and what nobody knows any more.

    `team` and `skills` are the marts. Who reaches `skill_level` of the scale knows a skill: 4 on marks from 1 to 5. `needed` and `tasks` are
    tables of the form competencias, where it was filled in: the level that each role needs and of how many people, and who does alone what
    would stop the company. A skill that nobody is marked on is not known to be lacking: its numbers are blank.
    Who has left counts in nothing but `last_person`, who knew it best and is gone. A census: no intervals.
    Frames: skills; team (people and hours of training by role); needs and tasks, where the form tells them.

    Returns Missing without staff, or where the staff has neither skills nor hours of training.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "role": ["x", "x"], "training_hours": [8.0, 2.0], "left_on": pd.NaT, "is_here": True})
    >>> marks = pd.DataFrame({"person_id": ["a", "b"], "skill": ["repair", "repair"], "mark": [5.0, 2.0]})
    >>> team(people, marks, 0.75).frames["skills"].only_person.tolist()
    ['a']
    """
    if team.empty:
        return Missing(KEY, Reason.NO_TABLE, ("staff",))
    asked = any(table is not None and len(table) for table in (needed, tasks))
    if skills.empty and team["training_hours"].isna().all() and not asked:
        return Missing(KEY, Reason.NO_COLUMN, ("staff.skill_closing", "staff.training_hours"))
    here = team[team["is_here"].astype(bool)]
    marks = skills.merge(team, on="person_id")
    low, top = scale_of(marks["mark"])
    level = low + skill_level * (top - low)
    frames = {"team": _roles(here)}
    values = {
        "people": Number(len(here), "count", len(here)),
        "level_known": Number(level, "score", len(marks)),
    }
    if len(hours := here["training_hours"].dropna()):
        values["training_mean"] = Number(float(hours.mean()), "ratio", len(hours))
    if len(marks):
        frames["skills"] = _skills(marks, level)
        values |= _counted(frames["skills"])
    if needed is not None and len(needed):
        frames["needs"] = _needs(needed, marks)
        lacking = frames["needs"]["people_lacking"]
        values["people_lacking"] = Number(int(lacking.sum()), "count", int(lacking.notna().sum()))
    if tasks is not None and len(tasks):
        frames["tasks"] = _tasks(tasks, team)
        values["tasks_unattended"] = Number(
            int((frames["tasks"]["people_know"] == 0).sum()), "count", len(tasks)
        )
    return Result(KEY, len(here), values, frames)


def scale_of(marks: pd.Series) -> tuple[float, float]:
    """The usual scale that holds all marks: its lowest and its highest; what fits none is its own scale.

    >>> import pandas as pd
    >>> scale_of(pd.Series([2.0, 5.0])), scale_of(pd.Series([0.0, 4.0])), scale_of(pd.Series([35.0, 80.0]))
    ((1.0, 5.0), (0.0, 5.0), (0.0, 100.0))
    """
    if marks.empty:
        return 1.0, 5.0
    least, most = float(marks.min()), float(marks.max())
    return next(((low, top) for low, top in SCALES if low <= least and most <= top), (least, most))


def _roles(here: pd.DataFrame) -> pd.DataFrame:
    """People and hours of training, a row for each role."""
    known = here.assign(role=here["role"].fillna(""), none=here["training_hours"] == 0)
    table = known.groupby("role", as_index=False).agg(
        people=("person_id", "size"), training_mean=("training_hours", "mean"), untrained=("none", "sum")
    )
    return table.assign(role=table["role"].where(table["role"] != "")).reset_index(drop=True)


def _skills(marks: pd.DataFrame, level: float) -> pd.DataFrame:
    """A row for each skill, what nobody and what only one person knows first."""
    import pandas as pd

    rows = []
    for skill, rated in marks.groupby("skill"):
        here, gone = (rated[rated["is_here"].astype(bool) == still] for still in (True, False))
        able = here[here["mark"] >= level]
        best = float(here["mark"].max()) if len(here) else np.nan
        # Whoever left leaves a gap only where nobody here knows as much.
        knew = gone[(gone["mark"] >= level) & ~(gone["mark"] <= best)].sort_values("left_on")
        rows.append((f"{PREFIX}{skill}", len(able), _only(able["person_id"]), best, *_last(knew)))
    table = pd.DataFrame(rows, columns=SKILL_COLUMNS).astype({"person_left_on": "datetime64[ns]"})
    return table.sort_values(["people_know", "skill"]).reset_index(drop=True)


def _only(people: pd.Series) -> str | None:
    return str(people.iloc[0]) if len(people) == 1 else None


def _last(gone: pd.DataFrame) -> tuple[str | None, Any]:
    return (str(gone["person_id"].iloc[-1]), gone["left_on"].iloc[-1]) if len(gone) else (None, None)


def _counted(table: pd.DataFrame) -> dict[str, Number]:
    know, n = table["people_know"], len(table)
    return {
        "skills_seen": Number(n, "count", n),
        "known_by_one": Number(int((know == 1).sum()), "count", n),
        "known_by_nobody": Number(int((know == 0).sum()), "count", n),
        "gone_with_leavers": Number(int(((know == 0) & table["last_person"].notna()).sum()), "count", n),
    }


def _needs(needed: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """What each role needs in each skill, how many of the role have it, and how many are lacking."""
    import pandas as pd

    here, marked = marks[marks["is_here"].astype(bool)], set(marks["skill"])
    rows = []
    for need in needed.to_dict("records"):
        # A role without a number asks one person.
        people = 1 if pd.isna(need.get("people")) else int(need["people"])
        role = here[_alike(here["role"], need["role"])]
        for skill in sorted(
            str(name) for name in need if str(name).startswith(PREFIX) and pd.notna(need[name])
        ):
            level = float(need[skill])
            if level <= 0:
                continue
            able = int(((role["skill"] == skill.removeprefix(PREFIX)) & (role["mark"] >= level)).sum())
            known = (able, max(0, people - able)) if skill.removeprefix(PREFIX) in marked else (None, None)
            rows.append((need["role"], skill, level, people, *known))
    table = pd.DataFrame(rows, columns=NEED_COLUMNS).astype(
        {"people_know": "float64", "people_lacking": "float64"}
    )
    return table.sort_values(["people_lacking", "role", "skill"], ascending=[False, True, True]).reset_index(
        drop=True
    )


def _alike(roles: pd.Series, role: Any) -> pd.Series:
    return roles.fillna("").str.strip().str.casefold() == str(role).strip().casefold()


def _tasks(tasks: pd.DataFrame, team: pd.DataFrame) -> pd.DataFrame:
    """Who does alone what would stop the company, of those who are here; the gravest that nobody does first."""
    import pandas as pd

    status = team.set_index("person_id")
    rows = []
    for task in tasks.to_dict("records"):
        named = [
            name.strip() for name in str(task.get("alone") or "").replace(";", ",").split(",") if name.strip()
        ]
        known = status[status.index.isin(named)]
        gone = known[~known["is_here"].astype(bool)].sort_values("left_on").reset_index()
        # A code that the staff does not hold is somebody all the same.
        able = [name for name in named if name not in set(gone["person_id"])]
        harm = None if pd.isna(task.get("harm")) else float(task["harm"])
        learning = str(task["learning"]).strip() if isinstance(task.get("learning"), str) else ""
        alone = able[0] if len(able) == 1 else None
        rows.append((task["task"], harm, len(able), alone, *_last(gone), learning, task.get("ready_on")))
    days = {"person_left_on": "datetime64[ns]", "ready_on": "datetime64[ns]"}
    table = pd.DataFrame(rows, columns=TASK_COLUMNS).astype(days)
    order = table.sort_values(["people_know", "task_harm", "task"], ascending=[True, False, True])
    return order.reset_index(drop=True)
