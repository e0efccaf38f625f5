"""Every mistake of a network on a dataset: which layer is guilty, why, and the network mended."""

from core.datasets import DatasetCard
from core.lint.activations import (
    after_the_end,
    dense_after_dense,
    softmax_in_the_middle,
    two_activations,
)
from core.lint.fit import blocks_in_a_chain, dense_on_a_picture, misfits
from core.lint.network import Network, NetworkMistake
from core.lint.output import wrong_output
from core.lint.size import MAX_PARAMETERS, too_large
from core.recipe import Model

__all__ = ["MAX_PARAMETERS", "NetworkMistake", "mistakes"]

_CHECKS = (
    misfits,
    blocks_in_a_chain,
    dense_on_a_picture,
    softmax_in_the_middle,
    after_the_end,
    two_activations,
    dense_after_dense,
    wrong_output,
    too_large,
)


def mistakes(
    model: Model, card: DatasetCard, loss: str = "categorical_crossentropy"
) -> list[NetworkMistake]:
    """All mistakes of a network on a dataset's pictures, in the order of the guilty layers.

    `loss` is the name of the loss that it is to be trained with.
    """
    network = Network(model, card, loss)
    found = [mistake for check in _CHECKS for mistake in check(network)]
    return sorted(found, key=lambda mistake: mistake.index)
