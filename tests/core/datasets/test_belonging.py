"""A dataset of one's own belongs to who brought it: who sees it, who may change it, its title."""

from pathlib import Path

import numpy as np
import pytest

from core.datasets import DatasetError, Library, quota
from core.datasets.cards import CARDS
from core.datasets.titles import is_published, own_title, usual_title
from core.ownership import NotTheOwner

ADA, EVE, NOBODY = "ada", "eve", ""


@pytest.fixture
def lab(tmp_path: Path) -> Library:
    return Library(tmp_path / "home")


@pytest.fixture
def bring(lab, tmp_path):
    """`bring(visitor, title)` → the name of a dataset that the visitor brought."""

    def bring(visitor: str | None, title: str, seed: int = 0) -> str:
        generator = np.random.default_rng(seed)
        file = tmp_path / f"{seed}.npz"
        pictures = generator.integers(0, 255, (20, 8, 8, 3), np.uint8)
        np.savez(file, x=pictures, y=np.arange(20) % 2)
        library = lab if visitor is None else lab.on_behalf_of(visitor)
        return library.add([file], title=title)

    return bring


def test_others_see_it_only_when_it_is_shared(lab, bring):
    name = bring(ADA, "Leaves")
    ada, eve, nobody = map(lab.on_behalf_of, (ADA, EVE, NOBODY))
    assert name in ada.names() and ada.owns(name) and ada.ready(name)
    for other in (eve, nobody):
        assert name not in other.names()
        for look in (other.card, other.load, other.ready, other.owns):
            with pytest.raises(DatasetError, match="has not shared it"):
                look(name)
    ada.describe(name, "Leaves of our park", "CC BY 4.0", shared=True)
    for other in (eve, nobody):
        assert name in other.names() and not other.owns(name)
        assert other.card(name).title == "Leaves of our park"
        assert other.card(name).licence == "CC BY 4.0"
        assert len(other.load(name).x_train) == 16


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("visitor", [EVE, NOBODY])
def test_only_its_owner_changes_or_deletes_it(lab, bring, visitor, shared):
    name = bring(ADA, "Leaves")
    lab.describe(name, "Leaves", "", shared)
    other = lab.on_behalf_of(visitor)
    with pytest.raises((NotTheOwner, DatasetError)):
        other.describe(name, "Taken over", "", True)
    with pytest.raises((NotTheOwner, DatasetError)):
        other.delete(name)
    assert lab.card(name).title == "Leaves"
    lab.on_behalf_of(ADA).delete(name)
    assert name not in lab.names()
    assert list(lab.folder.glob(f"{name}/*")) == []


def test_the_name_of_a_deleted_dataset_is_not_given_again(lab, bring):
    name = bring(ADA, "Leaves")
    lab.delete(name)
    assert bring(EVE, "Leaves", seed=1) != name


@pytest.mark.parametrize("visitor", [ADA, None])
def test_published_datasets_are_nobodys(lab, visitor):
    library = lab if visitor is None else lab.on_behalf_of(visitor)
    library.load("digits")
    assert not library.owns("digits")
    with pytest.raises(NotTheOwner):
        library.delete("digits")
    with pytest.raises(NotTheOwner):
        library.describe("digits", "Mine", "", True)


def test_what_was_brought_before_there_were_owners_is_everybodys(lab, bring):
    name = bring(None, "Old")
    assert name in lab.on_behalf_of(EVE).names()
    with pytest.raises(NotTheOwner):
        lab.on_behalf_of(EVE).delete(name)


def test_the_same_pictures_of_two_visitors_are_two_datasets(lab, bring):
    first, again, other = bring(ADA, "Leaves"), bring(ADA, "Leaves"), bring(EVE, "Leaves")
    assert first == again != other
    lab.on_behalf_of(EVE).delete(other)
    assert len(lab.on_behalf_of(ADA).load(first).x_train) == 16


OURS = ["MNIST", "mnist", "M N I S T", "MNIST.", "ＭＮＩＳＴ", "\u200bMNIST", "mnist!", "CIFAR 10",
        "fashion_mnist", "MNÍST"]  # fmt: skip


@pytest.mark.parametrize("title", OURS)
def test_none_may_be_titled_as_one_of_ours(lab, bring, title):
    assert is_published(title, CARDS.values())
    with pytest.raises(DatasetError, match="published dataset"):
        bring(ADA, title)
    name = bring(ADA, "Leaves")
    with pytest.raises(DatasetError, match="published dataset"):
        lab.on_behalf_of(ADA).describe(name, title, "", False)
    assert usual_title(title, CARDS.values()).endswith("(own)")


@pytest.mark.parametrize("title", ["My MNIST", "گربه‌ها", "🐈‍⬛ cats", "Cats (2024)", "x" * 120])
def test_other_titles_stay_as_they_are(title):
    assert own_title(title, CARDS.values()) == title


MARKUP = ["![x](http://e.example/x.png)", "[here](http://e.example)", "see www.e.example",
          "me@e.example", "<b>", "a\x00b\x1b[31m"]  # fmt: skip


@pytest.mark.parametrize("title", MARKUP)
def test_a_title_is_read_and_nothing_else(title):
    shown = own_title(title, CARDS.values())
    for markup in ("](", "://", "www.e", "@e", "<b", "![", "\x00", "\x1b"):
        assert markup not in shown
    assert own_title(shown, CARDS.values()) == shown


def test_a_visitor_and_all_together_have_so_much_room(lab, bring, monkeypatch):
    monkeypatch.setattr(quota, "OF_ONE", quota.OF_ONE._replace(most=2))
    monkeypatch.setattr(quota, "OF_ALL", quota.OF_ALL._replace(most=3))
    first = bring(ADA, "One", seed=1)
    bring(ADA, "Two", seed=2)
    with pytest.raises(DatasetError, match="You may keep 2 datasets"):
        bring(ADA, "Three", seed=3)
    bring(EVE, "Three", seed=3)
    with pytest.raises(DatasetError, match="all the room that this lab gives"):
        bring(EVE, "Four", seed=4)
    lab.on_behalf_of(ADA).delete(first)
    bring(EVE, "Four", seed=4)
    nbytes = lab.load("two").nbytes
    monkeypatch.setattr(quota, "OF_ONE", quota.OF_ONE._replace(most=9, nbytes=nbytes * 3 // 2))
    with pytest.raises(DatasetError, match="You may keep 9 datasets"):
        bring(ADA, "Five", seed=5)
