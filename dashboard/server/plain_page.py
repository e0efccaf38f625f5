"""A page of the lab without Streamlit: where nobody is let in, a sentence and perhaps a form."""

from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from core.language import closest, language

NAME = "First Epoch"

_PAGE = Markup(
    """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
main {{ max-width: 24rem; margin: 18vh auto 0; padding: 0 1rem }}
h1 {{ font-size: 1.75rem }}
label, input, button {{ display: block; width: 100%; box-sizing: border-box; font: inherit }}
input, button {{ margin: .5rem 0; padding: .6rem; border: 1px solid #8888; border-radius: .5rem }}
button {{ background: #0072B2; color: white; cursor: pointer }}
</style>
<main><h1>{name}</h1>{content}</main>
</html>"""
)


def plain_page(content: Markup, status: int) -> HTMLResponse:
    """A page with this content."""
    page = _PAGE.format(language=language(), name=NAME, content=content)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


def preferred_language(connection: HTTPConnection) -> str:
    """The language that a browser asks for, as far as the lab speaks it."""
    wanted = connection.headers.get("accept-language", "").split(",")
    return closest(
        connection.query_params.get("lang"), *(one.partition(";")[0].strip() for one in wanted)
    )
