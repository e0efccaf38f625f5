"""Augment: change the training pictures at random, and see what the network will see."""

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetError
from core.engine import EngineError
from core.preparation.augmentation import Draws, chances, draw, matrices
from core.preparation.split import split
from core.recipe import Data, Recipe
from dashboard.augment.controls import show_controls
from dashboard.augment.label_quiz import show_quiz
from dashboard.augment.matrix_words import drawn, example, latex
from dashboard.augment.parameter_strip import show_strip
from dashboard.lab import screen, services
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_augmentation_code
from dashboard.render import pictures

TEXT = {
    "title": "Augment",
    "lead": "More pictures from the ones there are: each epoch shows every training picture "
    "turned, moved or lit a little differently. Validation and test pictures stay as they are.",
    "to_data": "Go to Data",
    "starting": "The workers that draw the pictures are still starting. They will be here in a few "
    "seconds; you can set the controls meanwhile.",
    "view": "Show",
    "views": {"one": "One picture", "many": "Many pictures"},
    "view_help": "The same picture as it comes back in each epoch, or a handful as one epoch "
    "shows them.",
    "number": "Picture",
    "number_help": "Counts the pictures that train, from 1 to {count:,}.",
    "another_picture": "Another picture",
    "another_draw": "Another draw",
    "original": "as it is: {label}",
    "epoch": "epoch {epoch}",
    "one_title": "One “{label}”, {count} epochs",
    "many_title": "{count} pictures, as epoch {epoch} shows them",
    "before": "As they are",
    "off": "Nothing is on, so every epoch shows the very same pictures. Move a slider on this "
    "page, or take the gentle start.",
    "truth": "No example, but the truth: with this recipe, training sees exactly these.",
    "summary": "In words: {parts}.",
    "turned": "turned by {low:.0f}° to {high:.0f}°",
    "moved": "moved by up to {most:.1f} pixels",
    "slanted": "slanted by {low:.0f}° to {high:.0f}°",
    "zoomed": "zoomed by {low:.2f} to {high:.2f}",
    "mirrored": "{count} of {all} flipped",
    "lit": "lit by {low:.2f} to {high:.2f}",
    "added": "{low:+.0f} to {high:+.0f} levels",
    "notice": "**What to notice.** The label never changes. Augmentation is a promise: whatever "
    "it draws, a person would still give the picture the same name.",
    "matrix": "One draw as a matrix",
    "matrix_epoch": "Epoch",
    "matrix_help": "Choose one of the draws above.",
    "matrix_lead": "Pixel (x, y) of the new picture shows what the old one has at M · (x, y, 1).",
}
EPOCHS = 11
MANY = 12
STARTING_SECONDS = 0.5


@st.cache_data(max_entries=16, show_spinner=False)
def _training_pictures(data: str) -> np.ndarray:
    """Indices of the pictures that train, in the order in which chance counts them."""
    read = Data.model_validate_json(data)
    dataset = services.library().load(read.dataset)
    return split(read, dataset.y_train, len(dataset.y_test)).train


def _position(count: int) -> int:
    """The chosen picture's place among those that train, from 0."""
    chosen = st.session_state.setdefault("augment_number", 1)
    st.session_state.augment_number = min(chosen, count)
    return st.session_state.augment_number - 1


def _another_picture(count: int) -> None:
    rng = np.random.default_rng()
    st.session_state.augment_number = int(rng.integers(1, count + 1))


def _another_draw(epochs: int) -> None:
    st.session_state.augment_epoch = st.session_state.get("augment_epoch", 1) + epochs


def _draws(recipe: Recipe, shape: tuple[int, ...], epoch: int, position: int) -> Draws:
    """What training draws for one picture in one epoch."""
    chance = chances(recipe.training.seed, epoch, position, 1)
    return draw(recipe.augmentation, shape, chance)


def _choices(count: int) -> str:
    """What to show: one picture or many, which, and which draw of it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            TEXT["view"],
            list(TEXT["views"]),
            format_func=TEXT["views"].get,
            key="augment_view",
            default="one",
            required=True,
            help=TEXT["view_help"],
        )
        st.number_input(
            TEXT["number"],
            1,
            count,
            key="augment_number",
            help=TEXT["number_help"].format(count=count),
            width=130,
        )
        st.button(
            TEXT["another_picture"],
            icon=":material/casino:",
            on_click=_another_picture,
            args=(count,),
        )
    return view


def _title(title: str, epochs: int) -> None:
    """What the pictures below are, and a button to the `epochs` that follow."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(title, width="content")
        st.button(
            TEXT["another_draw"],
            icon=":material/refresh:",
            on_click=_another_draw,
            args=(epochs,),
            disabled=not screen.recipe().augmentation.is_on,
        )


def _show_one(recipe: Recipe, dataset: Dataset, train: np.ndarray, position: int) -> None:
    """One picture as it comes back in each epoch."""
    card, index = dataset.card, train[position]
    label = card.classes[dataset.y_train[index]]
    epochs = range(st.session_state.get("augment_epoch", 1), 10**9)[:EPOCHS]
    draws = Draws.joined(*(_draws(recipe, card.shape, epoch, position) for epoch in epochs))
    image = dataset.x_train[index]
    images = np.repeat(image[np.newaxis], EPOCHS, axis=0)
    seen = services.engine().preview(recipe.augmentation, images, draws, card.max_value)
    _title(TEXT["one_title"].format(label=label, count=EPOCHS), EPOCHS)
    captions = [TEXT["original"].format(label=label)]
    captions += [TEXT["epoch"].format(epoch=epoch) for epoch in epochs]
    st.html(pictures.grid([image, *seen], captions, card.max_value))
    _summary(recipe, draws)


def _show_many(recipe: Recipe, dataset: Dataset, train: np.ndarray, position: int) -> None:
    """The chosen picture and its followers as one epoch shows them."""
    card = dataset.card
    epoch = st.session_state.get("augment_epoch", 1)
    positions = np.arange(position, position + MANY) % len(train)
    draws = Draws.joined(*(_draws(recipe, card.shape, epoch, place) for place in positions))
    images = dataset.x_train[train[positions]]
    labels = [card.classes[label] for label in dataset.y_train[train[positions]]]
    seen = services.engine().preview(recipe.augmentation, images, draws, card.max_value)
    _title(TEXT["many_title"].format(count=MANY, epoch=epoch), 1)
    st.html(pictures.grid(seen, labels, card.max_value))
    _summary(recipe, draws)
    st.caption(TEXT["before"])
    st.html(pictures.grid(images, labels, card.max_value))


def _summary(recipe: Recipe, draws: Draws) -> None:
    augmentation = recipe.augmentation
    if not augmentation.is_on:
        st.info(TEXT["off"], icon=":material/info:")
        return
    flips = draws.flip_horizontal | draws.flip_vertical
    parts = {
        "turned": (augmentation.rotation_range, draws.theta),
        "moved": (
            augmentation.width_shift_range or augmentation.height_shift_range,
            np.hypot(draws.tx, draws.ty),
        ),
        "slanted": (augmentation.shear_range, draws.shear),
        "zoomed": (augmentation.zoom_range, np.concatenate([draws.zx, draws.zy])),
        "mirrored": (augmentation.horizontal_flip or augmentation.vertical_flip, flips),
        "lit": (augmentation.brightness_range, draws.brightness),
        "added": (augmentation.channel_shift_range, draws.channel_shift_intensity),
    }
    written = ", ".join(
        TEXT[name]
        .format(
            low=values.min(),
            high=values.max(),
            most=values.max(),
            count=int(values.sum()),
            all=len(values),
        )
        .replace("-", "−")
        for name, (is_on, values) in parts.items()
        if is_on
    )
    st.caption(f"{TEXT['truth']} {TEXT['summary'].format(parts=written)}")


def _show_matrix(recipe: Recipe, dataset: Dataset, index: int, position: int) -> None:
    """One draw of the chosen picture: before, the map, after."""
    card = dataset.card
    first = st.session_state.get("augment_epoch", 1)
    st.subheader(TEXT["matrix"])
    epoch = st.select_slider(
        TEXT["matrix_epoch"],
        range(first, first + EPOCHS),
        help=TEXT["matrix_help"],
        width=320,
    )
    draws = _draws(recipe, card.shape, epoch, position)
    [matrix] = matrices(draws, card.shape)
    image = dataset.x_train[index : index + 1]
    [after] = services.engine().preview(recipe.augmentation, image, draws, card.max_value)
    shown, written = st.columns([2, 3], gap="large", vertical_alignment="center")
    label = card.classes[dataset.y_train[index]]
    captions = [TEXT["original"].format(label=label), TEXT["epoch"].format(epoch=epoch)]
    shown.html(pictures.grid([image[0], after], captions, card.max_value))
    with written:
        st.latex(latex(matrix))
        st.caption(drawn(draws))
    st.caption(f"{TEXT['matrix_lead']} {example(matrix, card.shape)}")


def _show_pictures(recipe: Recipe, dataset: Dataset, train: np.ndarray, position: int) -> None:
    """What training draws, what may be wrong with it, and what one parameter does alone."""
    view = _choices(len(train))
    with st.container(key="augment_draws"):
        if view == "one":
            _show_one(recipe, dataset, train, position)
        else:
            _show_many(recipe, dataset, train, position)
    show_quiz(recipe, dataset)
    show_strip(recipe.augmentation, dataset.x_train[train[position]], dataset.card)


def _say(sentence: str) -> None:
    """Why there are no pictures; while the workers are starting, wait for them here."""
    if services.engine().ready:
        st.warning(sentence, icon=":material/info:")
    else:
        fragment(run_every=STARTING_SECONDS)(_wait_for_workers)()


def _wait_for_workers() -> None:
    st.info(TEXT["starting"], icon=":material/hourglass_top:")
    if services.engine().ready:
        st.rerun()


def _show(recipe: Recipe, dataset: Dataset) -> None:
    train = _training_pictures(recipe.data.model_dump_json())
    position = _position(len(train))
    controls, shown = st.columns([2, 5], gap="large")
    with controls, st.container(key="augment_controls"):
        show_controls(recipe.augmentation, dataset.card.max_value)
    try:
        with shown:
            _show_pictures(recipe, dataset, train, position)
        st.markdown(TEXT["notice"])
        if recipe.augmentation.is_geometric:
            _show_matrix(recipe, dataset, int(train[position]), position)
    except EngineError as error:
        with shown:
            _say(str(error))
    show_augmentation_code()


st.title(TEXT["title"])
st.markdown(TEXT["lead"])
recipe = screen.recipe()
try:
    dataset = services.library().load(recipe.data.dataset)
except DatasetError as error:
    st.info(str(error), icon=":material/download:")
    st.page_link("data/page.py", label=TEXT["to_data"], icon=":material/photo_library:")
else:
    _show(recipe, dataset)
next_step("augment")
