"""Augmentation without TensorFlow: settings, draws, maps, code, and risks for labels."""

import ast
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.code.augmentation import data_generator_code, preprocessing_layers_code
from core.datasets import CARDS, DatasetCard
from core.preparation.augmentation import Draws, chances, draw, matrices
from core.preparation.label_risks import label_risks
from core.recipe import Augmentation, Recipe, read_link

EVERYTHING = Augmentation(
    rotation_range=30,
    width_shift_range=0.1,
    height_shift_range=0.3,
    shear_range=15,
    zoom_range=0.2,
    horizontal_flip=True,
    vertical_flip=True,
    brightness_range=(0.5, 1.5),
    channel_shift_range=40,
    fill_mode="constant",
    cval=12,
)


class TestSettings:
    def test_all_off_by_default(self):
        assert not Recipe().augmentation.is_on

    def test_filling_alone_changes_nothing(self):
        assert not Augmentation(fill_mode="wrap", cval=9).is_on

    @pytest.mark.parametrize(
        "link",
        [
            "augmentation.rotation_range=5",
            "augmentation.vertical_flip=true",
            "augmentation.brightness_range=0.8,1.2",
            "augmentation.channel_shift_range=10",
        ],
    )
    def test_each_switches_it_on(self, link):
        assert Recipe.from_link(link).augmentation.is_on

    def test_a_link_written_by_hand(self):
        recipe = Recipe.from_link(
            "?augmentation.rotation_range=12.5&augmentation.brightness_range=0.8,1.2"
            "&augmentation.horizontal_flip=true&augmentation.fill_mode=reflect"
        )
        assert recipe.augmentation == Augmentation(
            rotation_range=12.5,
            brightness_range=(0.8, 1.2),
            horizontal_flip=True,
            fill_mode="reflect",
        )
        assert "augmentation.brightness_range=0.8,1.2" in recipe.to_link()

    @given(st.floats(0, 10), st.floats(0, 10))
    def test_any_factors_survive_link_and_json(self, one, other):
        recipe = Recipe().with_settings("augmentation", brightness_range=sorted((one, other)))
        assert Recipe.from_link(recipe.to_link()) == recipe
        assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe

    @pytest.mark.parametrize(
        ("setting", "complaint"),
        [
            ("rotation_range=181", "a number, at least 0 and at most 180"),
            ("width_shift_range=1", "at least 0 and below 1"),
            ("zoom_range=1", "at least 0 and below 1"),
            ("shear_range=90", "at least 0 and below 90"),
            ("channel_shift_range=-1", "at least 0 and at most 255"),
            ("cval=nan", "at least 0 and at most 255"),
            ("fill_mode=mirror", "one of constant, nearest, reflect, wrap"),
            ("brightness_range=1.2", "two numbers as in 0.8,1.2, each at least 0 and at most 10"),
            ("brightness_range=1.2,0.8", "the smaller of the two factors comes first"),
            ("brightness_range=0,99", "two numbers as in 0.8,1.2"),
            ("brightness_range=a,b", "two numbers as in 0.8,1.2"),
            ("horizontal_flip=perhaps", "true or false"),
        ],
    )
    def test_nonsense_is_ignored_with_a_sentence(self, setting, complaint):
        recipe, complaints = read_link(f"?augmentation.{setting}")
        assert recipe == Recipe()
        assert complaint in complaints[0]


class TestDraws:
    SHAPE = (40, 20, 3)

    def test_within_the_ranges_and_up_to_their_ends(self):
        drawn = draw(EVERYTHING, self.SHAPE, chances(0, 1, 0, 20_000))
        reaches = {
            "theta": (-30, 30),
            "tx": (-2, 2),  # 0.1 of a width of 20 pixels
            "ty": (-12, 12),  # 0.3 of a height of 40 pixels
            "shear": (-15, 15),
            "zx": (0.8, 1.2),
            "zy": (0.8, 1.2),
            "channel_shift_intensity": (-40, 40),
            "brightness": (0.5, 1.5),
        }
        for name, (low, high) in reaches.items():
            values = getattr(drawn, name)
            assert low <= values.min() < low + 0.01 * (high - low), name
            assert high - 0.01 * (high - low) < values.max() <= high, name
            assert abs(values.mean() - (low + high) / 2) < 0.02 * (high - low), name
        # Half of 20,000 within five standard deviations.
        for flips in (drawn.flip_horizontal, drawn.flip_vertical):
            assert abs(flips.mean() - 0.5) < 5 * 0.5 / math.sqrt(20_000)

    def test_width_and_height_are_zoomed_apart(self):
        drawn = draw(EVERYTHING, self.SHAPE, chances(0, 1, 0, 1000))
        assert abs(np.corrcoef(drawn.zx, drawn.zy)[0, 1]) < 0.15

    def test_nothing_is_drawn_when_all_is_off(self):
        drawn = draw(Augmentation(), self.SHAPE, chances(0, 1, 0, 5))
        for values, at_rest in zip(drawn, Draws.none(5), strict=True):
            np.testing.assert_array_equal(values, at_rest)

    def test_same_seed_same_chance_another_epoch_another(self):
        whole = chances(7, 3, 0, 50)
        np.testing.assert_array_equal(whole, chances(7, 3, 0, 50))
        assert not (whole == chances(7, 4, 0, 50)).any()
        assert not (whole == chances(8, 3, 0, 50)).any()

    @pytest.mark.parametrize("first", [0, 1, 49, np.int64(17)])
    def test_one_pictures_chance_can_be_had_without_the_others(self, first):
        np.testing.assert_array_equal(chances(7, 3, first, 1)[0], chances(7, 3, 0, 50)[first])


class TestMaps:
    def test_nothing_drawn_is_the_identity(self):
        np.testing.assert_allclose(matrices(Draws.none(2), (9, 7, 1)), [np.eye(3)] * 2)

    def test_quarter_turn_by_hand(self):
        # Around the centre (2, 1) of a picture 5 wide and 3 high: (x, y) ← (3 - y, x - 1).
        [turn] = matrices(Draws.of(theta=[90.0]), (3, 5, 1))
        np.testing.assert_allclose(turn, [[0, -1, 3], [1, 0, -1], [0, 0, 1]], atol=1e-12)

    def test_flip_by_hand(self):
        [flip] = matrices(Draws.of(flip_horizontal=[True]), (3, 5, 1))
        np.testing.assert_allclose(flip, [[-1, 0, 4], [0, 1, 0], [0, 0, 1]])

    def test_shift_by_hand(self):
        [shift] = matrices(Draws.of(tx=[2.0], ty=[-1.5]), (8, 8, 1))
        np.testing.assert_allclose(shift, [[1, 0, 2], [0, 1, -1.5], [0, 0, 1]])

    @given(
        st.floats(-180, 180),
        st.floats(-20, 20),
        st.floats(-20, 20),
        st.floats(-80, 80),
        st.floats(0.1, 2),
        st.floats(0.1, 2),
        st.booleans(),
        st.booleans(),
    )
    def test_rotation_times_shift_times_shear_times_zoom_times_flip(
        self, theta, tx, ty, shear, zx, zy, across, down
    ):
        turn, slant = math.radians(theta), math.radians(shear)
        cos, sin = math.cos(turn), math.sin(turn)
        product = (
            np.array([[1, 0, 9.5], [0, 1, 4.5], [0, 0, 1]])
            @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
            @ np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
            @ np.array([[1, -math.sin(slant), 0], [0, math.cos(slant), 0], [0, 0, 1]])
            @ np.diag([zx, zy, 1])
            @ np.diag([-1 if across else 1, -1 if down else 1, 1])
            @ np.array([[1, 0, -9.5], [0, 1, -4.5], [0, 0, 1]])
        )
        drawn = Draws.of(
            theta=[theta],
            tx=[tx],
            ty=[ty],
            shear=[shear],
            zx=[zx],
            zy=[zy],
            flip_horizontal=[across],
            flip_vertical=[down],
        )
        np.testing.assert_allclose(matrices(drawn, (10, 20, 1))[0], product, atol=1e-9)


class TestCode:
    def test_the_generator_says_what_differs_from_its_defaults(self):
        code = data_generator_code(Augmentation(rotation_range=10, horizontal_flip=True))
        call = next(node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
        assert {word.arg: word.value.value for word in call.keywords} == {
            "rotation_range": 10,
            "horizontal_flip": True,
        }

    @pytest.mark.parametrize("scaling", ["none", "0-1", "standardised"])
    @pytest.mark.parametrize("write", [data_generator_code, preprocessing_layers_code])
    def test_both_forms_are_python(self, write, scaling):
        ast.parse(write(EVERYTHING, scaling))

    def test_layers_in_the_order_of_the_generator(self):
        code = preprocessing_layers_code(EVERYTHING)
        names = [
            line.split("(")[0].strip() for line in code.splitlines() if "layers.Random" in line
        ]
        assert names == [
            "layers.RandomRotation",
            "layers.RandomTranslation",
            "layers.RandomShear",
            "layers.RandomZoom",
            "layers.RandomFlip",
            "layers.RandomBrightness",
        ]


OWN = DatasetCard(
    "own-shapes", "Shapes", ("arrow", "disc"), (16, 16, 3), (5, 5), (2, 2), "?", own=True
)


def risks(dataset: str | DatasetCard, **settings) -> dict[str, str]:
    """→ the questions by the settings that raise them."""
    card = CARDS[dataset] if isinstance(dataset, str) else dataset
    recipe = Recipe(augmentation=Augmentation(**settings))
    return {risk.setting: risk.question for risk in label_risks(recipe, card)}


class TestLabelRisks:
    @pytest.mark.parametrize("dataset", CARDS)
    def test_a_gentle_augmentation_breaks_nothing(self, dataset):
        assert not risks(
            dataset,
            rotation_range=15,
            width_shift_range=0.1,
            height_shift_range=0.1,
            zoom_range=0.2,
            brightness_range=(0.8, 1.2),
        )

    @pytest.mark.parametrize("dataset", ["fashion-mnist", "cifar10", "fer2013"])
    def test_things_and_faces_may_be_mirrored(self, dataset):
        assert not risks(dataset, horizontal_flip=True)

    @pytest.mark.parametrize("dataset", ["digits", "mnist"])
    def test_digits_may_not(self, dataset):
        assert risks(dataset, horizontal_flip=True) == {
            "horizontal_flip": "Flipped: is this still a 2?"
        }

    @pytest.mark.parametrize("dataset", ["kmnist", "emnist-letters"])
    def test_nor_may_letters(self, dataset):
        assert set(risks(dataset, horizontal_flip=True)) == {"horizontal_flip"}

    def test_an_m_upside_down(self):
        recipe = Recipe(augmentation=Augmentation(rotation_range=180))
        [risk] = label_risks(recipe, CARDS["emnist-letters"])
        assert risk.question == "Turned by 180°: is this still “M”?"
        assert "M looks like W" in risk.answer

    def test_a_six_upside_down(self):
        recipe = Recipe(augmentation=Augmentation(rotation_range=180))
        [risk] = label_risks(recipe, CARDS["mnist"])
        assert risk.question == "Turned by 180°: is this still a 6?"
        assert risk.is_yes is False
        assert "a 9" in risk.answer
        assert risk.draws.theta == [180]

    def test_a_face_upside_down(self):
        assert risks("fer2013", vertical_flip=True) == {
            "vertical_flip": "Does this face still look happy?"
        }
        assert set(risks("fer2013", rotation_range=90)) == {"rotation_range"}

    @pytest.mark.parametrize("dataset", CARDS)
    @pytest.mark.parametrize(
        "setting",
        [
            {"width_shift_range": 0.8},
            {"height_shift_range": 0.8},
            {"zoom_range": 0.9},
            {"brightness_range": (0, 1)},
        ],
    )
    def test_what_leaves_nothing_to_see(self, dataset, setting):
        assert set(risks(dataset, **setting)) == set(setting)

    def test_own_pictures_are_asked_about_without_a_right_answer(self):
        recipe = Recipe(augmentation=Augmentation(horizontal_flip=True))
        [risk] = label_risks(recipe, OWN)
        assert risk.is_yes is None
        assert risk.question == "Is this still “arrow”?"

    @pytest.mark.parametrize("card", [*CARDS.values(), OWN], ids=lambda card: card.name)
    def test_every_repair_ends_its_risk(self, card):
        recipe = Recipe(
            augmentation=Augmentation(
                rotation_range=170,
                width_shift_range=0.8,
                zoom_range=0.9,
                horizontal_flip=True,
                vertical_flip=True,
                brightness_range=(0, 0.05),
            )
        )
        found = label_risks(recipe, card)
        assert len(found) > 3
        for risk in found:
            assert risk.example in card.classes
            recipe = recipe.with_settings("augmentation", **risk.safe)
        assert not label_risks(recipe, card)
