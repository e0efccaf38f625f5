"""Why a run failed or stopped is read in the language of whoever looks at it."""

import pytest

from core.language import plural, say, spoken
from core.recipe import preset
from core.runs.events import EVENT, Failed, Stopped
from core.runs.store import RunStore


def test_a_stored_reason_is_read_in_the_language_of_the_reader(tmp_path):
    store = RunStore(tmp_path)
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    error = MemoryError(say("{share:.0%} of {name}", share=0.5, name=say("the memory")))
    store.append(run_id, Failed(reason=str(error)))
    assert store.events(run_id)[-1].event.reason == "50% of the memory"
    with spoken("fa"):
        assert store.events(run_id)[-1].event.reason == "۵۰٪ of the memory"
    store.close()


def test_a_reason_with_a_plural_comes_from_the_worker_as_it_was_said():
    hours = say(plural("{count:g} hour", "{count:g} hours"), count=4)
    sent = Stopped(reason=hours).model_dump()
    with spoken("fa"):
        assert EVENT.validate_python(sent).reason == "۴ hours"


def test_a_reason_that_an_earlier_version_stored_is_read_as_it_is():
    old = EVENT.validate_json('{"kind": "failed", "reason": "No {memory}."}')
    assert old == Failed(reason="No {memory}.")
    assert EVENT.validate_json('{"kind": "stopped", "reason": null}') == Stopped()


@pytest.mark.parametrize(
    "reason",
    [
        "3",
        '{"template": "{share:.0%}", "values": {"loss": 1}}',
        '{"template": 3, "values": {}}',
        "{}",
    ],
)
def test_a_damaged_reason_is_no_event(reason):
    with pytest.raises(ValueError, match="reason"):
        EVENT.validate_json(f'{{"kind": "failed", "reason": {reason}}}')
