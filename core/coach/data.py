"""Faults in what the network is shown: who validates, in which order, how changed."""

from core.coach.reading import Finding, Reading
from core.preparation.label_risks import label_risks

FEW_TIMES = 4
"""The largest class has so many times the pictures of the smallest: accuracy hides the small."""


def validated_on_training_set(reading: Reading) -> Finding | None:
    """Validation that can see nothing but what was practised."""
    if reading.recipe.data.validate_on != "train" or reading.learned is None:
        return None
    training, validation = reading.learned
    return Finding(
        f"All {reading.started.validation_count:,} validation pictures are training pictures, so "
        f"both curves tell the same: {training.accuracy:.1%} and {validation.accuracy:.1%}.",
        "Who is examined with the exercises can have learned the answers by heart. "
        "Overfitting cannot be seen in such a validation.",
        reading.recipe.with_settings("data", validate_on="split"),
        "Keep a part aside to validate",
    )


def validated_on_test_set(reading: Reading) -> Finding | None:
    """Decisions that are taken on the test set."""
    if reading.recipe.data.validate_on != "test" or reading.learned is None:
        return None
    return Finding(
        f"The {reading.started.validation_count:,} test pictures were looked at after each of "
        f"{len(reading.training)} epochs.",
        "Whoever chooses settings by these curves fits them to the test set, and its result is "
        "no longer a promise for new pictures. Keep it for the very end.",
        reading.recipe.with_settings("data", validate_on="split"),
        "Validate on a part of the training set",
    )


def not_shuffled(reading: Reading) -> Finding | None:
    """Pictures that come in the same order in every epoch."""
    if reading.recipe.training.shuffle or reading.learned is None:
        return None
    return Finding(
        f"The {reading.started.train_count:,} training pictures came in the same order in each of "
        f"{len(reading.training)} epochs.",
        "Every batch then holds the same pictures each time, and where a file is sorted by class, "
        "one class alone: the network forgets one while it practises the next.",
        reading.recipe.with_settings("training", shuffle=True),
        "Shuffle the pictures",
    )


def augmentation_breaks_labels(reading: Reading) -> Finding | None:
    """Random changes after which the label is no longer true."""
    risks = [risk for risk in label_risks(reading.recipe, reading.card) if risk.is_yes is False]
    if not risks:
        return None
    safe = {name: value for risk in risks for name, value in risk.safe.items()}
    settings = ", ".join(
        f"{risk.setting} = {getattr(reading.recipe.augmentation, risk.setting)}" for risk in risks
    )
    return Finding(
        f"Training pictures were changed by {settings}.",
        risks[0].answer,
        reading.recipe.with_settings("augmentation", **safe),
        "Use a safe augmentation",
    )


def unbalanced_classes(reading: Reading) -> Finding | None:
    """Classes so small that accuracy does not miss them."""
    if reading.learned is None:
        return None
    counts, (largest, share) = reading.card.train_counts, reading.largest
    fewest = min(counts)
    if max(counts) < FEW_TIMES * fewest:
        return None
    smallest = reading.card.classes[counts.index(fewest)]
    _, validation = reading.learned
    return Finding(
        f"Accuracy is {validation.accuracy:.1%}, but always saying “{largest}” gives {share:.1%}, "
        f"and never saying “{smallest}” costs only {fewest / reading.card.train_count:.1%}.",
        f"“{largest}” has {max(counts):,} training pictures and “{smallest}” {fewest:,}, so "
        "accuracy hardly shows whether the small class is ever found. Look at each class alone.",
    )
