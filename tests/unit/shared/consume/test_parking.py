from __future__ import annotations

from tests.unit.shared.consume.setting import Setting


def test_a_failing_event_parks_its_stream_in_order_and_others_go_on(setting: Setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("a", "bad", "b", "bad", "a")
    consumer = setting.consumer()
    consumer.catch_up()
    assert setting.counts() == {"a": 2, "b": 1}
    (parked,) = consumer.parked()
    assert (parked.key, parked.events, parked.position) == ("bad", 2, 2)
    assert "Broken" in parked.error


def test_later_events_of_a_parked_stream_wait_behind_it(setting: Setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("bad")
    consumer = setting.consumer()
    consumer.catch_up()
    setting.handle.failing = set()
    setting.produce("bad", "a")
    consumer.catch_up()
    assert setting.counts() == {"a": 1}
    assert consumer.parked()[0].events == 2


def test_a_retried_stream_is_applied_in_order_and_leaves_the_parking_place(setting: Setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("bad", "bad", "a")
    consumer = setting.consumer()
    consumer.catch_up()
    assert consumer.retry_parked("bad") == 0
    assert consumer.parked()[0].events == 2
    setting.handle.failing = set()
    assert consumer.retry_parked("bad") == 2
    assert consumer.parked() == []
    assert setting.counts() == {"bad": 2, "a": 1}
