"""Sentences with their values, in English and in a language with digits of its own."""

import pickle

import numpy as np
import pytest
from babel.messages import frontend, pofile

from core import language
from core.language import (
    PSEUDO,
    closest,
    direction,
    lines,
    listed,
    plural,
    say,
    say_again,
    spoken,
)
from tests.paths import ROOT


def test_english_is_the_source():
    assert say("{count:,} of {share:.1%}", count=12_345, share=0.4567) == "12,345 of 45.7%"


def test_plurals():
    runs = plural("{count} run", "{count:,} runs")
    assert say(runs, count=1) == "1 run"
    assert say(runs, count=1_200) == "1,200 runs"


def test_names_in_a_row():
    names = [f"{{{number}}}" for number in range(5)]
    assert listed(names) == "{0}, {1}, {2}, {3}, {4}"
    assert listed(names[:3], "{first} or {second}") == "{0} or {1} or {2}"
    assert (listed(names[:1]), listed([])) == ("{0}", "")


def test_a_row_of_thousands_of_names_can_be_said_again():
    row = listed(["a name"] * 5_000)
    assert say_again(row) == row


def test_persian_numbers_are_written_with_persian_digits():
    with spoken("fa"):
        assert say("{share:.1%}", share=0.4567) == "۴۵٫۷٪"
        assert say("{count:,}", count=12_345) == "۱۲٬۳۴۵"
        assert say("{loss:.3f}", loss=float("nan")) == "nan"
    assert say("{count}", count=7) == "7"


def test_the_pseudo_locale_brackets_what_goes_through_the_catalogue():
    with spoken(PSEUDO):
        assert say("Train {name}", name="it") == "⟦Train it" + "·" * 4 + "⟧"


def test_the_closest_language_that_is_spoken():
    assert closest("EN-xa", "en") == PSEUDO
    assert closest("fa-IR", None, "en-GB") == "en"
    assert closest("xx", "", None) == "en"


def test_one_command_extracts_the_sentences_of_all_tables(tmp_path):
    """The command stands in the documentation of the module."""
    command = next(line for line in language.__doc__.splitlines() if "pybabel" in line)
    template = tmp_path / "first_epoch.pot"
    *words, core, dashboard = command.replace("first_epoch.pot", str(template)).split()
    frontend.CommandLineInterface().run([*words, str(ROOT / core), str(ROOT / dashboard)])
    with template.open("rb") as file:
        sentences = pofile.read_po(file)
    assert "Questions worth a run" in sentences
    assert sentences["{count:,} epoch"].id == ("{count:,} epoch", "{count:,} epochs")


def test_a_sentence_can_be_said_again_in_another_language():
    found = say("{share:.1%} of {name}", share=0.4567, name="it")
    hours = say(plural("{count:g} hour", "{count:g} hours"), count=np.int64(4))
    nested = say("{reason} Stop.", reason=found)
    many = lines([say("- {line}", line=found), "as it is"])
    with spoken("fa"):
        assert say_again(found) == "۴۵٫۷٪ of it"
        assert say_again(hours) == "۴ hours"
        assert say_again(nested) == "۴۵٫۷٪ of it Stop."
        assert say_again(many) == "- ۴۵٫۷٪ of it\nas it is"
    assert say_again("{as it is}") == "{as it is}"


def test_an_exception_keeps_its_sentence_on_the_way_to_another_process():
    sentence = say("{count} of {error}", count=5, error=OSError("x"))
    error = pickle.loads(pickle.dumps(ValueError(sentence)))
    with spoken("fa"):
        assert say_again(str(error)) == "۵ of x"


@pytest.mark.parametrize(
    ("chosen", "way"), [("en", "ltr"), ("fa", "rtl"), ("ar-EG", "rtl"), ("zz", "ltr")]
)
def test_the_direction_of_a_language(chosen, way):
    assert direction(chosen) == way
