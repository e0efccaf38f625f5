"""The questions that can be asked about what goes on inside a run's network.

A question is a function. Its first argument is the `Subject`, a run's network and validation
pictures; the others are those of `core.engine.Engine.ask`, which names the question and returns
what the function returns. A question leaves the network as it is: other threads use it at the same
time. A question that cannot be answered raises ValueError with a sentence for people.
"""

from collections.abc import Callable
from typing import Any

from core.layers import Shape
from core.recipe import Recipe
from core.runs.trained_weights import TrainedWeights
from core.worker.explain.ablation import ablation
from core.worker.explain.embedding import embedding
from core.worker.explain.forward_pass import forward_pass
from core.worker.explain.saliency import saliency
from core.worker.explain.subject import subject_of
from core.worker.explain.units import top_activations, unit_weights

QUESTIONS: dict[str, Callable[..., Any]] = {
    question.__name__: question
    for question in (forward_pass, unit_weights, saliency, top_activations, embedding, ablation)
}
"""Every question by its name."""


def answer(
    network: str,
    recipe: Recipe,
    trained: TrainedWeights,
    input_shape: Shape,
    question: str,
    *arguments: object,
) -> Any:
    """What a run's network answers to a question; `network` identifies these weights."""
    return QUESTIONS[question](subject_of(network, recipe, trained, input_shape), *arguments)
