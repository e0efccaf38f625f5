"""What the Data page remembers."""

from dataclasses import dataclass, field
from typing import NamedTuple

from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets.arrangement import Reading
from core.datasets.choices import ColourOrder, Ground
from core.datasets.inspection import Inspection


class GivenFiles(NamedTuple):
    """The files that a visitor gave: uploaded ones, or a path on the lab's machine."""

    uploads: list[UploadedFile]
    path: str


class OwnSettings(NamedTuple):
    """How a visitor wants pictures of one's own to be read; None is what the files suggest.

    `side` is in pixels, `reading` the key of a way to read where the classes stand, `ground` what
    all drawings are to be on.
    """

    title: str | None = None
    side: int | None = None
    colour_order: ColourOrder | None = None
    reading: str | None = None
    ground: Ground | None = None


@dataclass
class DataState:
    """`handful` counts how often other pictures were asked for.

    Of the box that takes files: `imports` counts how often it was emptied, so that its fields begin
    anew under another key; then come the files given, what lies in them, the ways to read them
    where a visitor has to choose one, and the settings that they were last read with.
    """

    handful: int = 0
    imports: int = 0
    given: GivenFiles = field(default_factory=lambda: GivenFiles([], ""))
    inspection: Inspection | None = None
    undecided: tuple[Reading, ...] = ()
    own_settings: OwnSettings | None = None
