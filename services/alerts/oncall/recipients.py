"""Who is told, as the settings name them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services.alerts.channels import CHANNEL_NAMES, ROBOT_CHANNELS
from services.alerts.messages.mail import mail_address

MAIL, ROBOTS = "mail", "robots"
WAYS = (MAIL, ROBOTS)
"""What Alertmanager sends to, each for itself: what one has not taken is tried again without the other."""

_ROBOTS_TEXT = "、".join(sorted(ROBOT_CHANNELS))


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address or a robot's name, and the channel that reaches it."""

    channel: str
    name: str

    def __str__(self) -> str:
        return f"{CHANNEL_NAMES[self.channel]} {self.name}"


class WrongRecipients(ValueError):
    """The settings name some that nothing can be sent to; the text says all of them."""


def recipients_of(mail: str, robots: str) -> dict[str, tuple[Recipient, ...]]:
    """Who is told by each way, each once: ``mail`` holds addresses, ``robots`` robots as ``wecom:name``, comma between.

    Raises:
        WrongRecipients: see there.
    """
    addresses, named = _parts(mail), _parts(robots)
    faults = [f"XUSHI_OPS_MAIL 中的“{each}”不是邮箱地址" for each in addresses if not _is_address(each)]
    faults += [
        f"XUSHI_OPS_ROBOTS 中的“{each}”应写作 渠道:机器人名称，渠道为 {_ROBOTS_TEXT} 之一"
        for each in named
        if not _is_robot(each)
    ]
    if faults:
        raise WrongRecipients("；".join(faults))
    by_robot = (each.partition(":") for each in named)
    return {
        MAIL: tuple(Recipient("mail", each) for each in addresses),
        ROBOTS: tuple(Recipient(channel.strip(), name.strip()) for channel, _, name in by_robot),
    }


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for each in text.split(",") if (part := each.strip())))


def _is_address(text: str) -> bool:
    try:
        return mail_address(text).addr_spec.isascii()
    except ValueError:
        return False


def _is_robot(text: str) -> bool:
    channel, _, name = text.partition(":")
    return channel.strip() in ROBOT_CHANNELS and bool(name.strip())
