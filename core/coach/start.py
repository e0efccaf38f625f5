"""Faults that the untrained network betrays: its loss ought to be near ln K."""

from core.coach.reading import Finding, Reading, plain
from core.layers import BatchNormalization, Residual
from core.lint.network import Network
from core.lint.output import end

FAR = 1.5
"""How many times ln K a first loss is far from it; Keras's first weights give 1.0 to 1.2."""


def _too_much(reading: Reading) -> str | None:
    """That the first loss is far above ln K or no number, in a sentence; None if it is neither."""
    first = reading.first_loss
    if first is None or first <= FAR * reading.guessing:
        return None
    return (
        f"Before the first step the loss was {plain(first)}, where guessing among "
        f"{reading.card.num_classes} classes costs ln {reading.card.num_classes} = "
        f"{reading.guessing:.2f}."
    )


def unscaled_pixels(reading: Reading) -> Finding | None:
    """Raw pixels that make the untrained network sure of wrong answers."""
    sentence = _too_much(reading)
    # Normalised batches have no scale; only the measure before training is off.
    normalises = any(
        isinstance(layer, BatchNormalization | Residual) for layer in reading.recipe.model.layers
    )
    if reading.recipe.data.scaling != "none" or normalises or sentence is None:
        return None
    return Finding(
        sentence,
        f"The pixels go in as they are, from 0 to {reading.card.max_value}, so all sums and all "
        "gradients are too large. The network begins by being sure of wrong answers.",
        reading.recipe.with_settings("data", scaling="0-1"),
        "Scale the pixels to 0–1",
    )


def no_softmax(reading: Reading) -> Finding | None:
    """Outputs that are no probabilities."""
    sentence = _too_much(reading)
    network = Network(reading.recipe.model, reading.card)
    mistake = next((mistake for mistake in end(network) if not mistake.fatal), None)
    if sentence is None or mistake is None:
        return None
    repair = mistake.repair and reading.recipe.model_copy(update={"model": mistake.repair})
    return Finding(sentence, mistake.sentence, repair, mistake.label)
