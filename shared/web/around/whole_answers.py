"""An answer as a whole, for what makes something of a page; and addresses without what is none of the page's."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class WholeAnswer:
    """An answer as it is put together, to be changed and sent."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()

    async def take(self, message: Message) -> None:
        """One message of it."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    @property
    def body(self) -> bytes:
        """Its bytes, which are not compressed yet."""
        return bytes(self._body)

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return dict(self.headers).get(b"content-type", b"").startswith(b"text/html")

    def replace(self, body: bytes) -> None:
        """Another body in place of its own."""
        self.headers = [each for each in self.headers if each[0] != b"content-length"]
        self.headers.append((b"content-length", str(len(body)).encode()))
        self._body = bytearray(body)

    async def send(self, send: Send) -> None:
        """As it is now."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


async def answer_of(app: ASGIApp, scope: Scope, receive: Receive, query: str) -> WholeAnswer:
    """What is answered to a request that is asked with ``query`` in place of its own."""
    answer, asked = WholeAnswer(), {**scope, "query_string": query.encode()}
    await app(asked, receive, answer.take)
    scope["route"] = asked.get("route")  # by which the request is counted
    return answer


def fields_of(scope: Scope) -> list[tuple[str, str]]:
    """The parameters of an address, in their order."""
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def query_without(scope: Scope, *names: str) -> str:
    """The query of an address without these parameters."""
    return urlencode([field for field in fields_of(scope) if field[0] not in names])
