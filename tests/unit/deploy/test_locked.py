"""What a lock file pins."""

from __future__ import annotations

from deploy.locked import Pin, pins

LOCK = """\
alembic==1.20.1 \\
    --hash=sha256:aa
    # via xushi (pyproject.toml)
psycopg[binary]==3.3.9 ; python_version >= "3.11" \\
    --hash=sha256:bb
grafana-foundation-sdk==1769699379!11.6.0 \\
    # via something==9.9
"""


def test_every_pin_is_read_and_nothing_that_only_looks_like_one() -> None:
    assert pins(LOCK) == [
        Pin("alembic", "1.20.1"),
        Pin("psycopg", "3.3.9"),
        Pin("grafana-foundation-sdk", "1769699379!11.6.0"),
    ]
