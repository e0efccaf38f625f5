"""Names that people have made up are read, and nothing else."""

import pytest

from core.datasets import DatasetError
from core.language import say
from core.plain_text import INVISIBLE_SPACE, JOINER, plain_error, plain_name, plain_sentence

LINK = "![x](http://e.example/x.png)"


@pytest.mark.parametrize(
    "name",
    ["cat", "class 1", "a_b", "c++", "گربه‌ها", "cats (2024)", "[7]", "C:/x", "wow!", "a@", "a*",
     "10:30", "ratio 1:2", "T-shirt", "a & b", "~5", "x > y"],
)  # fmt: skip
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
        (":red[x]", ":red["),
        (":blue-background[x]", ":blue-b"),
        (":material/home:", ":material"),
        (":smile: :+1:", ":smile:"),
        (":smile: :+1:", ":+1"),
        (":پسر[x]", ":پ"),
        (":x{y}", ":x"),
        (":::x", "::"),
        ("&lt;b&gt;", "&lt;"),
        (r"a\*b", r"\*"),
        ("a -> b", "->"),
        ("a -- b", "--"),
    ],
)
def test_what_would_be_a_link_or_a_picture_is_none(name, markup):
    shown = plain_name(name)
    assert markup not in shown
    assert shown.replace(JOINER, "").replace(INVISIBLE_SPACE, "") == name
    assert plain_name(shown) == shown


@pytest.mark.parametrize("name", [r"$\LaTeX$", "$5", "`code`", "*a* **b**", "~~a~~", "~a~"])
def test_signs_that_make_something_of_what_is_between_them_have_others_in_their_place(name):
    shown = plain_name(name)
    assert not set("$`*~") & set(shown)
    assert len(shown.replace(JOINER, "")) == len(name)
    assert plain_name(shown) == shown


def test_words_between_low_lines_are_not_made_slanted():
    assert plain_name("_a_ __b__") == f"{JOINER}_a_ {JOINER}__b__"
    assert plain_name(plain_name("_a_")) == plain_name("_a_")


def test_what_an_error_quotes_is_plain():
    assert plain_error(ValueError(LINK)) == plain_name(LINK)
    quoting = DatasetError(say("No **{name}**.", name=LINK))
    assert plain_error(quoting) == f"No **{plain_name(LINK)}**."


def test_in_a_sentence_the_names_are_plain_and_the_rest_stays():
    inner = say("It is [here]({url}).", url="/data")
    sentence = say("No {name}, {count:,} times. {more}", name=LINK, count=1000, more=inner)
    plain = plain_sentence(sentence)
    assert plain == f"No {plain_name(LINK)}, 1,000 times. It is [here](/data)."
    assert plain_sentence("[as it is](/data)") == "[as it is](/data)"
