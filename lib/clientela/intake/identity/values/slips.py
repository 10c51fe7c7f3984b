"""Badly written names mended where there is no doubt: "Gonzáelz" can only be González."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def mended(words: Mapping[str, int], known: Iterable[str]) -> dict[str, str]:
    """For words that are not known names but one slip away from one: that name.

    `words` has how often each word is seen. Where two known names are as near, the one seen far more often is taken, else none: what cannot be
    told stays as it is. Short words are left alone.

    >>> mended({"maria": 90, "mario": 40, "mraia": 1, "mari": 3, "peres": 50, "pers": 1}, ["maria", "mario", "peres"])
    {'mraia': 'maria', 'pers': 'peres'}
    """
    names = set(known)
    near: dict[str, list[str]] = {}
    for name in sorted(names):
        for form in _one_less(name):
            near.setdefault(form, []).append(name)
    found = {}
    for word in words:
        if word in names or len(word) < 4:
            continue
        candidates = {
            name for form in _one_less(word) for name in near.get(form, ()) if _one_slip(word, name)
        }
        best = sorted(candidates, key=lambda name: (-words.get(name, 0), name))[:2]
        if best and (len(best) == 1 or words.get(best[0], 0) >= 5 * max(1, words.get(best[1], 0))):
            found[word] = best[0]
    return found


def _one_less(word: str) -> set[str]:
    """The word itself and the word without each of its letters: two words one slip apart have one of these in common."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, lost, changed, or two neighbours changed places."""
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return len(other) - len(one) == 1 and one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
