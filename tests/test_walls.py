"""What a process loads; and only modules called `state` touch the session.

Who may import what is said by the contracts in pyproject.toml, which Import Linter holds.
"""

import ast
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict

from tests.paths import ROOT

CORE = sorted((ROOT / "core").rglob("*.py"))
# The pages themselves are scripts, not modules.
APP = [
    path
    for path in (ROOT / "dashboard").rglob("*.py")
    if path.name not in ("page.py", "__main__.py")
]
OUTSIDE_WORKER = [path for path in CORE if "worker" not in path.parts]


def modules_after(statement: str, tmp_path) -> set[str]:
    """What a fresh Python has loaded after a statement."""
    script = f"{statement}\nimport sys\nprint('loaded:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "FIRST_EPOCH_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.partition("loaded:")[2].split())


def module_names(paths) -> list[str]:
    names = [path.relative_to(ROOT).with_suffix("").as_posix() for path in paths]
    return [name.replace("/", ".").removesuffix(".__init__") for name in names]


def test_core_outside_the_worker_leaves_tensorflow_alone(tmp_path):
    modules = module_names(OUTSIDE_WORKER)
    loaded = modules_after(f"import {', '.join(modules)}", tmp_path)
    assert set(modules) <= loaded
    assert not loaded & {"tensorflow", "keras"}


def test_the_app_leaves_tensorflow_alone(tmp_path):
    modules = module_names(APP)
    loaded = modules_after(f"import {', '.join(modules)}", tmp_path)
    assert {"dashboard.app", "dashboard.lab.visit", "dashboard.lab.screen"} < set(modules) <= loaded
    assert not loaded & {"tensorflow", "keras"}


WRITES = "create|bring_in|append|append_all|choose|open_test_set|reopen|adopt|save_weights|delete"
"""The methods of the run store that write."""


def test_nothing_is_changed_past_who_may():
    """Pages and routes have engine and library on behalf of their visitor."""
    past = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "dashboard").rglob("*.py")
        if re.search(rf"\bstore\.({WRITES})\(|shared_(engine|library)\(", path.read_text("utf-8"))
    }
    assert past == {"dashboard/app.py", "dashboard/lab/services.py"}


def test_widgets_with_bounds_are_made_in_one_place():
    """Elsewhere a value out of the bounds would end the page."""
    making = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "dashboard").rglob("*.py")
        if re.search(r"\.(slider|number_input)\(", path.read_text("utf-8"))
    }
    assert making == {"dashboard/lab/bounded.py"}


def test_no_sentence_takes_the_name_of_another():
    """The later one would be said in place of the earlier."""
    modules = [path for path in APP if path.name == "texts.py"]
    assert len(modules) > 10
    for path in modules:
        names = Counter(
            target.id
            for statement in ast.parse(path.read_text("utf-8")).body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        )
        assert [name for name, count in names.items() if count > 1] == [], path


def test_no_two_things_have_one_name():
    """Neither classes nor types; but each module may have a variable for types of its own."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in [*CORE, *(ROOT / "dashboard").rglob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        types = [
            target.id
            for one in tree.body
            if isinstance(one, ast.Assign) and not ast.unparse(one.value).startswith("TypeVar(")
            for target in one.targets
            if isinstance(target, ast.Name) and re.fullmatch("[A-Z][A-Za-z]*[a-z]", target.id)
        ]
        classes = [one.name for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
        for name in (*types, *classes):
            places[name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 500
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_the_first_page_does_not_wait_for_the_database_and_the_cluster(tmp_path):
    page = ast.parse((ROOT / "dashboard/start/page.py").read_text("utf-8"))
    imports = [
        ast.unparse(one) for one in page.body if isinstance(one, ast.Import | ast.ImportFrom)
    ]
    loaded = modules_after("\n".join(["import dashboard.lab.visit", *imports]), tmp_path)
    assert "dashboard.start.question_cards" in loaded
    assert not loaded & {"sqlalchemy", "distributed", "pandas", "sklearn"}


def test_only_modules_called_state_touch_the_session_of_a_visit():
    touching = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "dashboard").rglob("*.py")
        if "session_state" in path.read_text("utf-8")
    }
    assert "dashboard/server/state.py" in touching
    assert {path for path in touching if not path.endswith("/state.py")} == set()
