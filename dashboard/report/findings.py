"""What Check reports has found of a report by computing it again, in words."""

from collections.abc import Iterator

from core.language import say, say_again
from core.report.again import Checked, Discrepancy
from core.report.form import ReportedAnswer, ReportedChapter
from dashboard.report import texts
from dashboard.report.document import verdict_in_words
from dashboard.report.state import CheckState


def found_again(state: CheckState, place: int) -> str:
    """What came of computing a report again, one of `texts.COMPUTED`."""
    checked = state.checked(place)
    if not checked.is_known:
        return "unknown"
    if checked.otherwise:
        return "otherwise"
    if checked.unproven:
        return "vouched" if state.are_signed[place] else "unproven"
    return "same"


def found_in_words(state: CheckState, place: int) -> str:
    """The same in a few words, for a table."""
    checked, found = state.checked(place), found_again(state, place)
    count = checked.otherwise if found == "otherwise" else checked.unproven
    return say(texts.COMPUTED[found], count=count)


def sentences_of(
    checked: Checked, chapter: ReportedChapter, *, is_signed: bool
) -> dict[str, list[str]]:
    """What is to be said of the answers in a chapter that was computed, by block."""
    found: dict[str, list[str]] = {}
    for one in chapter.answers:
        place = chapter.name, one.block
        claim, remark = checked.discrepancies.get(place), checked.remarks.get(place)
        found[one.block] = [*_claimed(claim, one, is_signed)] if claim else []
        if remark:
            found[one.block].append(say_again(remark))
    return found


def objections_to_cases(checked: Checked) -> dict[str, list[str]]:
    """Why cases do not count as solved, by their names."""
    return {name: [say_again(one.reason)] for name, one in checked.objections.items()}


def _claimed(claim: Discrepancy, found: ReportedAnswer, is_signed: bool) -> Iterator[str]:
    said = claim.answer
    if claim.unproven:
        sentence = texts.SIGNED_UNPROVEN if is_signed else texts.UNPROVEN
        yield say(sentence, said=_verdict(said), reason=say_again(claim.unproven))
        return
    if _verdict(said) != _verdict(found):
        yield say(texts.SAYS_VERDICT, said=_verdict(said), found=_verdict(found))
    for name, sentence in texts.SAYS.items():
        words = getattr(said, name)
        if words and words != getattr(found, name):
            yield say(sentence, said=words)
    if (said.drawn, said.happened) != (found.drawn, found.happened):
        yield say(texts.SAYS_CURVE)


def _verdict(answer: ReportedAnswer) -> str:
    return verdict_in_words(answer) or say(texts.NO_VERDICT)
