"""Sentences with their values, in English and in a language with digits of its own."""

from core.language import PSEUDO, plural, say, spoken


def test_english_is_the_source():
    assert say("{count:,} of {share:.1%}", count=12_345, share=0.4567) == "12,345 of 45.7%"


def test_plurals():
    runs = plural("{count} run", "{count:,} runs")
    assert say(runs, count=1) == "1 run"
    assert say(runs, count=1_200) == "1,200 runs"


def test_persian_numbers_are_written_with_persian_digits():
    with spoken("fa"):
        assert say("{share:.1%}", share=0.4567) == "۴۵٫۷٪"
        assert say("{count:,}", count=12_345) == "۱۲٬۳۴۵"
        assert say("{loss:.3f}", loss=float("nan")) == "nan"
    assert say("{count}", count=7) == "7"


def test_the_pseudo_locale_brackets_what_goes_through_the_catalogue():
    with spoken(PSEUDO):
        assert say("Train {name}", name="it") == "⟦Train it" + "·" * 4 + "⟧"
