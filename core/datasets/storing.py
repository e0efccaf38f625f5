"""What is said when a dataset cannot be written."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.datasets.errors import DatasetError
from core.disk import require_room
from core.home import make_home
from core.language import say


@contextmanager
def storing(title: str, folder: Path, nbytes: int = 0) -> Iterator[None]:
    """Make `folder`, in the home, where a dataset called `title` is about to be written: `nbytes`.

    Turns the OSError of a full or read-only disk into a DatasetError with a sentence.
    """
    try:
        make_home(folder.parent)
        folder.mkdir(exist_ok=True)
        require_room(folder, nbytes)
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DatasetError(
                say(
                    "The disk is full: {title} does not fit into {folder}. Free some space and "
                    "try again; nothing was changed.",
                    title=title,
                    folder=folder,
                )
            ) from error
        raise DatasetError(
            say(
                "{title} cannot be stored in {folder}: {reason}. FIRST_EPOCH_HOME can name a "
                "folder that you may write.",
                title=title,
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
