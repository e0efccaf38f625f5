"""Here everything moves, as it does for most people."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import MOVING, Visitors


@pytest.fixture
def visitor(visiting: Visitors) -> Iterator[BrowserContext]:
    with visiting(**MOVING) as context:
        yield context
