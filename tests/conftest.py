"""What several tests share."""

import gc
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.session_state import SessionState
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from core.datasets.jobs import Downloads
from core.engine import Engine
from core.recipe import Recipe
from dashboard.lab import services
from dashboard.server.streamlit_fixes import leave_out_forged_values

# How long an example takes says nothing about it: the machine may be busy with other things.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

IN_A_BROWSER = ("tests/browser/live/", "tests/browser/")
"""The folders whose tests share a browser and a lab. They take longest, about as long as each
other."""


LONG = ("tests/core/code/", "tests/dashboard/startup/", "tests/dashboard/train/")
"""Folders with a file that takes nearly a minute: at the end a process would be alone with it."""


class FoldersTogether(LoadFileScheduling):
    """A process gets one file after another, but of those in a browser a whole folder."""

    def _split_scope(self, nodeid: str) -> str:
        folders = (folder for folder in IN_A_BROWSER if nodeid.startswith(folder))
        return next(folders, super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FoldersTogether:
    return FoldersTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what takes longest, so that no process has to wait for another at the end.

    After the browser the files that share an engine: the process that is done first has them all,
    or most.
    """
    with_engine = {item.path for item in items if "engine" in item.fixturenames}

    def place(item: pytest.Item) -> tuple[bool, bool, bool, bool]:
        live, in_a_browser = (item.nodeid.startswith(folder) for folder in IN_A_BROWSER)
        long = item.nodeid.startswith(LONG)
        return not live, not in_a_browser, item.path not in with_engine, not long

    items.sort(key=place)


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
def forged_values_are_left_out() -> Iterator[None]:
    """As in the app, whose server an `AppTest` does not start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionState, "set_widgets_from_proto", SessionState.set_widgets_from_proto)
        leave_out_forged_values()
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
