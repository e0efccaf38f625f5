"""Datasets: what they are, where they lie, and how to get them."""

from core.datasets.card import Dataset, DatasetCard
from core.datasets.cards import BUNDLED, CARDS
from core.datasets.errors import DatasetError
from core.datasets.library import Library

__all__ = ["BUNDLED", "CARDS", "Dataset", "DatasetCard", "DatasetError", "Library"]
