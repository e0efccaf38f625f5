"""Visitors with patience: a page that follows a run may be slow to be drawn."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

SLOW = 60_000


@contextmanager
def visiting(browser: Browser, height: int = 900) -> Iterator[BrowserContext]:
    """A browser of its own, with its own cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": height})
    context.set_default_timeout(SLOW)
    yield context
    context.close()


@pytest.fixture
def visitor(browser) -> Iterator[BrowserContext]:
    with visiting(browser) as context:
        yield context


@pytest.fixture
def page(visitor) -> Page:
    return visitor.new_page()


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)
