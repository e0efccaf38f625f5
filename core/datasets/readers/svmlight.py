"""Files of LIBSVM (svmlight), which are known for what they are, and not read.

A line is a label and the pixels that are not zero: `5 153:3 154:18`. How large the pictures are it
does not say, and not whether pixels are counted from 0 or from 1.
"""

import re

from core.datasets.errors import NotPictures
from core.datasets.sources import Member
from core.language import message, say

SVMLIGHT = message(
    "{where} is a file of LIBSVM (svmlight). It does not say how large its pictures are, so it "
    "cannot be read here. In Python, x, y = sklearn.datasets.load_svmlight_file(file, "
    "n_features=784) reads it, with the number of pixels of your pictures for 784, and "
    'numpy.savez("pictures.npz", x=x.toarray(), y=y) saves what can be added.'
)
_PAIR = rb"\d+:[-+.\deE]+"
_LINE = re.compile(rb"[-+]?\d+(\.\d*)?(\s+qid:\d+)?(\s+" + _PAIR + rb"){3}")


def refuse(member: Member, head: bytes) -> None:
    """Raise NotPictures if `head`, how the file begins, has a line of LIBSVM."""
    lines = [line for line in head.splitlines() if line and not line.startswith(b"#")]
    if any(map(_LINE.match, lines)):
        raise NotPictures(say(SVMLIGHT, where=member.where))
