from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import services.aggregator
from services.aggregator.wording.reasons import LEVEL_NAMES, REASON_TEXTS
from shared.catalogue.model import Unjudged
from shared.events import Level

FOLDER = Path(services.aggregator.__file__).parent
DECIDING = (
    "targets/levels.py",
    "targets/assessment.py",
    "targets/judging.py",
    "figures/series.py",
    "veil/held_back.py",
)


def test_every_row_that_is_not_judged_has_a_sentence_that_says_why() -> None:
    assert set(Unjudged) <= set(REASON_TEXTS)


def test_every_level_has_its_word() -> None:
    assert set(LEVEL_NAMES) == set(get_args(Level))


@pytest.mark.parametrize("reason", sorted(REASON_TEXTS))
def test_every_sentence_belongs_to_a_reason_that_a_rule_gives(reason: str) -> None:
    source = "".join((FOLDER / name).read_text(encoding="utf-8") for name in DECIDING)
    assert f'"{reason}"' in source or reason in set(Unjudged)
    assert re.search(r"[\u4e00-\u9fff]", REASON_TEXTS[reason])
