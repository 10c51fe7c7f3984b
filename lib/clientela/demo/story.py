"""Write the whole story into a folder: company.yml, the files it names, and the truth behind them."""

from __future__ import annotations

from importlib.resources import files as package_files
from pathlib import Path

from clientela.demo import customer_files, filled, office_files, sales_files, truth
from clientela.demo.life import live


def write(folder: Path, seed: int = 2026, customers: int = 5000) -> None:
    """Write Café Aurora's files into a folder; the same seed and size give the same bytes.

    customers: how many real people and businesses there are; at 5,000 there are about 60,000 invoice lines.
    """
    folder.mkdir(parents=True, exist_ok=True)
    life = live(seed, customers)
    sales_files.write(folder, life)
    customer_files.write(folder, life)
    office_files.write(folder, life)
    filled.write(folder / "forms", seed)
    truth.write(folder / "truth", life)
    _copy("company.yml", folder / "company.yml")
    _copy("story.txt", folder / "STORY.md")


def _copy(name: str, to: Path) -> None:
    """Copy a text that lives beside this module."""
    text = (package_files("clientela.demo") / name).read_text(encoding="utf-8")
    to.write_text(text, encoding="utf-8", newline="\n")
