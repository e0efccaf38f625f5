"""Layers that cannot read what reaches them, or read it otherwise than was meant."""

from collections.abc import Iterator

from core.language import say
from core.layers import Flatten, Layer, LayerError, require_chain
from core.lint.network import SOFTMAX, Network, NetworkMistake
from core.recipe import Model


def misfits(network: Network) -> Iterator[NetworkMistake]:
    """Layers whose input they cannot read."""
    for index, error in network.misfits.items():
        layer = network.layers[index]
        if len(network.input_shapes[index]) == 3 and layer.convolves:
            padded = layer.model_copy(update={"padding": "same"})
            label, repair = say('Use padding="same"'), network.replacing(index, padded)
        elif len(network.input_shapes[index]) != 3 and any(
            one.flattens for one in network.layers[:index]
        ):
            label, repair = say("Move before Flatten"), _pictures_before_flatten(network)
        else:
            label, repair = say("Remove {layer}", layer=layer.label), network.without(index)
        yield NetworkMistake(index, str(error), label, repair, fatal=True)


def _pictures_before_flatten(network: Network) -> Model | None:
    """All layers that read pictures, with what belongs to them, put before the first Flatten."""
    place = next(index for index, layer in enumerate(network.layers) if layer.flattens)
    moved: list[Layer] = []
    left: list[Layer] = []
    stays = True
    for layer in network.layers[place:]:
        if not layer.belongs_to_previous or layer == SOFTMAX:
            stays = not layer.needs_picture
        (left if stays else moved).append(layer)
    return network.mended((*network.layers[:place], *moved, *left))


def blocks_in_a_chain(network: Network) -> Iterator[NetworkMistake]:
    """A block that the Sequential form cannot say."""
    if network.model.style != "sequential":
        return
    try:
        require_chain(network.layers)
    except LayerError as error:
        functional = Model(style="functional", layers=network.layers)
        assert error.index is not None  # `require_chain` says which layer it is
        yield NetworkMistake(
            error.index, str(error), say("Switch to Functional"), functional, fatal=True
        )


def dense_on_a_picture(network: Network) -> Iterator[NetworkMistake]:
    """The first Dense layer that reads a picture as if it were a row of numbers."""
    for index, layer in enumerate(network.layers):
        shape = network.input_shapes[index]
        if layer.reads_rows and len(shape) == 3:
            height, width, channels = shape
            yield NetworkMistake(
                index,
                say(
                    "{layer} receives a picture of {height}×{width}×{channels} and would look at "
                    "each of its {places:,} places alone. "
                    "Put a Flatten layer before it, so that it sees the whole picture.",
                    layer=layer.kind,
                    height=height,
                    width=width,
                    channels=channels,
                    places=height * width,
                ),
                say("Put Flatten before it"),
                network.replacing(index, Flatten(), layer),
                fatal=len(network.output_shape) == 3,
            )
            return
