"""The list of paths: what each is about, how far the visitor is, and where to go on."""

from collections.abc import Sequence

import streamlit as st

from core.language import listed, say
from core.path.chapter import Chapter, Path
from core.path.mistakes import PathMistake
from core.path.progress import PathProgress
from core.path.stand_ins import missing, seen, stand_in
from core.plain_text import isolated, plain_name, plain_sentence
from dashboard.lab import services, visitor
from dashboard.path import texts
from dashboard.path.authored import authored
from dashboard.path.bar import show_bar
from dashboard.path.opened import found_paths, open_chapter, progress_on


def show_paths() -> None:
    """All paths of this lab; one with mistakes has these, and whoever has begun it can go on."""
    found = found_paths()
    begun = services.engine().store.answers.paths(visitor.token())
    well = [one.name for one in found if one.path and not one.mistakes]
    foremost = next((name for name in [*begun, *well] if name in well), None)
    for place, (name, path, mistakes) in enumerate(found):
        # By its place: two folders can have one name.
        with st.container(border=True, gap="small", key=f"path_{place}"):
            if mistakes:
                _show_broken(name, mistakes)
            if path and (not mistakes or name in begun):
                _show_path(path, name == foremost)


def _show_broken(name: str, mistakes: Sequence[PathMistake]) -> None:
    words = say(texts.BROKEN, name=plain_name(name), count=len(mistakes))
    st.warning(words, icon=":material/edit_note:")
    st.markdown("\n".join(f"- {plain_sentence(mistake.in_words)}" for mistake in mistakes))


def _show_path(path: Path, is_foremost: bool) -> None:
    progress = progress_on(path)
    done = sum(progress.answered(chapter) for chapter in path.chapters)
    asked = sum(len(chapter.blocks) for chapter in path.chapters)
    with authored(f"path_{path.name}", path.language, gap="small"):
        st.subheader(path.title, anchor=False)
        st.markdown(path.summary)
    about = say(texts.ABOUT, count=len(path.chapters), minutes=path.minutes)
    if done:
        about = say(texts.ABOUT_AND_DONE, about=about, done=done, count=asked)
        st.caption(about)
        show_bar(done, asked)
    else:
        st.caption(about)
    _show_way_on(path, progress, is_foremost)
    with st.expander(say(texts.CHAPTERS), key=f"chapters_{path.name}"):
        for number, chapter in enumerate(path.chapters, 1):
            _show_chapter(path, number, chapter, progress)


def _show_way_on(path: Path, progress: PathProgress, is_foremost: bool) -> None:
    """The button that begins the path, or goes on where the visitor was; one of all stands out."""
    chapter = progress.next_chapter
    if len(progress.done) == len(path.chapters):
        label, chapter = say(texts.AGAIN), path.chapters[0]
    elif progress.latest is None:
        label = say(texts.BEGIN)
    else:
        label = say(texts.GO_ON, title=isolated(chapter.title))
    st.button(
        label,
        type="primary" if is_foremost else "secondary",
        icon=":material/play_arrow:",
        on_click=open_chapter,
        args=(path, chapter),
        key=f"way_on_{path.name}",
    )


def _show_chapter(path: Path, number: int, chapter: Chapter, progress: PathProgress) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"authored_path_{path.name}_{number}"
    ):
        st.button(
            say(texts.CHAPTER, number=number, title=isolated(chapter.title)),
            type="tertiary",
            on_click=open_chapter,
            args=(path, chapter),
            key=f"chapter_{path.name}_{number}",
        )
        parts = [say(texts.CHAPTER_MINUTES, count=chapter.minutes)]
        if progress.is_done(chapter):
            parts = [f":green[:material/check_circle: {say(texts.CHAPTER_DONE)}]"]
        st.caption(" · ".join([*parts, *_needs(chapter)]), width="content")


def _needs(chapter: Chapter) -> list[str]:
    """What a chapter lacks on this machine, in a sentence if it lacks something."""
    library = services.library()
    lacking = [(name, seen(name, library)) for name in missing(chapter, library)]
    titles = [plain_name(card.title if card else name) for name, card in lacking]
    if not titles:
        return []
    if instead := stand_in(chapter, library):
        name = plain_name(instead.title)
        return [say(texts.NOT_HERE_INSTEAD, titles=listed(titles), instead=name)]
    return [say(texts.NOT_HERE, titles=listed(titles))]
