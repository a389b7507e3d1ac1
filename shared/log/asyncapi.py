"""The topics in Kafka as an AsyncAPI 3.0 document: for whoever reads them without our code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec

from shared.events import EVENT_TYPES, Event, FigureChanged, ReportSubmitted
from shared.log.cloudevents import CONTENT_TYPE, DerivedEvent, StoredEvent
from shared.log.current import CurrentFigure
from shared.log.topics import CURRENT_FIGURES, TOPICS
from shared.shapes.figures import PackedFigures
from shared.shapes.packed import PackedReport

_REF = "#/components/schemas/{name}"
_PREFIXES = {
    "reports": (
        "Report",
        "Correction",
        "PeriodClosed",
        "Target",
        "AnnualTarget",
        "Adjustment",
        "Commitment",
        "Milestone",
        "CatalogueChanged",
        "ShapeDefined",
        "PanelReported",
    ),
    "figures": (
        "Figure",
        "ProgressAssessed",
        "BulletinPublished",
        "EvaluationPublished",
        "PanelLoss",
        "Comparison",
        "FalseReport",
        "Appraisal",
    ),
    "alerts": ("Alert", "Notification", "ReminderIssued", "StatementReminderIssued"),
}
"""How the names of a topic's event types begin."""

_ABOUT = {
    "reports": "What units reported and reviewers decided (intake). Kept for ever.",
    "figures": "Figures, how targets stand, bulletins, evaluations, what analysts record (aggregator). Kept for ever.",
    "alerts": "Episodes of alerts and their messages (alerts). Kept for ever.",
    CURRENT_FIGURES: "The newest figure of each region, month and indicator. Compacted.",
}
_FORMS: Mapping[type[msgspec.Struct], Sequence[type[msgspec.Struct]]] = {
    ReportSubmitted: (PackedReport,),
    FigureChanged: (PackedFigures,),
}
"""Events whose data may have another form than their fields."""

_ATTRIBUTES = {
    "id": "The position in the producing store, unique within the source.",
    "source": "/xushi/ and the producing service.",
    "type": "xushi.<event>.v<version>.",
    "subject": "The stream: what the event happened to.",
    "time": "When it was recorded, in UTC.",
    "partitionkey": "The region that the event is about: the message's key.",
    "sequence": "The position, as a decimal of fixed width; no position is left out.",
    "previoussequence": "The position of the event before in this partition; zeros for the first. "
    "Take an event only directly after that one: what is repeated or out of turn is passed over.",
    "previoussequencehash": "The hash of that event, where there is one. Another hash than the one you read there: "
    "this is not the topic that you read before. Earlier versions did not send it.",
    "streamversion": "The number of the event in its stream.",
    "actor": "Who did it.",
    "correlationid": "The same from a report to the message it led to.",
    "idempotencykey": "What made a repetition of the request harmless.",
    "previoushash": "The hash of the event before in the store.",
    "hash": "SHA-256 over the previous hash and every other field.",
    "data": "The event itself.",
    "shape": "Of a report that names its shape: the definition, a ShapeDefined as JSON text. The n-th of `values` is "
    "the figure of its n-th indicator.",
}


def asyncapi() -> dict[str, Any]:
    """The whole document."""
    payloads: list[type[msgspec.Struct]] = [*EVENT_TYPES, CurrentFigure]
    _, schemas = msgspec.json.schema_components([*payloads, *chain.from_iterable(_FORMS.values())], ref_template=_REF)
    messages = {each.__name__: _message(each) for each in payloads}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Xushi 序时",
            "version": "1",
            "description": "CloudEvents 1.0 in structured mode (JSON). Amounts are integers of the indicator's base "
            "unit. Topic names begin with the prefix that is set (xushi).",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic: _channel(topic, payloads) for topic in TOPICS},
        "operations": {
            f"read-{topic}": {"action": "receive", "channel": {"$ref": f"#/channels/{topic}"}} for topic in TOPICS
        },
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _channel(topic: str, payloads: Iterable[type[msgspec.Struct]]) -> dict[str, Any]:
    mine = [each.__name__ for each in payloads if _carries(topic, each)]
    return {
        "address": f"xushi.{topic}",
        "description": _ABOUT[topic],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in mine},
        "bindings": {"kafka": {"topicConfiguration": _configuration(TOPICS[topic])}},
    }


def _carries(topic: str, payload: type[msgspec.Struct]) -> bool:
    if topic == CURRENT_FIGURES:
        return payload is CurrentFigure
    return issubclass(payload, Event) and payload.__name__.startswith(_PREFIXES[topic])


def _configuration(options: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"cleanup.policy": [options["cleanup.policy"]]}
    return found | {name: int(options[name]) for name in ("retention.ms", "retention.bytes") if name in options}


def _message(payload: type[msgspec.Struct]) -> dict[str, Any]:
    envelope: type[msgspec.Struct] = StoredEvent if issubclass(payload, Event) else DerivedEvent
    version = payload.__version__ if issubclass(payload, Event) else 1
    fields = {field.encode_name: field for field in msgspec.structs.fields(envelope)}
    properties: dict[str, Any] = {
        name: {"type": "integer" if field.type is int else "string", "description": _ATTRIBUTES[name]}
        for name, field in fields.items()
        if name in _ATTRIBUTES
    }
    properties["specversion"] = {"const": "1.0"}
    properties["datacontenttype"] = {"const": "application/json"}
    properties["type"] = {"const": f"xushi.{payload.__name__}.v{version}"}
    forms = [{"$ref": _REF.format(name=form.__name__)} for form in (payload, *_FORMS.get(payload, ()))]
    properties["data"] = forms[0] if len(forms) == 1 else {"oneOf": forms}
    required = [name for name, field in fields.items() if field.required]
    return {
        "name": payload.__name__,
        "summary": (payload.__doc__ or "").strip().split("\n", 1)[0],
        "contentType": CONTENT_TYPE,
        "payload": {"type": "object", "required": required, "properties": properties},
        "bindings": {"kafka": {"key": {"type": "string", "description": _ATTRIBUTES["partitionkey"]}}},
    }
