"""FER-2013: faces and their feelings, 48×48 pixels in grey."""

from core.datasets.card import Baseline, Cache, DatasetCard, Digests, Preset, PublishedFile
from core.datasets.reading_code import ReadingCode
from core.datasets.recipe_links import ADAM, MENDED, WELL_TRAINED, mlp, normalised_cnn, small_cnn
from core.language import message

_SCRIPT = """\
import numpy as np
import pandas as pd

# The published file, from kaggle.com, lies beside this script.
faces = pd.read_csv("fer2013.csv")
pixels = np.array([np.fromstring(row, "uint8", sep=" ") for row in faces["pixels"]])
pixels = pixels.reshape(-1, 48, 48, 1)
labels = faces["emotion"].to_numpy()
training = (faces["Usage"] == "Training").to_numpy()
x_train, y_train = pixels[training], labels[training]
x_test, y_test = pixels[~training], labels[~training]
"""
_TRAINING_PICTURES = """\
faces = pd.read_csv("fer2013.csv").query("Usage == 'Training'")
rows = [np.array(row.split(), "uint8") for row in faces.pixels]
x_train, y_train = np.stack(rows).reshape(-1, 48, 48), faces.emotion.values"""

CARD = DatasetCard(
    name="fer2013",
    title="FER-2013",
    classes=("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"),
    shape=(48, 48, 1),
    train_counts=(3995, 436, 4097, 7215, 4830, 3171, 4965),
    test_counts=(958, 111, 1024, 1774, 1247, 831, 1233),
    task=message(
        "Which feeling does this face show? Faces found by web search, 48×48 pixels in grey."
    ),
    source="I. Goodfellow et al., Challenges in representation learning: a report on three machine "
    "learning contests (2013), arXiv:1307.0414; collected by P.-L. Carrier and A. Courville",
    source_url="https://www.kaggle.com/c/"
    "challenges-in-representation-learning-facial-expression-recognition-challenge",
    licence=message("none stated; the faces belong to the people shown, not to be redistributed"),
    files=(PublishedFile("fer2013.tar.gz"),),
    alternatives=(
        PublishedFile("fer2013.csv", md5="f8428a1edbd21e88f42c73edd2a14f95"),
        PublishedFile("icml_face_data.csv", md5="b114b9e04e6949e5fe8b6a98b3892b1d"),
        PublishedFile(
            "fer2013.zip", url="https://www.kaggle.com/api/v1/datasets/download/msambare/fer2013"
        ),
    ),
    digests=Digests(
        train_images="df3a4816f2773b35a9f3d4a7ef9db4a08a05ba690f816f7fef5873c43960809f",
        train_labels="e013aa0aa0b464e92443aa01950fbc974b099828690b72dc68aeb928766c6435",
        test_images="a743e7c74acb93e74d426de38254146d3ec321307f1fa7ea384048478b3094f6",
        test_labels="10804edaf62a371595a76644d9898846d82859c190d8b21ef61e8d3936f3eb44",
        train_set="e1df0ee68666ed92a6db267dae36a7617db61baa9fdd76e586fcac03e81bbc88",
        test_set="8d61cfee52ae6f7ea1a8366e6b490dc1becce79eb68c78607afa2afeb41fb3a7",
    ),
    baselines=(
        Baseline(
            message("always the most frequent class (happy)"),
            1774 / 7178,
            message("counts of the test set"),
        ),
        Baseline(
            message("MLP 256-128, 12 epochs"),
            0.397,
            message("measured with Keras 3, Adam 0.001, batch 128"),
        ),
        Baseline(
            message("CNN 32-64-64, 8 epochs"),
            0.542,
            message("measured with Keras 3, Adam 0.001, batch 128"),
        ),
        Baseline(message("people"), 0.65, "Goodfellow et al. 2013, arXiv:1307.0414 (65 ± 5 %)"),
        Baseline(message("the contest's winner"), 0.712, "Goodfellow et al. 2013, arXiv:1307.0414"),
    ),
    remarks=(
        message("The test set is PublicTest followed by PrivateTest, 3,589 faces each."),
        message("568 of the 7,178 test pictures also lie, pixel for pixel, in the training set."),
        message(
            "12 pictures are all black, and 57 groups of identical pictures carry different labels."
        ),
    ),
    class_synonyms=(
        ("anger", "angry"),
        ("disgusted", "disgust"),
        ("fearful", "fear"),
        ("scared", "fear"),
        ("happiness", "happy"),
        ("sadness", "sad"),
        ("surprised", "surprise"),
    ),
    formats=("FER-2013 table",),
    caches=(
        Cache("torchvision", ("fer2013",)),
        Cache(
            "kagglehub",
            (
                "deadskull7/fer2013/versions/*",
                "msambare/fer2013/versions/*",
                "ananthu017/emotion-detection-fer/versions/*",
            ),
        ),
    ),
    domain="face",
    example="happy",
    taken_for=("neutral", "happy"),
    torn_between=("sad", "neutral"),
    reading=ReadingCode(_SCRIPT, _TRAINING_PICTURES),
    presets=(
        Preset("homework-fer2013", f"data.scaling=0-1&data.validate_on=train&{mlp(7)}"),
        Preset("homework-fer2013-mended", f"{MENDED}&{mlp(7)}"),
        Preset("fer2013-cnn", f"{MENDED}&{ADAM}&{small_cnn(7)}"),
        Preset(
            "fer2013-best",
            f"{WELL_TRAINED}&{normalised_cnn(7, (32,), (64,), (128,), (256,))}&training.epochs=15"
            "&augmentation.horizontal_flip=true&augmentation.rotation_range=10"
            "&augmentation.width_shift_range=0.1&augmentation.height_shift_range=0.1",
        ),
    ),
    first_preset="fer2013-cnn",
)
