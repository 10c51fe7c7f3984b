"""A company's files stay as private as they were, and out of any repository."""

import os
import shutil
import stat
import subprocess

import pytest

from clientela.companies import onboarding, preparation
from clientela.companies.config import load

SALES = "cliente,fecha,importe\n" + "".join(
    f"C{i % 7},2025-01-{1 + i % 28:02d},{100 + i}\n" for i in range(40)
)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("given", [0o600, 0o640, 0o644, 0o400])
def test_new_keeps_who_may_read_a_file(home, tmp_path, given):
    file = tmp_path / "ventas.csv"
    file.write_text(SALES)
    file.chmod(given)
    before = os.umask(0o000)
    try:
        assert onboarding.new("x", [str(file)], "CO") == 0
    finally:
        os.umask(before)
    assert mode(home / "data" / "x" / "ventas.csv") == given | 0o600
    assert mode(home / "data" / "x" / "ventas.csv") & 0o077 == given & 0o077


def test_what_names_people_is_for_its_owner_alone_whatever_the_umask(home, tmp_path):
    file = tmp_path / "ventas.csv"
    file.write_text(SALES)
    before = os.umask(0o000)
    try:
        onboarding.new("x", [str(file)], "CO")
        made = preparation.prepare(load("x"))
    finally:
        os.umask(before)
    assert mode(made) & 0o077 == 0
    assert mode(made / "private") == 0o700


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_takes_nothing_of_a_company(home, tmp_path):
    file = tmp_path / "ventas.csv"
    file.write_text(SALES)
    onboarding.new("x", [str(file)], "CO")
    subprocess.run(["git", "init", "-q", str(home)], check=True)
    found = subprocess.run(
        ["git", "-C", str(home), "status", "--porcelain", "-uall", "data"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == ""
    root = onboarding.project.root()
    if (root / ".git").exists():
        asked = [
            "git",
            "-C",
            str(root),
            "check-ignore",
            "data/x/ventas.csv",
            "data/aurora/company.yml",
            "data/aurora/.codes",
        ]
        said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
        assert said == ["data/x/ventas.csv", "data/aurora/.codes"]


def test_new_without_a_file_says_that_none_was_given(home, capsys):
    assert onboarding.new("prueba", [""], "CO") == 1
    assert "No se dio ningún archivo" in capsys.readouterr().out
    assert not (home / "data" / "prueba").exists()


def test_what_lies_under_private_is_for_its_owner_alone_whatever_the_umask(home, tmp_path):
    from clientela.publish.cards import known, page

    file = tmp_path / "ventas.csv"
    file.write_text(SALES.replace("C1,", "ana.ruiz,").replace("C2,", "luz.mora,"))
    before = os.umask(0o000)
    try:
        onboarding.new("x", [str(file)], "CO")
        company = load("x")
        made = preparation.prepare(company)
        target = home / "reports" / "x" / "private" / "cards"
        page.write(known.known(company, "ana.ruiz"), company, target)
    finally:
        os.umask(before)
    assert [mode(folder) for folder in (target, target.parent)] == [0o700, 0o700]
    assert {mode(path) for path in [*target.iterdir(), *(made / "private").iterdir()]} == {0o600}
