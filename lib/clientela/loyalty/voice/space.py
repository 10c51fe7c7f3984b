"""Where messages lie: near one another where they use words alike, even where they share none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSIONS = 60
# Under so many words there is nothing to bring together.
FEWEST_WORDS = 6


def places(matrix: Any) -> NDArray[np.float64]:
    """One row of length one a message, from the weights of its words (see `messages.weigh`).

    Two views of equal weight: what the messages themselves have in common (latent semantic analysis, Deerwester et al. 1990), and the mean of their
    words, each of which lies where the words are that are written beside it (positive pointwise mutual information in few dimensions,
    Levy & Goldberg 2014). Both are learned from these messages alone.

    >>> from scipy import sparse
    >>> np.round(places(sparse.csr_matrix(np.eye(2))), 2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    if matrix.shape[1] < FEWEST_WORDS:
        return np.asarray(matrix.todense(), dtype=np.float64)
    return np.hstack([_long(_reduced(matrix)), _long(matrix @ _long(_reduced(_beside(matrix))))]) / np.sqrt(2)


def _beside(matrix: Any) -> Any:
    """How much oftener than by chance two words stand in one message (logarithm; what is rarer than by chance counts as chance)."""
    from scipy import sparse

    used = (matrix > 0).astype(np.float64)
    pairs = (used.T @ used).tocoo()
    often = np.asarray(used.sum(axis=0)).ravel()
    oftener = np.log(pairs.data * used.shape[0] / (often[pairs.row] * often[pairs.col]))
    told = (oftener > 0) & (pairs.row != pairs.col)
    return sparse.csr_matrix((oftener[told], (pairs.row[told], pairs.col[told])), shape=pairs.shape)


def _reduced(matrix: Any) -> NDArray[np.float64]:
    """The same rows in few dimensions."""
    from sklearn.utils.extmath import randomized_svd

    dimensions = min(DIMENSIONS, matrix.shape[0] - 1, matrix.shape[1] - 1)
    left, sizes, _right = randomized_svd(matrix, dimensions, random_state=0)
    return np.asarray(left * sizes, dtype=np.float64)


def _long(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of length one; an empty one stays empty."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)
