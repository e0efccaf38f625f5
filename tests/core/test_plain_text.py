"""Names that people have made up are read, and nothing else."""

import pytest

from core.language import say
from core.plain_text import JOINER, plain_name, plain_sentence

LINK = "![x](http://e.example/x.png)"


@pytest.mark.parametrize(
    "name", ["cat", "class 1", "a_b", "c++", "گربه‌ها", "cats (2024)", "[7]", "C:/x", "wow!", "a@"]
)
def test_ordinary_names_stay_as_they_are(name):
    assert plain_name(name) == name


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        (LINK, "!["),
        (LINK, "]("),
        ("[a][b]", "]["),
        ("see HTTPS://e.example", "://"),
        ("WWW.e.example", "WWW."),
        ("me@e.example", "@e"),
        ("<img src=x>", "<i"),
        ("mailto:me", "mailto:me"),
    ],
)
def test_what_would_be_a_link_or_a_picture_is_none(name, markup):
    shown = plain_name(name)
    assert markup not in shown
    assert shown.replace(JOINER, "") == name
    assert plain_name(shown) == shown


def test_in_a_sentence_the_names_are_plain_and_the_rest_stays():
    inner = say("It is [here]({url}).", url="/data")
    sentence = say("No {name}, {count:,} times. {more}", name=LINK, count=1000, more=inner)
    plain = plain_sentence(sentence)
    assert plain == f"No {plain_name(LINK)}, 1,000 times. It is [here](/data)."
    assert plain_sentence("[as it is](/data)") == "[as it is](/data)"
