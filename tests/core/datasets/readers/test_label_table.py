"""Tables that name picture files, as they stand in a file."""

from pathlib import Path

import numpy as np
from PIL import Image

from core.datasets import Library


def test_a_cell_may_hold_a_whole_text(tmp_path: Path):
    given = tmp_path / "given"
    for number in range(4):
        place = given / ("cat", "dog")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((8, 8, 3), 40 * number, np.uint8)).save(place / f"{number}.png")
    (given / "texts.csv").write_text(f"file,caption\n0.png,{'x' * 200_000}\n1.png,y\n")
    assert Library(tmp_path / "home").inspect([given]).dataset.card.classes == ("cat", "dog")
