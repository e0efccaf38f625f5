"""A visit with a path of its own, and the run that it asks about."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.lab.visitor import VisitorState
from tests.paths import APP
from tests.widgets import on_page, state_in

ADA = "ada0" * 8
RECIPE = "?data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.epochs=2"
ABOUT = "---\ntitle: Edges\nsummary: What a network looks at.\n---\n"
LOOK = f"""---
title: A first look
minutes: 10
page: train
needs: [digits]
recipe: "{RECIPE}"
---
A network that has learned **nothing** <script>alert(1)</script>

```predict
name: end
ask: How many does it read right at the end?
number: val_accuracy
of: first
within: 5 points
why: It has seen each picture twice.
```

```predict
name: way
ask: Draw the way there.
curve: val_accuracy
of: first
within: 10 points
```

```run
name: first
ask: Now let it train.
recipe: "{RECIPE}"
```

```observe
name: higher
ask: Did it end above 80 %?
of: first
choices:
  - text: It did
    when: val_accuracy > 80 %
  - text: It did not
    when: val_accuracy <= 80 %
    why: Look at the orange curve.
```

The rest is told only now.

```explain
name: parameters
ask: How many parameters has the network on the screen?
number: parameters
```

```explain
name: own-words
ask: What would you change?
sample: More epochs.
```

```task
name: good
ask: Reach 99 %.
when: val_accuracy >= 99 %
```
"""
LATER = """---
title: Later
minutes: 5
page: data
needs: [mnist]
instead: digits
---
```observe
name: again
ask: Did it end above 50 %?
of: first
choices:
  - text: Yes
    when: val_accuracy > 50 %
  - text: No
    when: val_accuracy <= 50 %
```
"""
RACE = """---
title: Leaves
minutes: 10
page: train
needs: [{name}]
---
```run
name: raced
race: rates
```
```observe
name: best
ask: Which place?
of: raced
number: winner
```
"""


def write_path(home: Path, name: str = "edges", **chapters: str) -> None:
    """Write a path of a teacher's: its two chapters, or these instead."""
    folder = home / "paths" / name
    folder.mkdir(parents=True)
    (folder / "path.md").write_text(ABOUT, encoding="utf-8")
    texts = chapters or {"01-look": LOOK, "02-later": LATER}
    for file, text in texts.items():
        (folder / f"{file}.md").write_text(text, encoding="utf-8")


def opened(page: str = "path", **address: str) -> AppTest:
    """A visit of Ada's, at a page."""
    app = AppTest.from_file(APP, default_timeout=30)
    visitor = state_in(app, VisitorState)
    visitor.token, visitor.was_here = ADA, True
    for key, value in address.items():
        app.query_params[key] = value
    on_page(app, page).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Everything that the page and the chapter beside it say in text."""
    elements = (*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.html)
    boxes = (*app.info, *app.warning, *app.error, *app.success)
    return "\n".join(element.value for element in (*elements, *boxes))
