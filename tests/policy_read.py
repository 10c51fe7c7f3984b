"""What a page's own Content-Security-Policy would refuse of it, as a browser would: nothing, in a page of ours."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

NEVER = {"iframe", "object", "embed", "base", "form", "frame", "applet"}


class _Tags(HTMLParser):
    """The tags of a page with their attributes, and what stands in its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: said or "" for name, said in attrs}))
        if tag in ("script", "style"):
            self.inside.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.inside[-1] = (self.inside[-1][0], self.inside[-1][1] + data)


def refused(page: str) -> list[str]:
    """Everything in a page that its policy refuses, or that has no policy before it."""
    found = _Tags(page)
    places = [place for place, (tag, said) in enumerate(found.tags) if _is_policy(tag, said)]
    if not places:
        return ["no policy"]
    said = dict(rule.strip().split(" ", 1) for rule in found.tags[places[0]][1]["content"].split(";"))
    wrong = [kind for kind in ("default-src", "base-uri", "form-action") if said.get(kind) != "'none'"]
    wrong += [rule for rule in said.values() if re.search(r"https?:|\*|unsafe-eval", rule)]
    wrong += ["unsafe-inline of scripts"] if "unsafe-inline" in said["script-src"] else []
    kinds = {"script": "script-src", "style": "style-src-elem"}
    wrong += [
        f"{tag}: {text[:60]}" for tag, text in found.inside if hashed(text) not in said[kinds[tag]].split()
    ]
    wrong += [f"before the policy: {tag}" for tag, _said in found.tags[: places[0]] if tag in kinds]
    return wrong + [f"<{tag} {has}>" for tag, has in found.tags if _acts(tag, has)]


def _is_policy(tag: str, said: dict[str, str]) -> bool:
    return tag == "meta" and said.get("http-equiv") == "Content-Security-Policy"


def _acts(tag: str, said: dict[str, str]) -> bool:
    """Does a tag run something, or fetch it from elsewhere?"""
    fetched = said.get("src", "") if tag in ("img", "script", "source", "video", "audio") else ""
    return bool(
        tag in NEVER
        or any(name.startswith("on") for name in said)
        or (fetched and not fetched.startswith("data:"))
        or (tag == "link" and "stylesheet" in said.get("rel", ""))
        or said.get("http-equiv", "").lower() == "refresh"
        or re.match(r"\s*(javascript|vbscript|data):", said.get("href", ""), re.IGNORECASE)
    )


def hashed(text: str) -> str:
    """The hash by which a policy names a script or a style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
