"""Faults in the data: which pictures, in which order, with which labels, how scaled and changed."""

from core.bugs import planting
from core.bugs.checks import (
    every_class_on_both_sides,
    fewer_mistakes,
    finds_the_worst_class,
    keeps_labels_true,
    lower_val_loss,
    numbers_are_small,
    promises_what_it_keeps,
    scales_alike,
    starts_at_guessing,
    validates_on_others,
)
from core.bugs.fault import Fault
from core.language import message

OF_DATA = (
    Fault(
        "unscaled-pixels",
        planting.unscaled_pixels,
        checks=(numbers_are_small, starts_at_guessing),
        resembles=("linear-output", "rate-too-high", "zero-weights", "labels-shuffled"),
        hints=(
            message("Look at the loss before the first step: what would pure guessing cost?"),
            message(
                "An untrained network that is far worse than guessing is sure of wrong answers: "
                "its sums are too large. What goes into them?"
            ),
            message("Look at the largest number in a batch, and where the code scales pixels."),
        ),
        why=message(
            "Raw pixels make all sums large, so the untrained network is sure of wrong answers and "
            "its first gradients are too large. A loss far above ln K before the first step is the "
            "sign."
        ),
    ),
    Fault(
        "unscaled-validation",
        planting.unscaled_validation,
        checks=(scales_alike, starts_at_guessing, lower_val_loss(0.5)),
        resembles=("overfitting", "unscaled-pixels", "last-validate", "labels-shuffled"),
        hints=(
            message("Compare the two losses. Were they ever close to each other?"),
            message(
                "The validation loss is high before anything is learned, so it is not overfitting. "
                "What is different about the pictures that validate?"
            ),
            message("Follow x_val and x_test through the code, line by line, beside x_train."),
        ),
        why=message(
            "The network learned from scaled pixels and is asked about raw ones. Accuracy may "
            "hardly tell, as all outputs grow alike; the validation loss does."
        ),
    ),
    Fault(
        "validated-on-training",
        planting.validated_on_training,
        checks=(validates_on_others, promises_what_it_keeps),
        resembles=("overfitting", "starved-class", "unlucky-seed", "too-short"),
        hints=(
            message("Compare the validation accuracy with that on new pictures."),
            message(
                "Training and validation go side by side from the first epoch to the last. Would "
                "two different sets of pictures do that?"
            ),
            message("Look at what fit is given as validation_data."),
        ),
        why=message(
            "Who is examined with the exercises can have learned the answers by heart. Both curves "
            "tell the same, so overfitting cannot be seen until new pictures come."
        ),
    ),
    Fault(
        "last-validate",
        planting.last_validate,
        checks=(every_class_on_both_sides, validates_on_others, fewer_mistakes(0.3)),
        resembles=("overfitting", "labels-shuffled", "unscaled-validation", "not-shuffled"),
        hints=(
            message("Training goes well and validation does not: which classes are validated?"),
            message("Some classes are never answered. Did the network ever see them?"),
            message("Look at how the pictures are ordered, and at which of them are kept aside."),
        ),
        why=message(
            "Sorted by class, the last pictures are all of the last classes: the network never saw "
            "those, and it is asked about nothing else. Keras's validation_split does the same, as "
            "it takes the last rows before it shuffles."
        ),
    ),
    Fault(
        "not-shuffled",
        planting.not_shuffled,
        checks=(fewer_mistakes(0.3),),
        resembles=("labels-shuffled", "last-validate", "overfitting", "rate-too-low"),
        hints=(
            message("Look at the labels of a batch."),
            message(
                "If a batch holds one class alone, always saying that class is right. What does "
                "the network say of new pictures?"
            ),
            message("Look at the order of the pictures, and at what fit does with it."),
        ),
        why=message(
            "A batch of a single class teaches to say that class, and the next one to forget it. "
            "Within an epoch the training accuracy is high, and validation sees what is left."
        ),
    ),
    Fault(
        "labels-shuffled",
        planting.labels_shuffled,
        checks=(fewer_mistakes(0.15),),
        resembles=("zero-weights", "rate-too-low", "unscaled-validation", "overfitting"),
        hints=(
            message("Look at a batch as the network gets it: pictures and labels."),
            message("Would you give these pictures these labels?"),
            message("Find the line of the code that moves labels and leaves the pictures alone."),
        ),
        why=message(
            "Pictures and labels must be moved together. Otherwise there is nothing to learn but "
            "each single picture by heart, and of others the network knows nothing."
        ),
    ),
    Fault(
        "starved-class",
        planting.starved_class,
        checks=(finds_the_worst_class,),
        resembles=("overfitting", "too-small", "unlucky-seed", "validated-on-training"),
        hints=(
            message("The accuracy is a mean over all classes. Look at each class alone."),
            message("One class is missed again and again. How many pictures of it trained?"),
            message("Look at which pictures the code keeps."),
        ),
        why=message(
            "A class with a twentieth of its pictures costs hardly any accuracy, so nothing in the "
            "curves tells of it. The recall of each class does."
        ),
    ),
    Fault(
        "flips",
        planting.flips,
        checks=(keeps_labels_true, fewer_mistakes(0.9)),
        resembles=("too-small", "too-short", "overfitting", "labels-shuffled"),
        hints=(
            message("Look at the pictures of a batch, not at their labels alone."),
            message("Is each picture still what its label says?"),
            message("Look at what the augmentation does to a 6, a 2, a 3."),
        ),
        why=message(
            "A mirrored character is another sign or none at all. The network spends its strength "
            "on pictures that nobody will ever show it, and mixes up those that look alike."
        ),
    ),
)
