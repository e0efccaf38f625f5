"""Faults in the data: which pictures validate, in which order they come, how they are changed."""

from core.coach.evidence import Diagnosis, Evidence
from core.language import plural, say
from core.preparation.label_risks import label_risks
from core.recipe.mistakes import MISTAKES

UNBALANCED = 4
"""The largest class has this many times the pictures of the smallest, or more: accuracy then
hardly depends on the smallest."""


def mistake_on_purpose(run: Evidence) -> Diagnosis | None:
    """The recipe says that something is done wrong with the data."""
    mistake = MISTAKES.get(run.recipe.data.mistake)
    if mistake is None or run.latest is None:
        return None
    _, validation = run.latest
    return Diagnosis(
        say(
            "{mistake} After these epochs {accuracy:.1%} of the validation pictures are right.",
            mistake=say(mistake.what),
            accuracy=validation.accuracy,
        ),
        say("The recipe does so on purpose, so that it can be seen what comes of it."),
        run.recipe.with_settings("data", mistake="none"),
        say(mistake.taken_back),
    )


def validated_on_training_set(run: Evidence) -> Diagnosis | None:
    """The validation pictures are training pictures, so overfitting cannot be seen."""
    if run.recipe.data.validate_on != "train" or run.latest is None:
        return None
    training, validation = run.latest
    return Diagnosis(
        say(
            "All {pictures:,} validation pictures are training pictures, so both curves tell the "
            "same: {training:.1%} and {validation:.1%}.",
            pictures=run.started.validation_count,
            training=training.accuracy,
            validation=validation.accuracy,
        ),
        say(
            "Who is examined with the exercises can have learned the answers by heart. "
            "Overfitting cannot be seen in such a validation."
        ),
        run.recipe.with_settings("data", validate_on="split"),
        say("Keep a part aside to validate"),
    )


def validated_on_test_set(run: Evidence) -> Diagnosis | None:
    """The test pictures are used to choose settings."""
    if run.recipe.data.validate_on != "test" or run.latest is None:
        return None
    return Diagnosis(
        say(
            plural(
                "The {pictures:,} test pictures were looked at after {count} epoch.",
                "The {pictures:,} test pictures were looked at after each of {count} epochs.",
            ),
            pictures=run.started.validation_count,
            count=len(run.training),
        ),
        say(
            "Whoever chooses settings by these curves fits them to the test set, and its result is "
            "no longer a promise for new pictures. Keep it for the very end."
        ),
        run.recipe.with_settings("data", validate_on="split"),
        say("Validate on a part of the training set"),
    )


def not_shuffled(run: Evidence) -> Diagnosis | None:
    """The pictures come in the same order in every epoch."""
    if run.recipe.training.shuffle or run.latest is None:
        return None
    return Diagnosis(
        say(
            plural(
                "The {pictures:,} training pictures were not shuffled in the one epoch.",
                "The {pictures:,} training pictures came in the same order in each of {count} "
                "epochs.",
            ),
            pictures=run.started.train_count,
            count=len(run.training),
        ),
        say(
            "Every batch then holds the same pictures each time, and where a file is sorted by "
            "class, one class alone: the network forgets one while it practises the next."
        ),
        run.recipe.with_settings("training", shuffle=True),
        say("Shuffle the pictures"),
    )


def augmentation_breaks_labels(run: Evidence) -> Diagnosis | None:
    """The augmentation changes pictures so much that their labels become wrong."""
    risks = [risk for risk in label_risks(run.recipe, run.card) if risk.is_yes is False]
    if not risks:
        return None
    safe = {name: value for risk in risks for name, value in risk.safe.items()}
    settings = ", ".join(
        f"{risk.setting} = {getattr(run.recipe.augmentation, risk.setting)}" for risk in risks
    )
    return Diagnosis(
        say("Training pictures were changed by {settings}.", settings=settings),
        risks[0].answer,
        run.recipe.with_settings("augmentation", **safe),
        say("Use a safe augmentation"),
    )


def unbalanced_classes(run: Evidence) -> Diagnosis | None:
    """A class is so small that accuracy stays high even if it is never found."""
    if run.latest is None:
        return None
    counts, (largest, share) = run.card.train_counts, run.card.largest_class
    fewest = min(counts)
    if max(counts) < UNBALANCED * fewest:
        return None
    smallest = run.card.classes[counts.index(fewest)]
    _, validation = run.latest
    return Diagnosis(
        say(
            "Accuracy is {accuracy:.1%}, but always saying “{largest}” gives {share:.1%}, and "
            "never saying “{smallest}” costs only {cost:.1%}.",
            accuracy=validation.accuracy,
            largest=largest,
            share=share,
            smallest=smallest,
            cost=fewest / run.card.train_count,
        ),
        say(
            "“{largest}” has {most:,} training pictures and “{smallest}” {fewest:,}, so accuracy "
            "hardly shows whether the small class is ever found. Look at each class alone.",
            largest=largest,
            most=max(counts),
            smallest=smallest,
            fewest=fewest,
        ),
    )
