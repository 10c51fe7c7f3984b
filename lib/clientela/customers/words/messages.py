"""The words of customers' messages, counted by their stems: who uses a word matters, never who said what."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# A word of fewer customers than these says who wrote, not what about; one in so large a part of the messages says nothing.
FEWEST = 5
TOO_COMMON = 0.7


@dataclass(frozen=True)
class Words:
    """How much each word weighs in each message (TF-IDF, rows of length one), and how the words are usually written.

    `rows` are the places of the messages in the frame given; `matrix` has one row for each of them and one column a stem.
    """

    rows: NDArray[np.int64]
    matrix: Any
    stems: NDArray[Any]
    written: NDArray[Any]


def weigh(messages: pd.DataFrame, ignore: str = "") -> Words | None:
    """The words of the messages and their weights; None where no word is shared by enough customers.

    `messages` needs words, customer_id, interaction_id and branch; names of branches and the words of `ignore` (the company's name) say
    where, not what, and are left out. Source of the weights: Spärck Jones 1972, as scikit-learn smooths them.
    """
    import pandas as pd
    from scipy import sparse

    author = messages.customer_id.fillna(messages.interaction_id).reset_index(drop=True)
    parts = messages.words.reset_index(drop=True).dropna().str.split().explode().dropna()
    places = " ".join([ignore, *messages.branch.dropna().astype(str).unique()]).lower().split()
    language = language_of(parts)
    parts = parts[~parts.isin(stop_words().union(places))]
    if parts.empty:
        return None
    place, distinct = pd.factorize(parts)
    stem_of, stems = pd.factorize(np.array(stem(list(distinct), language), dtype=object))
    used = pd.DataFrame({"row": parts.index.to_numpy(), "stem": stem_of[place], "word": place})
    pairs = used[["row", "stem"]].drop_duplicates()
    authors = pairs.assign(author=pd.factorize(author)[0][pairs.row]).drop_duplicates(["author", "stem"])
    customers = authors["stem"].value_counts().reindex(range(len(stems)), fill_value=0).to_numpy()
    inside = pairs["stem"].value_counts().reindex(range(len(stems)), fill_value=0).to_numpy()
    kept = np.flatnonzero((customers >= FEWEST) & (inside <= max(FEWEST, TOO_COMMON * len(messages))))
    if len(kept) < 2:
        return None
    shape = (len(messages), len(stems))
    counts = sparse.csr_matrix((np.ones(len(pairs)), (pairs.row, pairs["stem"])), shape=shape)[:, kept]
    rows = np.flatnonzero(np.diff(counts.indptr))
    weights = counts[rows].multiply(np.log((1 + len(messages)) / (1 + inside[kept])) + 1).tocsr()
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    return Words(
        rows, sparse.diags(1 / length) @ weights, stems[kept], _written(used, distinct, len(stems))[kept]
    )


def language_of(words: pd.Series) -> str:
    """The language of most of the small words of many messages: spanish, where neither is commoner.

    >>> import pandas as pd
    >>> language_of(pd.Series("my card has not arrived".split())), language_of(pd.Series("mi tarjeta no llegó".split()))
    ('english', 'spanish')
    """
    lists = _lists()
    spanish, english = (
        int(words.isin(lists[name] - lists[other]).sum()) for name, other in (("es", "en"), ("en", "es"))
    )
    return "english" if english > spanish else "spanish"


def stem(words: list[str], language: str = "spanish") -> list[str]:
    """The stems of words, however the accents were typed.

    >>> stem(["devolución", "devoluciones", "devolucion", "técnicos"])
    ['devolu', 'devolu', 'devolu', 'tecnic']
    """
    return [_root(word, language) for word in words]


@lru_cache(maxsize=100_000)
def _root(word: str, language: str) -> str:
    # An accent left out would hide the commonest ending of all.
    whole = re.sub("([cs])ion$", r"\1ión", word) if language == "spanish" else word
    return plain(_stemmer(language).stemWord(whole))


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(language)


def plain(text: str) -> str:
    """A word without accents; ñ stays.

    >>> plain("mañana técnica")
    'mañana tecnica'
    """
    kept = text.replace("ñ", "\0")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", kept) if not unicodedata.combining(sign))
    return bare.replace("\0", "ñ")


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The small words of each language, as they are listed."""
    import yaml

    lists = yaml.safe_load((files(__package__) / "stop_words.yml").read_text(encoding="utf-8"))
    return {name: frozenset(text.split()) for name, text in lists.items()}


@cache
def stop_words() -> frozenset[str]:
    """Words without a topic, Spanish and English, with their accents and without."""
    bare = frozenset().union(*_lists().values())
    accented = ["á", "é", "í", "ó", "ú"]
    twins = {
        word[:at] + sharp + word[at + 1 :]
        for word in bare
        for at, letter in enumerate(word)
        for sharp in accented
        if plain(sharp) == letter
    }
    return frozenset(bare | twins)


def _written(used: pd.DataFrame, distinct: Any, stems: int) -> NDArray[Any]:
    """The form in which each stem is written most often; of equally frequent ones the first in the alphabet."""
    forms = used.groupby(["stem", "word"]).size().rename("times").reset_index()
    forms = forms.assign(form=np.asarray(distinct, dtype=object)[forms.word])
    forms = forms.sort_values(["stem", "times", "form"], ascending=[True, False, True]).drop_duplicates(
        "stem"
    )
    found = np.full(stems, "", dtype=object)
    found[forms["stem"].to_numpy()] = forms.form.to_numpy()
    return found
