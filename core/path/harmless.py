"""Texts of a path as they are shown: Markdown that loads nothing from elsewhere.

Pages show them without HTML, as Streamlit does unless it is told otherwise, so that a script is
text. What is left is the picture, which a browser would fetch from wherever it names: it becomes a
text, too, by an invisible sign. Links remain, as nothing is fetched before somebody follows them.
"""

from core.plain_text import JOINER


def harmless(markdown: str) -> str:
    """The Markdown, its pictures as text."""
    return markdown.replace("![", f"!{JOINER}[")
