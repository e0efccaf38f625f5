"""How quick the Runs page is where there are many runs: `python -m tests.benchmarks.runs_page`.

Stores runs for some owners, and opens the page as each of them, without a browser: the script run
of the page, from its beginning to its last element, at the first visit of the process and after
that, and a search. Then starts the real app on these runs, and lets fifty of the owners open the
page at the same moment, and search at the same moment.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.recipe import PRESETS, Recipe
from core.runs.run import to_stored
from core.runs.schema import RUNS, open_database
from core.runs.store import RunStore
from dashboard.lab import services
from dashboard.lab.visitor import VisitorState
from dashboard.server.signatures import cookie_name, signed
from dashboard.server.visitors import COOKIE
from tests.benchmarks.app import show_times
from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import NO_WORKERS, serving
from tests.paths import APP
from tests.widgets import on_page, state_in

SEARCH = "adam 0.007"


def some_recipe(number: int) -> Recipe:
    """Another recipe for each number."""
    preset = [*PRESETS.values()][number % len(PRESETS)]
    return preset.with_settings("training", learning_rate=0.001 * (1 + number % 50), seed=number)


def store_runs(home: Path, owners: list[str], count: int) -> None:
    """Store so many finished runs for each owner."""
    curve = json.dumps([0.1, *(0.9 + number / 1000 for number in range(20))])
    database = open_database(f"sqlite:///{home / 'runs.db'}")
    with database.begin() as connection:
        for place, owner in enumerate(owners):
            recipes = map(some_recipe, range(place * count, (place + 1) * count))
            rows = [
                {
                    "id": f"{owner[:8]}{number:06}",
                    **to_stored(recipe),
                    "owner": owner,
                    "engine": "engine",
                    "created": 1_700_000_000 + number,
                    "status": "finished",
                    "accuracy": 0.9,
                    "pictures": 12_000,
                    "seconds": 8.0,
                    "curve": curve,
                }
                for number, recipe in enumerate(recipes)
            ]
            connection.execute(RUNS.insert(), rows)
    database.dispose()


@contextmanager
def lab(home: Path) -> Iterator[None]:
    """The app on the runs in a home, without a cluster."""
    store = RunStore(home)
    engine = SimpleNamespace(library=Library(home), store=store, ready=True, owns=lambda _: True)
    services.engine = lambda: engine
    services.library = lambda: engine.library
    yield
    store.close()


def seconds(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def measure(owner: str) -> tuple[float, float, float]:
    """Seconds until the page is there, until it is there again, and until a search is answered."""
    app = AppTest.from_file(APP, default_timeout=60)
    visitor = state_in(app, VisitorState)
    visitor.token, visitor.was_here = owner, True
    on_page(app, "runs")
    first, again = seconds(app.run), seconds(app.run)
    search = app.text_input(key="runs_search").set_value(SEARCH)
    answered = seconds(search.run)
    assert not app.exception
    return first, again, answered


async def measure_at_once(address: str, owners: list[str]) -> None:
    """Print how long owners wait who all open the page at the same moment, and then search."""
    async with AsyncExitStack() as stack:
        visitors = [
            await stack.enter_async_context(
                Visitor(address, f"{cookie_name(COOKIE)}={signed(owner, COOKIE)}")
            )
            for owner in owners
        ]
        opened = await asyncio.gather(*(visitor.open("runs", "") for visitor in visitors))
        found = [visitor.write("runs_search", SEARCH) for visitor in visitors]
        answered = await asyncio.gather(*found)
    assert not any(visitor.errors for visitor in visitors)
    for what, times in (("open the page", opened), ("search", answered)):
        show_times(f"{len(owners)} owners {what} at once", [1000 * one for one in times])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=1000)
    options.add_argument("--owners", type=int, default=5)
    options.add_argument("--at-once", type=int, default=50)
    asked = options.parse_args()
    owners = [f"{number:08}" * 4 for number in range(max(asked.owners, asked.at_once))]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        RunStore(home).close()
        store_runs(home, owners, asked.runs)
        with lab(home):
            measure(owners[0])  # imports
            figures = [measure(owner) for owner in owners[1 : asked.owners]]
        os.environ["FIRST_EPOCH_HOME"] = folder  # where the key is that signs the owners' cookies
        with serving() as serve:
            address = serve(APP, NO_WORKERS)
            asyncio.run(measure_at_once(address, owners[: asked.at_once]))
    opened, again, answered = (statistics.median(column) for column in zip(*figures, strict=True))
    print(
        f"{asked.runs} runs each of {asked.owners} owners: the page opens in {opened:.2f} s, is "
        f"there again after {again:.2f} s, and answers a search after {answered * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
