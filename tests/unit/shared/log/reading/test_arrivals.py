from __future__ import annotations

from shared.log import WhyAside
from shared.log.port import KEPT_BYTES
from shared.log.reading.arrivals import looked_at
from shared.shapes.book import ShapeBook
from tests.unit.shared.log.reading.chain import chain, come, sent

MESSAGES = sent(chain(2))


def test_a_message_of_the_producer_is_taken_with_what_it_names() -> None:
    first, second = come(MESSAGES, offset=7, partition=2)
    assert (first.position, first.partition, first.after, first.wrong, first.content) == (1, 2, 8, None, b"")
    assert second.message is not None and first.message is not None
    assert second.message.before == (1, first.message.event.hash)


def test_of_a_long_foreign_message_the_beginning_is_kept_and_how_long_it_was() -> None:
    (found,) = come([b"x" * 100_000])
    assert found.position == 0, "it comes at once"
    assert found.wrong is WhyAside.NO_EVENT
    assert found.aside("reports", WhyAside.NO_EVENT).content == (b"x" * KEPT_BYTES, 100_000)


def test_of_an_event_that_is_kept_aside_the_whole_message_is_kept() -> None:
    (found,) = come(MESSAGES[:1])
    assert found.aside("reports", WhyAside.UNCONNECTED).content.first == MESSAGES[0]


def test_an_event_of_another_service_is_none_of_the_topic() -> None:
    assert looked_at(MESSAGES[0], "aggregator", ShapeBook()) is WhyAside.ELSEWHERE
