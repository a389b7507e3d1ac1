from __future__ import annotations

from shared.observe import CheckFailed, Health, Metrics
from shared.process.health_watch import HealthWatch
from tests.builders import a_clock


def test_every_check_is_a_metric_of_its_own() -> None:
    health, metrics, wrong = Health(), Metrics(), ["no answer"]

    def reader() -> str:
        if wrong:
            raise CheckFailed(wrong[0])
        return "reads"

    health.add("store", lambda: "position 7", needed=True)
    health.add("reader", reader)
    clock = a_clock()
    watch = HealthWatch(health, metrics, clock)

    def sample(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(name, labels)

    watch.sweep()
    assert (sample("xushi_health_check", check="store"), sample("xushi_health_check", check="reader")) == (1, 0)
    assert sample("xushi_health_checked_timestamp_seconds") == clock.now().timestamp()
    wrong.clear()
    watch.sweep()
    assert sample("xushi_health_check", check="reader") == 1
