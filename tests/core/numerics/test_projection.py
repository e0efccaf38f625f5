"""PCA and t-SNE on points whose arrangement is known."""

import numpy as np
import pytest

from core.numerics.projection import project

RNG = np.random.default_rng(7)


def test_pca_finds_the_plane_that_points_lie_in():
    flat = RNG.normal(size=(40, 2)) * [3, 1]
    turned = flat @ np.linalg.qr(RNG.normal(size=(6, 6)))[0][:2]
    found = project(turned, "pca")
    assert found.explained_variance == pytest.approx(1)
    between = np.linalg.norm(flat[:, None] - flat, axis=-1)
    np.testing.assert_allclose(
        np.linalg.norm(found.points[:, None] - found.points, axis=-1), between, rtol=1e-4, atol=1e-4
    )


def test_tsne_keeps_groups_together_and_is_the_same_each_time():
    groups = np.repeat(np.eye(3) * 20, 12, axis=0) + RNG.normal(size=(36, 3))
    points = project(groups, "tsne").points
    np.testing.assert_array_equal(points, project(groups, "tsne").points)
    apart = np.linalg.norm(points[:, None] - points, axis=-1)
    np.fill_diagonal(apart, np.inf)
    assert (apart.argmin(axis=1) // 12 == np.arange(36) // 12).all()


@pytest.mark.parametrize(("pictures", "perplexity"), [(80, 79 / 3), (200, 30)])
def test_tsne_starts_from_50_components_with_a_perplexity_that_so_few_pictures_allow(
    monkeypatch, pictures, perplexity
):
    given = {}

    class Recorder:
        def __init__(self, **settings):
            given.update(settings)

        def fit_transform(self, components):
            given["shape"] = components.shape
            return components[:, :2]

    monkeypatch.setattr("sklearn.manifold.TSNE", Recorder)
    project(np.random.default_rng(7).normal(size=(pictures, 60)), "tsne")
    assert given["shape"] == (pictures, 50)
    # scikit-learn needs a perplexity below the number of points; a third of it is the usual bound.
    assert given["perplexity"] == pytest.approx(perplexity)


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_a_map_of_pictures_that_are_all_the_same_is_one_point(method):
    found = project(np.ones((6, 4)), method)
    np.testing.assert_array_equal(found.points, np.zeros((6, 2)))


def test_a_layer_of_one_number_has_a_map_too():
    # Numbers of its own: how often RNG was asked before is up to Hypothesis.
    noise = np.random.default_rng(7).normal(0, 0.1, (40, 1))
    numbers = np.repeat([[0.0], [9.0]], 20, axis=0) + noise
    points = project(numbers, "tsne").points
    apart = np.linalg.norm(points[:, None] - points, axis=-1)
    np.fill_diagonal(apart, np.inf)
    assert (apart.argmin(axis=1) // 20 == np.arange(40) // 20).all()


@pytest.mark.parametrize(
    ("features", "sentence"),
    [(np.ones((4, 2)), "at least 5 pictures, and there are 4"), (np.full((9, 2), np.nan), "NaN")],
)
def test_a_map_that_cannot_be_is_refused_in_a_sentence(features, sentence):
    with pytest.raises(ValueError, match=sentence):
        project(features, "pca")
