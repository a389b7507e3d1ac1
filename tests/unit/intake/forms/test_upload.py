"""What a page sends beside the file."""

from __future__ import annotations

import pytest

from services.intake.forms.upload import NO_EXTRAS, Extras, read_extras


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "on", "yes", "是"])
def test_a_ticked_box_is_yes_in_every_way_that_it_is_sent(word: str) -> None:
    assert read_extras({"simulated": word}).simulated


def test_fields_are_trimmed_and_others_are_nothing() -> None:
    assert read_extras({"note": " 说明 ", "reason": "理由", "other": "x"}) == Extras("说明", "理由", "", False)
    assert read_extras({"simulated": "no"}) == NO_EXTRAS
