"""What races do to the hidden layers of a network."""

import pytest

from core.experiments import hidden_layers
from core.experiments.hidden_layers import NoHiddenLayer
from core.recipe import Recipe

NETWORK = "flatten,dense:64,relu,dropout:0.5,dense:32:use_bias=False,relu,dense:10,softmax"


def changed(change, value: str, network: str = NETWORK) -> str:
    recipe = change(Recipe.from_link(f"model.layers={network}"), value)
    return recipe.model_dump(mode="json")["model"]["layers"]


@pytest.mark.parametrize(
    ("change", "value", "expected"),
    [
        (
            hidden_layers.with_units,
            "8",
            "flatten,dense:8,relu,dropout:0.5,dense:8:use_bias=False,relu,dense:10,softmax",
        ),
        (hidden_layers.with_depth, "0", "flatten,dense:10,softmax"),
        (
            hidden_layers.with_depth,
            "2",
            "flatten,dense:64,relu,dropout:0.5,dense:64,relu,dropout:0.5,dense:10,softmax",
        ),
        (
            hidden_layers.with_dropout,
            "0",
            "flatten,dense:64,relu,dense:32:use_bias=False,relu,dense:10,softmax",
        ),
        (
            hidden_layers.with_dropout,
            "0.2",
            "flatten,dense:64,relu,dropout:0.2,dense:32:use_bias=False,relu,dropout:0.2"
            ",dense:10,softmax",
        ),
        (
            hidden_layers.with_activation,
            "tanh",
            "flatten,dense:64,tanh,dropout:0.5,dense:32:use_bias=False,tanh,dense:10,softmax",
        ),
        (
            hidden_layers.with_initializer,
            "zeros",
            "flatten,dense:64:kernel_initializer=zeros,relu,dropout:0.5"
            ",dense:32:use_bias=False:kernel_initializer=zeros,relu"
            ",dense:10:kernel_initializer=zeros,softmax",
        ),
    ],
)
def test_a_network_is_changed_in_one_way(change, value, expected):
    assert changed(change, value) == expected


def test_convolutions_are_left_alone():
    network = "conv2d:8:3,relu,dropout:0.1,flatten,dense:64,relu,dense:10,softmax"
    before = "conv2d:8:3,relu,dropout:0.1,flatten"
    after = changed(hidden_layers.with_units, "8", network)
    assert after == f"{before},dense:8,relu,dense:10,softmax"
    after = changed(hidden_layers.with_depth, "0", network)
    assert after == f"{before},dense:10,softmax"


@pytest.mark.parametrize(
    "change", [hidden_layers.with_units, hidden_layers.with_depth, hidden_layers.with_dropout]
)
@pytest.mark.parametrize("network", ["flatten,dense:10,softmax", "flatten,softmax"])
def test_a_network_without_hidden_layers_has_nothing_to_change(change, network):
    with pytest.raises(NoHiddenLayer):
        changed(change, "1", network)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (hidden_layers.with_units, "0"),
        (hidden_layers.with_units, "many"),
        (hidden_layers.with_depth, "-1"),
        (hidden_layers.with_depth, "99999999999999999999"),
        (hidden_layers.with_depth, "1.5"),
        (hidden_layers.with_dropout, "1"),
        (hidden_layers.with_dropout, "nan"),
        (hidden_layers.with_initializer, "magic"),
    ],
)
def test_what_no_layer_can_be_is_refused(change, value):
    with pytest.raises(ValueError):
        changed(change, value)
