"""Every mistake of a network on a dataset: which layer is guilty, why, and the network mended."""

from core.datasets import DatasetCard
from core.lint.activations import after_the_softmax, softmax_in_the_middle, two_activations
from core.lint.fit import blocks_in_a_chain, dense_on_a_picture, misfits
from core.lint.network import Finding, Network
from core.lint.output import end
from core.lint.size import MAX_PARAMETERS, too_large
from core.recipe import Model

__all__ = ["MAX_PARAMETERS", "Finding", "findings"]

_KINDS = (
    misfits,
    blocks_in_a_chain,
    dense_on_a_picture,
    softmax_in_the_middle,
    after_the_softmax,
    two_activations,
    end,
    too_large,
)


def findings(model: Model, card: DatasetCard) -> list[Finding]:
    """All mistakes of a network on a dataset's pictures, in the order of the guilty layers."""
    network = Network(model, card)
    found = [finding for kind in _KINDS for finding in kind(network)]
    return sorted(found, key=lambda finding: finding.index)
