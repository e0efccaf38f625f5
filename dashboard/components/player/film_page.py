"""The film of a run as one HTML file: the player with its frames in it, for any browser.

It opens from a disk, asks nothing of a network, and forbids itself to.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from babel import Locale
from markupsafe import Markup

from core.language import language, say
from dashboard.components.component import sources
from dashboard.components.player import (
    SCRIPTS,
    Drawn,
    Played,
    WatchedPictures,
    sent,
    texts,
)
from dashboard.render.charts import Reference

_LOOK = Path(__file__).with_suffix(".css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_PAGE = Markup("""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{look}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="about">{about}</p>
<div id="film">{markup}</div>
<footer><p>{again}</p><code>{link}</code></footer>
</main>
<script type="application/json" id="data">{data}</script>
<script type="module">{behaviour}</script>
</body>
</html>
""")
_BEGIN = """
const data = JSON.parse(document.getElementById("data").textContent)
const parentElement = document.getElementById("film")
const show = () => mount({ data, parentElement, setTriggerValue() {} })
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show)
show()
"""


def film_page(
    run: Played,
    frames: Sequence[bytes],
    references: Mapping[str, Reference],
    watched: WatchedPictures | None,
    *,
    title: str,
    about: str,
    link: str,
) -> str:
    """A page that plays a run that is over.

    `frames` are those of the live stream, each in JSON. `about` is the recipe in words, `link`
    opens it in the lab. For the rest see `player`.
    """
    markup, look, behaviour = sources(__file__, "player", SCRIPTS)
    data = sent([run], references, watched, Drawn("over"))
    data |= {"steering": None, "tellsEpoch": False, "paced": True, "grid": None}
    data["frames"] = [json.loads(frame) for frame in frames]
    spoken = language()
    return _PAGE.format(
        language=spoken,
        direction=_direction(spoken),
        policy=_POLICY,
        title=title,
        about=about,
        again=say(texts.FILM_AGAIN),
        link=link,
        look=Markup(_LOOK.read_text(encoding="utf-8") + look),
        markup=Markup(markup),
        data=_in_script(data),
        behaviour=Markup(behaviour + _BEGIN),
    )


def _direction(spoken: str) -> str:
    order = Locale.parse(spoken.partition("-")[0]).character_order
    return "rtl" if order == "right-to-left" else "ltr"


def _in_script(data: object) -> Markup:
    """JSON that ends neither its `<script>` nor begins another, whatever words are in it."""
    written = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return Markup(written.replace("<", "\\u003c"))
