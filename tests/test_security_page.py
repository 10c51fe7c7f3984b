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


def test_each_dependency_is_locked_and_the_lock_says_how_it_was_made():
    project_file = tomllib.loads((project.root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": project_file["dependencies"], **project_file["optional-dependencies"]}
    base = (project.root() / "requirements.lock").read_text(encoding="utf-8")
    made = set(re.findall(r"--extra (\w+)", base.split("\n", 2)[1]))
    for group, wanted in groups.items():
        apart = project.root() / f"requirements-{group}.lock"
        assert not group or (group in made) != apart.is_file(), group
        lock = apart.read_text(encoding="utf-8") if apart.is_file() else base
        names = {one.lower().replace("_", "-") for one in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
        for one in wanted:
            assert re.split(r"[\[<>=;]", one)[0].strip().lower().replace("_", "-") in names, one


def test_every_lock_is_looked_through_for_unsafe_versions():
    workflow = (project.root() / ".github" / "workflows" / "newest.yml").read_text(encoding="utf-8")
    audited = re.findall(r"pip_audit .*--requirement (\S+)", workflow)
    assert set(audited) == {path.name for path in project.root().glob("requirements*.lock")}


def test_what_comes_without_a_hash_is_of_one_version_and_said():
    pyproject = (project.root() / "pyproject.toml").read_text(encoding="utf-8")
    installed = (
        (project.root() / "SECURITY.md").read_text(encoding="utf-8").split("## What is installed", 1)[1]
    )
    makefile = (project.root() / "Makefile").read_text(encoding="utf-8")
    for one in tomllib.loads(pyproject)["build-system"]["requires"]:
        name, version = one.split("==")
        assert f"`{name}`" in installed
        assert f"{name} {version}" in makefile
