"""The same trouble in other words: what two texts share of rare pairs, and of the places that they name.

For hundreds or thousands of texts at once, each against each or some against all. It needs no model of
the language: people who speak of one trouble name one place, whatever words they find for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from huying.analysis.twins.features import features
from huying.analysis.twins.sketch import F32

# A place is said in few characters of many: by itself it would weigh as much as all the rest.
PLACE_WEIGHT = 0.5


def likeness(texts: Sequence[str], asked: Sequence[int]) -> F32:
    """len(asked) × len(texts): how alike each asked text (its number) is to every text, 0 to 1.5.

    Rare pairs and names weigh more than common ones, as counted over `texts`.
    """
    rows = np.array(asked, np.int64)
    if not len(rows):
        return np.zeros((0, len(texts)), np.float32)
    parts = [(_words(texts), 1.0), (_places(texts), PLACE_WEIGHT)]
    total = sum((part[rows] @ part.T).toarray() * weight for part, weight in parts)
    return np.asarray(total, np.float32)


def _words(texts: Sequence[str]) -> sp.csr_matrix:
    try:
        return TfidfVectorizer(
            analyzer="char", ngram_range=(2, 3), sublinear_tf=True
        ).fit_transform(texts)
    except ValueError:
        # No text has two characters.
        return sp.csr_matrix((len(texts), 1))


def _places(texts: Sequence[str]) -> sp.csr_matrix:
    """Texts × characters of the places that they name, weighed by how few texts have them."""
    found = features(texts, 0)
    owner = np.repeat(np.arange(len(texts)), np.diff(found.name_starts))
    chars = found.names.ravel()
    owner = np.repeat(owner, found.names.shape[1])[chars != 0]
    counts = sp.csr_matrix(
        (np.ones(len(owner)), (owner, chars[chars != 0])), shape=(len(texts), 1 << 16)
    )
    counts.data = 1 + np.log(counts.data)
    held_by = np.bincount(counts.indices, minlength=1 << 16)
    return normalize(counts @ sp.diags(np.log((1 + len(texts)) / (1 + held_by)))).tocsr()
