"""What a page's own Content-Security-Policy would refuse of it, as a browser would: nothing, in a page of ours."""

from __future__ import annotations

import base64
import hashlib
import re


def refused(page: str) -> list[str]:
    """Everything in a page that its policy refuses, or that has no policy before it."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    if found is None:
        return ["no policy"]
    said = dict(rule.strip().split(" ", 1) for rule in found[1].split(";"))
    wrong = [kind for kind in ("default-src", "base-uri", "form-action") if said.get(kind) != "'none'"]
    wrong += [rule for rule in said.values() if re.search(r"https?:|\*|unsafe-eval", rule)]
    wrong += ["unsafe-inline of scripts"] if "unsafe-inline" in said["script-src"] else []
    for tag, kind in (("script", "script-src"), ("style", "style-src-elem")):
        for inside in re.finditer(rf"<{tag}([^>]*)>(.*?)</{tag}>", page, re.DOTALL):
            if "src=" in inside[1] or hashed(inside[2]) not in said[kind].split():
                wrong.append(inside[0][:60])
            if inside.start() < found.start():
                wrong.append(f"before the policy: {inside[0][:60]}")
    bare = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    wrong += re.findall(r"<[^>]*\son\w+\s*=[^>]*>", bare)
    wrong += re.findall(r"<link[^>]*stylesheet[^>]*>", bare)
    wrong += [one for one in re.findall(r'<img[^>]*\ssrc="([^"]{0,60})', bare) if not one.startswith("data:")]
    return wrong


def hashed(text: str) -> str:
    """The hash by which a policy names a script or a style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
