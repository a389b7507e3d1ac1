"""Which words of a page, a message or a help text are in another language than its readers'."""

from __future__ import annotations

import html
import re

_UNSEEN = re.compile(r"(?s)<(script|style|pre)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>")
_TOLD_OTHERWISE = re.compile(r'\b(?:title|alt|aria-label|placeholder)="([^"]*)"')
_WITHIN = re.compile(r'\bsrcdoc="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_NAMES = re.compile(r"https?://[^\s”“，。）；、<]+|[\w@./:+=-]*[\d_@./:=][\w@./:+=-]*", re.ASCII)
"""Addresses, and what has a digit or a sign in it as no word has: ids, units' codes, files' names, hashes."""
_WORD = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]+)*")


def shown(page: str) -> str:
    """What a page shows or has read out, a mail within it included; data and what is quoted as it is are left out."""
    seen = _UNSEEN.sub(" ", page)
    within = [html.unescape(each) for each in _WITHIN.findall(seen)]
    told = [*_TOLD_OTHERWISE.findall(seen), _TAG.sub(" ", _WITHIN.sub("", seen)), *(shown(each) for each in within)]
    return html.unescape(" ".join(told))


def foreign(text: str, *allowed: str) -> set[str]:
    """The words in Latin letters that are neither ``allowed`` nor part of an address, an id or a file's name."""
    return set(_WORD.findall(_NAMES.sub(" ", text))) - set(allowed)
