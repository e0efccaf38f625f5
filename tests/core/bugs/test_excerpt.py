"""What of a program is shown at first: every line that can be marked, and not much more."""

import pytest

from core.bugs import CASES
from core.bugs.excerpt import excerpt


@pytest.mark.parametrize("name", CASES)
def test_every_line_that_can_be_marked_is_shown(name):
    puzzle = CASES[name].puzzle(4)
    lines = puzzle.code.splitlines()
    shown = excerpt(puzzle.code, puzzle.card, puzzle.suspicious_lines)
    assert set(puzzle.suspicious_lines) <= set(shown)
    assert puzzle.guilty_lines <= set(shown)
    text = [lines[place].strip() for place in shown]
    assert not [line for line in text if line.startswith(("import ", "from "))]
    assert text[0] and text[-1] and len(text) <= 70
