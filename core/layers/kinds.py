"""The list of all kinds of layers: what is here can be added, linked, trained and explained."""

from core.layers.activation import Activation, LeakyReLU
from core.layers.base import Layer
from core.layers.convolution import Conv2D, SeparableConv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.normalization import BatchNormalization, LayerNormalization
from core.layers.pooling import (
    AveragePooling2D,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
)
from core.layers.reshape import Flatten
from core.layers.residual import Residual

KINDS: dict[str, type[Layer]] = {
    kind.__name__.lower(): kind
    for kind in (
        Flatten,
        Dense,
        Activation,
        LeakyReLU,
        Dropout,
        Conv2D,
        SeparableConv2D,
        MaxPooling2D,
        AveragePooling2D,
        GlobalMaxPooling2D,
        GlobalAveragePooling2D,
        BatchNormalization,
        LayerNormalization,
        Residual,
    )
}
"""Every kind that a student can add, by its name in a link."""
