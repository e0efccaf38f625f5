"""A recipe in words, a few for each of its parts."""

from core.datasets import DatasetError
from core.language import say
from core.layers import LayerError, ledger
from core.recipe import Recipe
from core.recipe.optimizers import OPTIMIZERS
from dashboard.lab import services, texts


def data_words(recipe: Recipe) -> list[str]:
    """The dataset, how many of its pictures, their scaling, and on what is validated."""
    try:
        card = services.library().card(recipe.data.dataset)
    except DatasetError:
        return [recipe.data.dataset]
    wanted = recipe.data.images or card.train_count
    amount = texts.ALL_PICTURES if wanted >= card.train_count else texts.SOME_PICTURES
    return [
        card.title,
        say(amount, count=min(wanted, card.train_count), all=card.train_count),
        say(texts.SCALING[recipe.data.scaling]),
        say(texts.VALIDATE_ON[recipe.data.validate_on], fraction=recipe.data.validation_fraction),
    ]


def augmentation_words(recipe: Recipe) -> list[str]:
    """What changes the pictures at random."""
    parts = texts.AUGMENTATION_PARTS.items()
    settings = ((words, getattr(recipe.augmentation, name)) for name, words in parts)
    return [say(words, value=value) for words, value in settings if value]


def model_words(recipe: Recipe) -> list[str]:
    """The layers, and the parameters if they fit together."""
    layers = recipe.model.layers
    words = [" → ".join(layer.token().replace(":", " ") for layer in layers)]
    try:
        shape = services.library().card(recipe.data.dataset).shape
        rows = ledger(layers, shape)
    except (DatasetError, LayerError):
        return words
    return [*words, say(texts.PARAMETERS, count=sum(row.parameter_count for row in rows))]


def training_words(recipe: Recipe) -> list[str]:
    """The optimizer with its settings, the size of a batch, the epochs."""
    training = recipe.training
    optimizer = OPTIMIZERS[training.optimizer]
    words = [optimizer.keras_class]
    words.append(say(texts.LEARNING_RATE, rate=training.learning_rate))
    if training.schedule == "cosine":
        words.append(say(texts.COSINE))
    if training.momentum and optimizer.has("momentum"):
        words.append(say(texts.MOMENTUM, momentum=training.momentum))
    words.append(say(texts.BATCHES, size=training.batch_size))
    words.append(say(texts.EPOCHS, count=training.epochs))
    return words


def in_words(recipe: Recipe) -> tuple[str, str]:
    """A recipe on two lines, without its dataset's name: how it trains, and what."""
    how = [*data_words(recipe)[1:], *augmentation_words(recipe), *training_words(recipe)]
    return " · ".join(how), " · ".join(model_words(recipe))
