"""Every row of SECURITY.md names tests that are there; every dependency has its reason, every action of CI its commit."""

import re
import tomllib

from clientela.folders import project


def test_each_threat_has_its_test():
    text = (project.root() / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| what may")]
    assert len(rows) > 12
    for row in rows:
        tests = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert tests, row
        assert all((project.root() / name).is_file() for name in tests), row


def test_each_action_of_ci_is_named_by_its_commit():
    workflows = list((project.root() / ".github" / "workflows").glob("*.yml"))
    assert workflows
    for path in workflows:
        used = re.findall(r"uses: *(\S+)(.*)", path.read_text(encoding="utf-8"))
        assert used
        for action, said in used:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), f"{path.name}: {action}"
            assert re.search(r"# v\d", said), f"{path.name}: {action} says no version"


def test_each_dependency_has_its_reason():
    project_file = tomllib.loads((project.root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for group in project_file["optional-dependencies"].values() for one in group]
    names = {re.split(r"[\[<>=;]", one)[0].strip() for one in (*project_file["dependencies"], *extras)}
    said = (
        (project.root() / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## What we depend on", 1)[1]
    )
    assert not {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said)}
