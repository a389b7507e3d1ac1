"""What was found of a target: topic ``alerts``, stream ``alert-<plan>-<row>-<region>``."""

from __future__ import annotations

import msgspec

from shared.events.event import Event, Level
from shared.events.progress import Assessment, UnitCorrection


class AskedDays(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a department was asked for, and until when, as it was told: days ``YYYY-MM-DD`` in China.

    Asked ``on`` a day to sign ``sign_by`` ('' where it is not) and to answer ``answer_by``; its leader is told when
    nothing came by ``leader_sign_by`` and ``leader_answer_by``.
    """

    on: str
    answer_by: str
    leader_answer_by: str
    sign_by: str = ""
    leader_sign_by: str = ""


class AlertRaised(Event, frozen=True, kw_only=True):
    """A binding target fell behind: an episode opened. ``after`` links a reopened episode. ``asked`` are the days
    that the department was told (None in what was stored before they were kept)."""

    alert: str
    episode: int
    plan: str
    row: int
    indicator: str
    region: str
    period: str
    level: Level
    reason: str
    assessment: Assessment
    after: int | None = None
    asked: AskedDays | None = None


class AlertAdvised(Event, frozen=True, kw_only=True):
    """A 提示, which is no episode: a binding target on schedule is likelier to miss than to reach what it owes (蓝,
    ``likely_missed``), or an expected one fell behind (``bound_broken_twice``, ``year_mean_broken``, ``behind_twice``).

    Once until the target leaves 蓝, or until an ``AlertAdviceLifted`` of the expected one. Its message counts as one of
    episode 0.
    """

    alert: str
    plan: str
    row: int
    indicator: str
    region: str
    period: str
    reason: str
    assessment: Assessment


class AlertAdviceLifted(Event, frozen=True, kw_only=True):
    """An expected target of which a 提示 was given, about the month ``advised_period``, is kept again, on accepted
    figures of enough units. Nobody is told; what comes after may be advised of anew."""

    alert: str
    plan: str
    row: int
    indicator: str
    region: str
    period: str
    advised_period: str
    reason: str
    assessment: Assessment


class AlertLevelChanged(Event, frozen=True, kw_only=True):
    """An open episode's level, or the return of its figures. ``gathered_by`` names the open alert of an area around
    it on the same indicator, whose messages list it: then nobody is told of this one ('' otherwise). ``asked`` are
    the days that the department was told, where it got worse."""

    alert: str
    episode: int
    period: str
    old_level: Level
    level: Level
    reason: str
    assessment: Assessment
    gathered_by: str = ""
    asked: AskedDays | None = None


class AlertFrozen(Event, frozen=True, kw_only=True):
    """Coverage fell short (缺报): the episode stands still until figures are there again.

    The thaw is an ``AlertLevelChanged`` with the reason ``figures_returned``. ``gathered_by`` as there. ``quiet``:
    nobody is told yet, the month may merely be late (events stored before were told at once).
    """

    alert: str
    episode: int
    period: str
    reason: str
    gathered_by: str = ""
    quiet: bool = False


class AlertFreezeLasted(Event, frozen=True, kw_only=True):
    """The figures of ``period``, for want of which the episode froze, were still not there when those of the month
    after it were due: now the department is told."""

    alert: str
    episode: int
    period: str
    reason: str


class AlertGapGrew(Event, frozen=True, kw_only=True):
    """The level is the same, but the gap grew by a fifth at least since it was last told (``told_gap``, in the measure
    of the assessment): the department is told again, whatever it has answered."""

    alert: str
    episode: int
    period: str
    told_gap: int
    reason: str
    assessment: Assessment


class AlertResolved(Event, frozen=True, kw_only=True):
    """The accepted figures reached the trajectory, the plan's last month met the target, or the target is no
    longer a binding one."""

    alert: str
    episode: int
    period: str
    reason: str
    assessment: Assessment


class AlertReopened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The accepted figures that an episode was closed on stand no more: the same one, raised about ``since``, goes on.

    At ``level``, ``frozen`` where no figures stand. What was signed, answered and told counts on; ``asked`` are the
    days that were told, moved by those on which it was closed (None: nothing was stored).
    """

    alert: str
    episode: int
    plan: str
    row: int
    indicator: str
    region: str
    period: str
    since: str
    level: Level
    reason: str
    assessment: Assessment
    frozen: bool = False
    asked: AskedDays | None = None


class AlertClosedByCorrection(Event, frozen=True, kw_only=True):
    """A correction showed that the episode should not have been raised (更正销警). ``corrections`` are those that were
    accepted since it was raised, of units' figures that it rests on."""

    alert: str
    episode: int
    period: str
    reason: str
    old_actual: int | None
    assessment: Assessment
    corrections: tuple[UnitCorrection, ...] = ()


class AlertExpired(Event, frozen=True, kw_only=True):
    """The plan is over, and with it an episode that was still open (期满).

    ``period`` is the plan's last month; ``reason`` says how the target came out there, and on what: ``completed`` and
    ``not_completed`` on accepted figures of enough units, ``completed_unreviewed`` and ``not_completed_unreviewed`` on
    provisional ones that nobody accepted in time, ``unreported`` where the month was never reported by enough units,
    ``unjudged`` where nothing was asked for in it (a row in words without a target for its last year). ``assessment``
    is the one that says so, or the last there was, of the month ``figures_period`` ('' where it is ``period``).
    """

    alert: str
    episode: int
    period: str
    reason: str
    assessment: Assessment
    figures_period: str = ""


class AlertOutcomeChanged(Event, frozen=True, kw_only=True):
    """Figures that were accepted after an episode expired say for the first time how it came out, or say otherwise.

    The reasons are those of ``AlertExpired``. Where only the figures are surer now (the same result, since accepted)
    nobody is told.
    """

    alert: str
    episode: int
    period: str
    old_reason: str
    reason: str
    assessment: Assessment
