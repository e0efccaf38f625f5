"""Faults that show before the first step: the untrained network's loss is far from ln K."""

from core.coach.evidence import Diagnosis, Evidence, loss_in_words
from core.coach.rate import FAR_FROM_USUAL, usual_rate, with_rate
from core.language import say
from core.lint.network import Network
from core.lint.output import wrong_output
from core.recipe import Recipe

FAR_ABOVE_GUESSING = 1.5
"""Times ln K. Networks with Keras's initial weights begin at 1.0 to 1.2 times ln K."""


def _first_loss_too_high(run: Evidence) -> str | None:
    """A sentence that the first loss is far above ln K, or not a number; None if it is neither."""
    first = run.first_loss
    if first is None or first <= FAR_ABOVE_GUESSING * run.guessing_loss:
        return None
    return say(
        "Before the first step the loss was {loss}, where guessing among {classes} classes costs "
        "ln {classes} = {guessing:.2f}.",
        loss=loss_in_words(first),
        classes=run.card.num_classes,
        guessing=run.guessing_loss,
    )


def unscaled_pixels(run: Evidence) -> Diagnosis | None:
    """The pixels are not scaled, so the untrained network is sure of wrong answers."""
    sentence = _first_loss_too_high(run)
    # A network that normalises its batches in training learns from unscaled pixels as well;
    # only its first loss is measured without that.
    normalises = any(layer.normalises for layer in run.recipe.model.layers)
    if run.recipe.data.scaling != "none" or normalises or sentence is None:
        return None
    return _with_usual_rate(
        run,
        sentence,
        say(
            "The pixels go in as they are, from 0 to {largest}, so all sums and all gradients are "
            "too large. The network begins by being sure of wrong answers.",
            largest=run.card.max_value,
        ),
        run.recipe.with_settings("data", scaling="0-1"),
        say("Scale the pixels to 0–1"),
    )


def no_softmax(run: Evidence) -> Diagnosis | None:
    """The network does not end in softmax or sigmoid, so its outputs are no probabilities."""
    sentence = _first_loss_too_high(run)
    network = Network(run.recipe.model, run.card, run.recipe.training.loss)
    mistake = next((mistake for mistake in wrong_output(network) if not mistake.fatal), None)
    if sentence is None or mistake is None:
        return None
    repair = None
    if mistake.repair is not None:
        repair = run.recipe.model_copy(update={"model": mistake.repair})
    return _with_usual_rate(run, sentence, mistake.sentence, repair, mistake.label)


def _with_usual_rate(
    run: Evidence, sentence: str, cause: str, repair: Recipe | None, label: str
) -> Diagnosis:
    """The diagnosis; where the learning rate is far too high as well, its repair mends both."""
    training = run.fastest.training
    if training.learning_rate < FAR_FROM_USUAL * usual_rate(training) or repair is None:
        return Diagnosis(sentence, cause, repair, label)
    mended, _ = with_rate(repair, usual_rate(training))
    usual = mended.training.learning_rate
    rate = say(
        "And learning rate {rate:g} is far too high; a usual one is {usual:g}.",
        rate=training.learning_rate,
        usual=usual,
    )
    both = say("{label}, with learning rate {usual:g}", label=label, usual=usual)
    return Diagnosis(sentence, say("{cause} {rate}", cause=cause, rate=rate), mended, both)
