"""The written arithmetic, against sums done by hand and against Python's own reading of it."""

import pytest

from core.layers import ledger
from core.layers.ledger_words import non_trainable_written, parameters_written, total_written
from core.recipe import Model


def rows_of(layers: str, shape=(50, 50, 1)):
    return ledger(Model(layers=layers).layers, shape)


def test_the_homeworks_network():
    rows = rows_of("flatten,dense:128,relu,dense:5,softmax")
    assert [parameters_written(row) for row in rows] == [
        "0", "2500 × 128 + 128 = 320,128", "0", "128 × 5 + 5 = 645", "0"
    ]  # fmt: skip
    assert total_written(rows) == "320,128 + 645 = 320,773"


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        ("conv2d:32:3", "3 × 3 × 3 × 32 + 32 = 896"),
        ("conv2d:32:3:use_bias=false", "3 × 3 × 3 × 32 = 864"),
        ("batchnormalization", "4 × 3 = 12"),
        ("layernormalization", "2 × 3 = 6"),
        ("separableconv2d:32:3", "3 × 3 × 3 × 1 + 1 × 1 × 3 × 32 + 32 = 155"),
        ("leakyrelu", "0"),
        ("residual:8", "224 + 32 + 584 + 32 + 32 = 904"),
        ("residual:3", "84 + 12 + 84 + 12 = 192"),
        ("maxpooling2d", "0"),
    ],
)
def test_every_kind_with_parameters(layer, written):
    [row] = rows_of(layer, (32, 32, 3))
    assert parameters_written(row) == written
    total = written.rpartition("= ")[2].replace(",", "")
    if "=" in written:
        terms = written.rpartition(" =")[0].replace("×", "*").replace(",", "")
        assert eval(terms) == int(total) == row.parameter_count


def test_numbers_from_ten_thousand_on_are_written_with_a_comma():
    rows = rows_of("flatten,dense:5", (100, 100, 1)) + rows_of("flatten,dense:5", (101, 99, 1))
    assert [parameters_written(row) for row in rows] == [
        "0", "10,000 × 5 + 5 = 50,005", "0", "9999 × 5 + 5 = 50,000"
    ]  # fmt: skip


def test_totals_with_one_term_and_with_none():
    assert total_written(rows_of("flatten,dense:5")) == "12,505"
    assert total_written(rows_of("flatten,relu")) == "0"


def test_what_is_kept_up_to_date_but_not_trained_is_added_up():
    # A running mean and a running variance for each channel: 2 × 8, and 2 × 16 in the second.
    layers = "conv2d:8:3,batchnormalization,conv2d:16:3,batchnormalization,flatten,dense:5"
    assert non_trainable_written(rows_of(layers)) == "16 + 32 = 48"
