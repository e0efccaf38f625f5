"""Who may change what."""

import pytest

from core.language import message
from core.ownership import NotTheOwner, is_owner, require_owner

NO = message("It is not yours.")


@pytest.mark.parametrize(
    ("visitor", "owner", "may"),
    [
        ("ada", "ada", True),
        ("eve", "ada", False),
        ("", "ada", False),
        ("", "", False),  # of a visitor whom the lab does not know, nothing is
        (None, "ada", True),  # a script
    ],
)
def test_only_the_owner_and_a_script_may(visitor, owner, may):
    assert is_owner(visitor, owner) == may
    if may:
        require_owner(visitor, owner, NO)
    else:
        with pytest.raises(NotTheOwner, match="It is not yours"):
            require_owner(visitor, owner, NO)
