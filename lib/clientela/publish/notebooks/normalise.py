"""The committed notebooks: executed, their text outputs stored, their pictures dropped, the same bytes each time."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.publish.notebooks import execute

if TYPE_CHECKING:
    from nbformat import NotebookNode

# In the place of every picture the same small one, which says how to draw it: nbval compares which kinds of output there are, and pictures themselves
# would only swell the history.
UNDRAWN = b64encode(Path(__file__).with_name("undrawn.png").read_bytes()).decode()


def all_notebooks(only: Collection[str] = ()) -> None:
    """Execute the notebooks of these stages (of all, where none is named) on their own parameters and store what they say, in place.

    A stage may be named as its notebook is, `loyalty` or `5_loyalty`; ValueError where there is none of that name.
    """
    from concurrent.futures import ThreadPoolExecutor

    named = {path.stem.partition("_")[2]: path for turn in execute.turns() for path in turn}
    only = {name.lstrip("0123456789_") for name in only}
    if unknown := only - set(named):
        raise ValueError(f"no such stage: {', '.join(sorted(unknown))}; there are {', '.join(named)}")
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for turn in execute.turns():
            wanted = [path for path in turn if not only or path.stem.partition("_")[2] in only]
            for path in pool.map(one, wanted):
                print(path.name)


def one(path: Path) -> Path:
    """Execute one notebook in its folder and write it back, normalised."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    NotebookClient(
        book, kernel_name="python3", timeout=600, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    nbformat.write(normalised(book, path.stem), path)
    return path


def normalised(book: NotebookNode, name: str) -> NotebookNode:
    """A notebook without what moves from run to run."""
    import nbformat

    stage = name.partition("_")[2]
    book.metadata = nbformat.from_dict(execute.METADATA)
    book.nbformat, book.nbformat_minor = 4, 5
    for place, cell in enumerate(book.cells, start=1):
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        cell.id = f"{stage}-{place:02d}"
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = UNDRAWN
                output.metadata.pop("image/png", None)
    return book
