"""What is large waits on the disk: an answer's long frames are in memory only while somebody works with them.

A chapter of very many customers asks dozens of answers, each with a row a customer; held side by side until the chapter ends, they were its memory.
"""

from __future__ import annotations

import contextlib
import copy
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import ref

from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

# Bytes from which a frame waits on the disk; and things from which a list is one of numbers, in which no frame is looked for.
LARGE, MANY = 20_000_000, 1_000
Again = Callable[[Any], Callable[[], Any] | None]


class Waiting:
    """A frame, or a column, on the disk; in memory as long as somebody holds it. The file has no name: it goes with its process."""

    def __init__(self, what: Any) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as this is held
        # From out of the same process: nobody else can have written it.
        pickle.dump(what, self._file, protocol=5)
        self.size = self._file.tell()
        self._held = ref(what)

    def back(self) -> Any:
        """What was put there, once for all who hold it at the same time."""
        held = self._held()
        if held is None:
            self._file.seek(0)
            held = pickle.load(self._file)
            self._held = ref(held)
        return held


class Elsewhere:
    """A frame that can be had again from where it came: a mart's own."""

    size = 0

    def __init__(self, again: Callable[[], Any]) -> None:
        self.back = again


class Frames(Mapping[str, "pd.DataFrame"]):
    """The tables of a result, some of them on the disk; whoever asks for one has it."""

    def __init__(self, frames: Mapping[str, Any]) -> None:
        self.frames = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = _back(self.frames[name])
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return dict, (dict(self),)


def aside(answer: Any, again: Again = lambda _what: None) -> Any:
    """An answer whose large frames wait on the disk; as it is, where it has none.

    `again` says how a frame can be had once more without a copy of it, or None.
    """

    def put(what: Any) -> Any:
        if _bytes(what) < LARGE or str(getattr(what, "dtype", "")) == "object":
            return what
        known = again(what)
        return Elsewhere(known) if known else Waiting(what)

    if isinstance(answer, Result):
        frames = _changed(dict(answer.frames), put)
        waits = any(isinstance(frame, Waiting | Elsewhere) for frame in frames.values())
        return replace(answer, frames=Frames(frames)) if waits else answer
    return _changed(answer, put)


def released() -> None:
    """Give back to the system what was taken for large frames: both Arrow and the C library would keep it for others."""
    import ctypes

    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    # Other libraries of C than GNU's have no such name, and need none.
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def back(answer: Any) -> Any:
    """An answer with what of it was put aside; of a result, each table when somebody asks for it."""
    return answer if isinstance(answer, Result) else _changed(answer, _back)


def size(answer: Any) -> int:
    """The bytes of an answer that wait on the disk."""
    found: list[int] = []

    def look(what: Any) -> Any:
        found.append(getattr(what, "size", 0) if isinstance(what, Waiting) else 0)
        return what

    frames = answer.frames if isinstance(answer, Result) else answer
    _changed(frames.frames if isinstance(frames, Frames) else frames, look)
    return sum(found)


def _back(what: Any) -> Any:
    return what.back() if isinstance(what, Waiting | Elsewhere) else what


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value with every frame in it changed; the value itself where that changes nothing."""
    import numpy as np
    import pandas as pd

    if isinstance(value, pd.DataFrame | pd.Series | np.ndarray | Waiting | Elsewhere):
        return change(value)
    if isinstance(value, dict):
        return _same(value, {name: _changed(part, change) for name, part in value.items()})
    if isinstance(value, list | tuple) and len(value) < MANY:
        parts = [_changed(part, change) for part in value]
        if all(part is before for part, before in zip(parts, value, strict=True)):
            return value
        return type(value)._make(parts) if hasattr(value, "_make") else type(value)(parts)
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__dict__"):
        own = _same(vars(value), {name: _changed(part, change) for name, part in vars(value).items()})
        if own is vars(value):
            return value
        # Without the class's own ways of making one, which may look into what is not there now.
        other = copy.copy(value)
        vars(other).update(own)
        return other
    return value


def _same(before: dict[Any, Any], after: dict[Any, Any]) -> dict[Any, Any]:
    return before if all(after[name] is part for name, part in before.items()) else after


def _bytes(what: Any) -> int:
    import pandas as pd

    if isinstance(what, pd.DataFrame):
        return int(what.memory_usage(deep=False).sum())
    return int(what.memory_usage(deep=False)) if isinstance(what, pd.Series) else int(what.nbytes)
