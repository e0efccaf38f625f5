"""Where a published dataset may already lie on this machine. Files there are never touched."""

import os
from collections.abc import Iterator
from pathlib import Path

from core.datasets.card import DatasetCard


def placed_by_hand(card: DatasetCard, folder: Path) -> list[Path]:
    """Published files of `card` put into `folder/<name>`, or straight into `folder`.

    Datasets share file names, so in `folder` itself a file also has to have its published size.
    Empty unless the files are complete: all of `card.files`, or one of its alternatives.
    """
    for place in (folder / card.name, folder):
        for files in (card.files, *((alternative,) for alternative in card.alternatives)):
            found = [place / file.name for file in files]
            if place == folder / card.name:
                found = [path if path.is_file() else path.with_suffix("") for path in found]
            fits = all(
                path.is_file()
                and (place != folder or file.size is None or path.stat().st_size == file.size)
                for path, file in zip(found, files, strict=True)
            )
            if found and fits:
                return found
    return []


def kept_elsewhere(card: DatasetCard) -> Iterator[list[Path]]:
    """Files of `card` that Keras, torchvision, scikit-learn, kagglehub, Hugging Face or Debian may
    have left on this machine: one list a place, newest version first.
    """
    roots = _roots()
    for program, patterns in card.caches:
        for root in roots[program]:
            for pattern in patterns:
                found = sorted(root.glob(pattern))
                if pattern.endswith("/versions/*"):
                    yield from ([version] for version in reversed(found))
                elif found:
                    yield found


def _roots() -> dict[str, tuple[Path, ...]]:
    home = Path.home()

    def named(variable: str, usual: Path) -> Path:
        return Path(os.environ.get(variable) or usual).expanduser()

    huggingface = named("HF_HOME", home / ".cache" / "huggingface")
    return {
        "keras": (named("KERAS_HOME", home / ".keras") / "datasets",),
        "torchvision": (Path("data"), home / "data"),
        "debian": (Path("/usr/share/datasets"),),
        "kagglehub": (named("KAGGLEHUB_CACHE", home / ".cache" / "kagglehub") / "datasets",),
        "sklearn": (named("SCIKIT_LEARN_DATA", home / "scikit_learn_data"),),
        "huggingface": (huggingface / "hub",),
    }
