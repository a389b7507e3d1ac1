"""A kept form put back into the page where it was filled in. Pure: a page's text comes in, and goes out filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from shared.web.kept_forms.form import KeptForm

Attributes = dict[str, str | None]

_TYPED = frozenset({"text", "search", "number", "date", "month", "tel", "email", "url"})
_CHOSEN = frozenset({"checkbox", "radio"})
_NOTICE = "登录失效前填的内容已放回本页，还没有送出。请看过后再提交。"
_LOST = "登录失效前填的内容没有送出，现在这一页已没有当时的表。填过的是："


def refill(html: str, kept: KeptForm) -> str:
    """The page with what was typed and chosen in its form, and a notice above; where it has no such form any more, with
    what was typed. What the page itself says in hidden fields stays, but for those that it marks: the form goes on from
    what stands now, unless what was typed is a change of what it was drawn from."""
    place = _find(html, kept)
    notice = f"<p>{_NOTICE}</p>" if place is not None else _what_was_typed(kept)
    writing = _FormWriter(kept, place, f'<div class="done kept-form" role="status">{notice}</div>')
    writing.feed(html)
    writing.close()
    return "".join(writing.out)


def _what_was_typed(kept: KeptForm) -> str:
    typed = dict.fromkeys(text for _, text in kept.fields if text.strip())
    return f"<p>{_LOST}</p><ul>{''.join(f'<li>{escape(text)}</li>' for text in typed)}</ul>"


@dataclass(slots=True)
class _Form:
    """One form of a page: where it sends to, and its hidden fields."""

    sends_to: set[str]
    hidden: Attributes = field(default_factory=dict)

    def fits(self, kept: KeptForm) -> int:
        """How many of its hidden fields came with the kept form as they are now."""
        return sum(text in kept.of(name) for name, text in self.hidden.items())


def _find(html: str, kept: KeptForm) -> int | None:
    """Which of the page's forms it is: of several to one address the one most like it."""
    reading = _FormReader()
    reading.feed(html)
    reading.close()
    fitting = [at for at, form in enumerate(reading.forms) if kept.path in form.sends_to]
    return max(fitting, key=lambda at: reading.forms[at].fits(kept), default=None)


class _FormReader(HTMLParser):
    """Lists the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Forms, their buttons and their hidden fields."""
        has = dict(attrs)
        if tag == "form":
            self.forms.append(_Form({has.get("action") or "", *(has.get("data-takes-back") or "").split()}))
        elif self.forms and tag == "button" and has.get("formaction"):
            self.forms[-1].sends_to.add(has["formaction"] or "")
        elif self.forms and tag == "input" and has.get("type") == "hidden":
            self.forms[-1].hidden[has.get("name") or ""] = has.get("value") or ""


class _FormWriter(HTMLParser):
    """Writes a page as it is, with one form filled and a notice at the beginning of what it is about."""

    def __init__(self, kept: KeptForm, place: int | None, notice: str) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._kept, self._place, self._notice = kept, place, notice
        self._form, self._inside, self._select, self._drops = -1, False, "", False
        self._along, self._seen = "", set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements with and without an end."""
        self._inside = self._entered(tag, attrs)
        self._seen.add(dict(attrs).get("name") or "")
        filling = _FILLED.get(tag) if self._inside else None
        self.out.append(filling(self, dict(attrs)) if filling else self.get_starttag_text() or "")
        if tag == "main":
            self.out.append(self._notice)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same: none of a form is written so."""
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """The end of the form, or of a text that was replaced."""
        if self._inside and tag == "form":
            self.out.append(self._taken_along())
            self._inside = False
        self._select = "" if tag == "select" else self._select
        self._drops = self._drops and tag != "textarea"
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text, but for what was replaced."""
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        """An escaped character."""
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """An escaped character."""
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self._write(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """What kind of a document it is."""
        self.out.append(f"<!{decl}>")

    def filled_input(self, has: Attributes) -> str:
        """A field of one line, a box to tick, or a hidden field."""
        name, kind = has.get("name") or "", has.get("type") or "text"
        if not self._kept.has(name) and kind not in _CHOSEN:
            return self.get_starttag_text() or ""
        texts = self._kept.of(name)
        if kind in _CHOSEN:
            return _tag("input", has | {"checked": None} if (has.get("value") or "on") in texts else _without(has))
        if kind in _TYPED or (kind == "hidden" and "data-taken-back" in has):
            return _tag("input", has | {"value": texts[-1]})
        return self.get_starttag_text() or ""

    def filled_text(self, has: Attributes) -> str:
        """A field of several lines."""
        name = has.get("name") or ""
        if not self._kept.has(name):
            return self.get_starttag_text() or ""
        self._drops = True
        return f"{_tag('textarea', has)}\n{escape(self._kept.of(name)[-1])}"

    def opened_select(self, has: Attributes) -> str:
        """A choice of several."""
        name = has.get("name") or ""
        self._select = name if self._kept.has(name) else ""
        return self.get_starttag_text() or ""

    def filled_option(self, has: Attributes) -> str:
        """One of them."""
        if not self._select or "value" not in has:
            return self.get_starttag_text() or ""
        chosen = (has["value"] or "") in self._kept.of(self._select)
        return _tag("option", has | {"selected": None} if chosen else _without(has))

    def _entered(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        if tag != "form":
            return self._inside
        self._form += 1
        self._along, self._seen = dict(attrs).get("data-takes-along") or "", set()
        return self._form == self._place

    def _taken_along(self) -> str:
        """What was filled in on a page that came after this one, and has no field here: it goes with the form."""
        along = self._along
        fields = [(name, text) for name, text in self._kept.fields if along and name.startswith(along) and text]
        return "".join(
            _tag("input", {"type": "hidden", "name": name, "value": text})
            for name, text in fields
            if name not in self._seen
        )

    def _write(self, text: str) -> None:
        if not self._drops:
            self.out.append(text)


_FILLED: dict[str, Callable[[_FormWriter, Attributes], str]] = {
    "input": _FormWriter.filled_input,
    "textarea": _FormWriter.filled_text,
    "select": _FormWriter.opened_select,
    "option": _FormWriter.filled_option,
}


def _without(has: Attributes) -> Attributes:
    return {name: text for name, text in has.items() if name not in ("checked", "selected")}


def _tag(tag: str, has: Attributes) -> str:
    written = "".join(f" {name}" if text is None else f' {name}="{escape(text)}"' for name, text in has.items())
    return f"<{tag}{written}>"
