"""What the Data page remembers."""

from dataclasses import dataclass, field
from typing import NamedTuple

from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets.choices import ColourOrder
from core.datasets.inspection import Inspection


class GivenFiles(NamedTuple):
    """The files that a visitor gave: uploaded ones, or a path on the lab's machine."""

    uploads: list[UploadedFile]
    path: str


@dataclass
class DataState:
    """`handful` counts how often other pictures were asked for.

    Of the box that takes files: `imports` counts how often it was emptied, so that its fields begin
    anew under another key; then come the files given, what lies in them, and for pictures of one's
    own the title, the side in pixels and the order of colours that they
    were last read with.
    """

    handful: int = 0
    imports: int = 0
    given: GivenFiles = field(default_factory=lambda: GivenFiles([], ""))
    inspection: Inspection | None = None
    own_settings: tuple[str, int | None, ColourOrder | None] | None = None
