"""``xushi``: what is typed, and which modules it needs.

A process that serves (``up``, ``serve``, ``relay``) loads those few commands; any other command loads all of them,
which :mod:`services.commands.every` holds. While modules are loaded nothing looks for garbage: among what stays for as
long as the process there is none, and looking costs a fifth of a start. Services that are at work look again
(``spare_the_collector``).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

SERVING = ("up", "serve", "relay")


def main() -> None:
    """Run what was typed."""
    gc.disable()
    commands(sys.argv[1:])()


def commands(words: Sequence[str]) -> typer.Typer:
    """The commands among which ``words`` ask for one."""
    if words[:1] and words[0] in SERVING:
        from services.commands import serving

        return serving.commands()
    from services.commands.every import app

    gc.enable()
    return app


def __getattr__(name: str) -> typer.Typer:
    """``app``: every command, for who asks for all of them."""
    if name != "app":
        raise AttributeError(name)
    return commands(())


if __name__ == "__main__":
    main()
