"""Of the reports of a class: what is equal, the tables of grades, and what is trained again."""

import csv
import io

import pytest

from core.experiments.verdict import judge
from core.recipe import Recipe
from core.report.claims import SEEDS, Claim, OwnRuns, Trained, sentence
from core.report.comparing import Equal, equal
from core.report.form import (
    Report,
    ReportedAnswer,
    ReportedCase,
    ReportedChapter,
    ReportedRun,
    Student,
)
from core.report.grades import (
    COUNTS,
    MOODLE,
    NBGRADER,
    Graded,
    best_of,
    hand_ins,
    moodle,
    nbgrader,
    without_number,
)
from core.report.standing import standing
from core.runs.listing import ListedRun
from core.runs.run import Origin
from core.runs.summary import Summary

TEXT = "Because the pictures are new to it."
RECIPE = Recipe()


def answer(kind: str, given: str = "", **values: object) -> ReportedAnswer:
    return ReportedAnswer(block=kind, kind=kind, asked="?", given=given, **values)


def run(checksum: str) -> ReportedRun:
    return ReportedRun(
        id="r",
        name="",
        created=0,
        is_brought=False,
        recipe=RECIPE,
        events=(),
        weights=None,
        checksum=checksum * 64,
    )


def report(
    name: str, *answers: ReportedAnswer, number: str = "", made: float = 0, **values
) -> Report:
    return Report(
        lab="0.1",
        made=made,
        student=Student(name=name, number=number),
        work="small",
        title="A small path",
        chapters=(ReportedChapter(name="first", title="First", is_done=False, answers=answers),),
        **values,
    )


def test_equal_answers_texts_and_runs_are_found():
    said = (answer("predict", "2.3"), answer("explain", TEXT))
    drawn = answer("predict", drawn=((0, 0.1), (1, 0.2)))
    found = equal(
        [
            report("Ada", *said),
            report("Ben", answer("predict", " 2.3 "), answer("explain", TEXT.upper())),
            report("Eve", answer("predict", "2.4"), answer("explain", TEXT)),
            report("Fay", drawn, runs=(run("a"),)),
            report("Gil", drawn, answer("observe", "no"), runs=(run("a"), run("b"))),
            report("Hal", runs=(run("b"),)),
        ]
    )
    assert found[0] == Equal(answers=(1,), texts=(1, 2), runs=())
    assert found[3] == Equal(answers=(), texts=(4,), runs=(4,))
    assert found[4] == Equal(answers=(), texts=(3,), runs=(3, 5))
    assert found[5] == Equal(answers=(), texts=(), runs=(4,))


def test_what_all_say_alike_by_nature_is_not_equal():
    short = answer("explain", "No idea")
    told = answer("explain", told=True)
    same_run = answer("run", "My best", run="r")
    first = [short, answer("predict", "1")]
    reports = [report("Ada", *first, same_run), report("Ben", short, answer("predict", "2"))]
    assert equal([*reports, report("Eve", told), report("Fay", told)]) == [Equal((), (), ())] * 4


def test_a_long_choice_is_no_text_of_ones_own():
    chosen = answer("explain", TEXT, answer={"kind": "choice", "choice": 0}, is_right=True)
    others = [answer("observe", "yes"), answer("observe", "no")]
    reports = [report("Ada", chosen, others[0]), report("Ben", chosen, others[1])]
    assert equal(reports) == [Equal((), (), ())] * 2


def test_two_reports_of_one_student_are_not_compared():
    twice = [report("Ada", answer("predict", "1"), number="7", made=made) for made in (1, 2)]
    other = report("A. Lovelace", answer("predict", "1"), number=" 7 ")
    assert equal([*twice, other]) == [Equal((), (), ())] * 3
    assert hand_ins([*twice, other, report("Ben")]) == [[0, 1, 2], [3]]


def test_of_several_the_one_with_most_points_counts_and_a_signed_one_before_others():
    assert best_of([0, 2, 3], [False] * 4, [1, 9, 3, 3]) == 2
    assert best_of([0, 2, 3], [True, False, False, False], [1, 9, 3, 3]) == 0


def test_an_answer_is_the_same_in_whatever_words_it_is_told():
    said = {"kind": "choice", "choice": 1, "digest": "a" * 16}
    reports = [
        report(name, answer("observe", words, answer=said | {"recipe": link}))
        for name, words, link in (("Ada", "Yes", None), ("Ben", "Oui", "x=1"))
    ]
    assert [one.answers for one in equal(reports)] == [(1,), (0,)]


def test_two_of_one_name_are_two_students_unless_a_number_says_otherwise():
    annas = [report("Anna"), report(" anna"), report("Anna", number="7"), report("7")]
    assert hand_ins(annas) == [[0], [1], [2], [3]]
    assert without_number(annas) == [[0, 1]]


@pytest.mark.parametrize("number", ["۱۲۳۴", "١٢٣٤", " 12 34 ", "\u200f1234\u200c", "１２３４"])
def test_a_number_is_the_same_however_it_is_typed(number):
    assert hand_ins([report("Ada", number="1234"), report("Ada", number=number)]) == [[0, 1]]


def test_a_table_has_the_digits_that_a_school_has():
    graded = [Graded(report("آدا", number="\u200f۱۲۳۴ "), 1, 2, "")]
    assert table(moodle(graded))[0]["ID number"] == "1234"
    assert table(nbgrader(graded))[0]["student_id"] == "1234"


def table(content: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def test_tables_have_the_columns_of_moodle_and_nbgrader():
    ada = report("Ada", number="ada@example.org", made=1_800_000_000)
    graded = [Graded(ada, 3, 4, "Tasks: 3 of 4."), Graded(report("Ben", number="77"), 1, 4, "")]
    rows = table(moodle(graded))
    assert tuple(rows[0]) == MOODLE
    assert [row["Email address"] for row in rows] == ["ada@example.org", ""]
    assert [row["ID number"] for row in rows] == ["", "77"]
    assert (rows[0]["Grade"], rows[0]["Maximum Grade"]) == ("3", "4")
    rows = table(nbgrader(graded))
    assert tuple(rows[0]) == NBGRADER
    assert rows[0]["timestamp"] == "2027-01-15 08:00:00"
    assert (rows[0]["score"], rows[0]["max_score"], rows[1]["student_id"]) == ("3.0", "4.0", "77")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "\n=1"])
def test_no_name_is_a_formula(name):
    graded = [Graded(report(name, number=name), 0, 1, name)]
    for row in (*table(moodle(graded)), *table(nbgrader(graded))):
        assert all(value[:1] not in "=+-@＝ \t\n" for value in row.values() if value)


def test_names_with_quotes_and_line_ends_stay_in_their_cells():
    name = 'Ada "A", L.'
    [row] = table(moodle([Graded(report(name), 0, 1, "a\nb")]))
    assert row["Full name"] == name and row["Feedback comments"] == "a\nb"


def test_points_are_for_what_was_done_not_for_a_prediction_that_came_true():
    answers = [
        answer("predict", "1", is_right=True),
        answer("predict", "2", is_right=False),
        answer("observe"),
        answer("task", "run", is_right=True),
        answer("task", is_right=None),
    ]
    case = ReportedCase(name="slow", title="Slow", is_solved=True, hints=2)
    stands = standing(report("Ada", *answers, cases=(case,)))
    points = {name: count(stands) for name, count in COUNTS.items()}
    assert points == {"tasks": (2, 3), "chapters": (1, 2), "answers": (3, 4)}
    assert stands.hints == 2


def listed(seed: int, accuracy: float | None, status: str = "finished", **values) -> ListedRun:
    recipe = RECIPE.with_settings("training", seed=seed).model_dump_json()
    return ListedRun(
        f"r{seed}", recipe, 0, status, "", "", False, None, Summary(accuracy, 100), **values
    )


CLAIM = Claim(RECIPE.with_settings("training", seed=5), 0.9, 100)


def own(*runs: ListedRun, steered: tuple[str, ...] = ()) -> OwnRuns:
    return OwnRuns(runs, lambda run: run.id not in steered)


def seeds(recipes: list[Recipe]) -> list[int]:
    return [recipe.training.seed for recipe in recipes]


def test_a_claim_is_trained_again_with_its_own_seed_and_others():
    assert seeds(own().to_train([CLAIM], 36)) == [5, 6, 7]
    assert len(own().to_train([CLAIM], 36)) == SEEDS
    done = [listed(6, 0.9), listed(1, 0.8)]
    assert seeds(own(*done).to_train([CLAIM], 36)) == [5]
    assert own(*done, listed(5, 0.9)).to_train([CLAIM], 36) == []
    assert own(listed(5, None, "running")).to_train([CLAIM], 36) == []


def test_a_seed_with_which_it_failed_is_not_tried_for_ever():
    failed = [listed(seed, None, "failed") for seed in (5, 6, 7)]
    assert seeds(own(failed[0]).to_train([CLAIM], 36)) == [6, 7]
    assert own(*failed).to_train([CLAIM], 36) == []
    assert own(*failed).like(CLAIM.recipe).failed == {5, 6, 7}


def test_equal_recipes_are_trained_once_and_no_more_than_there_may_be():
    others = [CLAIM._replace(recipe=Recipe.from_link(f"training.epochs={n}")) for n in (7, 8, 9)]
    same = CLAIM._replace(recipe=RECIPE.with_settings("training", seed=9))
    assert len(own().to_train([CLAIM, same, *others], 36)) == 4 * SEEDS
    assert len(own().to_train([CLAIM, same, *others], 7)) == 2 * SEEDS


def test_what_was_brought_in_stopped_or_steered_says_nothing_of_this_lab():
    runs = [
        listed(5, 0.99, origin=Origin("0.1", "r", 0.0)),
        listed(6, 0.2, "stopped"),
        listed(7, 0.91),
        listed(8, None, "queued"),
        listed(9, 0.3),
    ]
    found = own(*runs, steered=("r9",)).like(CLAIM.recipe)
    assert found == Trained({7: 0.91}, pictures=100, in_flight=1)


@pytest.mark.parametrize("pictures", [1, 100, 10**6])
def test_how_many_pictures_a_report_counts_changes_no_verdict(pictures):
    claim = CLAIM._replace(accuracy=0.999, pictures=pictures)
    known = own(*(listed(seed, 0.6) for seed in (5, 6, 7))).like(claim.recipe)
    assert known.is_enough and not known.is_among(claim.accuracy)
    assert known.is_among(0.61) and not known.is_among(0.62)


@pytest.mark.parametrize(
    ("claimed", "results", "beyond"),
    [
        (0.9, (0.89, 0.90, 0.91), False),
        (0.885, (0.89, 0.90, 0.91), False),  # about a picture beside them
        (0.86, (0.88, 0.90, 0.92), False),  # no further off than luck
        (0.99, (0.89, 0.90, 0.91), True),
        (0.5, (0.9, 0.9, 0.9), True),
    ],
)
def test_a_claim_is_within_luck_or_beyond_it(claimed, results, beyond):
    claim = CLAIM._replace(accuracy=claimed)
    known = Trained(dict(enumerate(results)), pictures=100)
    verdict = None if known.is_among(claimed) else judge([(claimed,), results])
    said = sentence(claim, results, verdict)
    assert ("luck alone" in said) == beyond
    assert ("no more than luck" in said) != beyond
    assert f"{claimed:.1%}" in said and "3 seeds" in said
