"""The compacted topic beside ``figures``: each region's, month's and indicator's newest figure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.codec import Codec
from shared.events import FigureChanged, FigureLine
from shared.log.cloudevents import encode_derived
from shared.log.connection import topic_name
from shared.log.sender import TopicSender, partition_of
from shared.log.topics import CURRENT_FIGURES
from shared.settings import Settings
from shared.store import Recorded


class CurrentFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure as it now is; see FigureChanged, whose one line it is."""

    region: str
    period: str
    data_version: int
    figure: FigureLine


class CurrentFigures:
    """Sends what a page of ``figures`` changed: of each figure only the last."""

    def __init__(self, settings: Settings, codec: Codec) -> None:
        self._name = topic_name(settings, CURRENT_FIGURES)
        self._partitions = settings.kafka_partitions
        self._codec = codec

    def send(self, events: Sequence[Recorded], service: str, sender: TopicSender) -> None:
        """Hand the newest figures over to ``sender``; the key names region, month and indicator."""
        newest: dict[str, tuple[Recorded, CurrentFigure]] = {}
        for event in events:
            if event.type == FigureChanged.__name__:
                changed = self._codec.decode(event.type, event.schema_version, event.data)
                assert isinstance(changed, FigureChanged)
                for line in changed.lines:
                    figure = CurrentFigure(changed.region, changed.period, changed.data_version, line)
                    newest[f"{changed.region}/{changed.period}/{line.indicator}"] = (event, figure)
        for key, (event, figure) in newest.items():
            partition = partition_of(figure.region, self._partitions)
            message = encode_derived(event, service, key, figure)
            sender.send(self._name, partition, key, message, event.position)
