"""PCA and t-SNE: many numbers a picture brought down to two, so that they can be drawn."""

from typing import NamedTuple

import numpy as np

from core.language import plural, say

SEED = 0
BEFORE_TSNE = 50
"""t-SNE starts from so many principal components: L. van der Maaten and G. Hinton, 2008, section
4.2 use 30, scikit-learn's documentation recommends 50."""
PERPLEXITY = 30
FEWEST = 5


class Projection(NamedTuple):
    """`points` float32 `(n, 2)`; `explained_variance` is the share they keep, None for t-SNE."""

    points: np.ndarray
    explained_variance: float | None


def project(features: np.ndarray, method: str) -> Projection:
    """Bring features `(n, numbers)` to two dimensions by `pca` or `tsne`, always the same way.

    ValueError, with a sentence, for fewer than `FEWEST` rows or for numbers that are none.
    """
    if len(features) < FEWEST:
        raise ValueError(
            say(
                plural(
                    "A map needs at least {fewest} pictures, and there is {count}.",
                    "A map needs at least {fewest} pictures, and there are {count}.",
                ),
                fewest=FEWEST,
                count=len(features),
            )
        )
    if not np.isfinite(features).all():
        raise ValueError(
            say("This layer gives no numbers any more (NaN): the network has diverged.")
        )
    return {"pca": _pca, "tsne": _tsne}[method](features)


def _pca(features: np.ndarray) -> Projection:
    components, shares = _principal(features, 2)
    return Projection(components[:, :2].astype(np.float32), float(shares.sum()))


def _tsne(features: np.ndarray) -> Projection:
    from sklearn.manifold import TSNE

    components, _ = _principal(features, BEFORE_TSNE)
    if not components.any():
        return Projection(components[:, :2].astype(np.float32), None)
    perplexity = min(PERPLEXITY, (len(features) - 1) / 3)
    points = TSNE(perplexity=perplexity, random_state=SEED).fit_transform(components)
    return Projection(points.astype(np.float32), None)


def _principal(features: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Up to `most` principal components, float `(n, components)`, and each one's share of variance.

    At least two, of zeros if need be; all zeros where all rows are the same.
    """
    from sklearn.decomposition import PCA

    if not np.ptp(features, axis=0).any():
        return np.zeros((len(features), 2)), np.ones(1)
    reduction = PCA(min(most, *features.shape), random_state=SEED)
    components = reduction.fit_transform(features)
    missing = max(2 - components.shape[1], 0)
    return np.pad(components, [(0, 0), (0, missing)]), reduction.explained_variance_ratio_
