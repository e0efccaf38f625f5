"""A form with one file in it, read while it comes: what browsers send an upload in (RFC 7578)."""

from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

__all__ = ["FormParserError", "OneFileForm"]


class OneFileForm:
    """Writes the content of the file to `out`; `name`, `type` and `size` in bytes are the file's.

    FormParserError for anything but such a form.
    """

    def __init__(self, content_type: str, out: BinaryIO):
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise FormParserError("no form of the kind that holds files")
        self.name, self.type, self.size = "", "application/octet-stream", 0
        self._out = out
        self._parts = 0
        self._is_whole = False
        self._header, self._value = bytearray(), bytearray()
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._part_begins,
                "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._header_ends,
                "on_part_data": self._content,
                "on_end": self._ends,
            },
        )

    def write(self, piece: bytes) -> None:
        """Read the next piece of the form."""
        self._parser.write(piece)

    def end(self) -> None:
        """The form has ended: see that it was whole."""
        if not self._is_whole or not self._parts:
            raise FormParserError("the form was cut short")

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > 1:
            raise FormParserError("more than one file")

    def _header_ends(self) -> None:
        header, value = bytes(self._header).lower(), bytes(self._value)
        if header == b"content-disposition":
            name = parse_options_header(value)[1].get(b"filename", b"")
            self.name = name.decode("utf-8", "replace")
        elif header == b"content-type":
            self.type = value.decode("latin-1")
        self._header.clear()
        self._value.clear()

    def _content(self, data: bytes, start: int, end: int) -> None:
        self.size += end - start
        self._out.write(data[start:end])

    def _ends(self) -> None:
        self._is_whole = True
