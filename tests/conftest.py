"""What several tests share."""

import gc
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from core.datasets.jobs import Downloads
from core.engine import Engine
from core.recipe import Recipe
from dashboard.lab import services

# How long an example takes says nothing about it: the machine may be busy with other things.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

BROWSER = "tests/browser/"


class OneBrowser(LoadFileScheduling):
    """A file at a time, but all tests in a browser go to the same process: they share a lab."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process begins with all tests in a browser, the other with those that share an engine."""
    with_engine = {item.path for item in items if "engine" in item.fixturenames}
    items.sort(key=lambda item: (not item.nodeid.startswith(BROWSER), item.path not in with_engine))


def pytest_collection_finish() -> None:
    """What is loaded by now stays for good, as in a worker: each run ends with a collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_components_in_packages() -> Iterator[None]:
    """As in the app: each `AppTest` would look through all packages for them, 0.4 s long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield


@pytest.fixture(scope="session", autouse=True)
def the_app_is_without_keras() -> Iterator[None]:
    """Where Keras is loaded, Streamlit resets it after each run of a page, for 0.1 to 0.3 s.

    The lab's pages run where it is not; here it is, for the tests of the workers' code.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture(scope="session")
def engine(tmp_path_factory) -> Iterator[Engine]:
    """One engine with two workers, for all tests that do no harm to it."""
    engine = Engine.local(tmp_path_factory.mktemp("home"), workers=2)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def reader(engine) -> str:
    """The id of a run whose network reads the 8×8 digits well."""
    link = "data.dataset=digits&data.scaling=0-1&training.epochs=20&training.learning_rate=0.1"
    run_id = engine.submit(Recipe.from_link(link), "fedcba9876543210" * 2)
    assert [*engine.follow(run_id)][-1].event.kind == "finished"
    return run_id


@pytest.fixture
def in_the_app(monkeypatch) -> Callable[[Engine], None]:
    """`in_the_app(engine)` makes an engine, or what stands for one, and its library the app's.

    Pages have an engine on behalf of their visitor; what stands for one they have as it is.
    """

    def put(engine: Engine) -> None:
        if isinstance(engine, Engine):
            monkeypatch.setattr(services, "shared_engine", lambda: engine)
            monkeypatch.setattr(services, "shared_library", lambda: engine.library)
        else:
            monkeypatch.setattr(services, "engine", lambda: engine)
            monkeypatch.setattr(services, "library", lambda: engine.library)
        monkeypatch.setattr(services, "downloads", lambda: Downloads(engine.library))

    return put
