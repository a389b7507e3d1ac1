"""What prints documents in a process: the fonts of this machine, and the office's certificate where one is set.

Whoever issues a document calls :meth:`Printing.document` outside of any transaction, writes ``digest`` into the event
that issues it, and keeps the document beside the event (``shared.database.kept_documents``): its bytes hang on the
fonts, so it cannot be made once more where those are others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from shared.observe.health import CheckFailed
from shared.office.blocks import Layout
from shared.office.pdf.fonts import choose
from shared.office.pdf.seal import SealRefused, SigningCertificate, read_seal
from shared.office.pdf.typesetter import Typesetter
from shared.periods import Clock, SystemClock
from shared.settings import Settings

MEDIA_TYPE = "application/pdf"

OWN_FONTS = "fonts"
"""The folder of fonts in the office's own."""


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document as it is handed out: ``size`` bytes of content, and what a signature has appended to them."""

    data: bytes
    size: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the content: the same wherever the same is printed in the same fonts, signed or not."""
        return hashlib.sha256(self.data[: self.size]).hexdigest()

    @property
    def signed(self) -> bool:
        """Whether it is signed."""
        return len(self.data) > self.size


class Printing:
    """Prints, and signs where there is a certificate. Files are looked at when they are needed first."""

    def __init__(self, settings: Settings, site: Path | None = None, clock: Clock | None = None) -> None:
        """``site``: the office's own folder; ``clock``: what certificates hold by (the present)."""
        self._settings = settings
        self._site = site
        self._clock = clock or SystemClock()

    @cached_property
    def typesetter(self) -> Typesetter:
        """Sets in the fonts of this machine."""
        return Typesetter(choose(self._site / OWN_FONTS if self._site is not None else None))

    @cached_property
    def seal(self) -> SigningCertificate | None:
        """The office's certificate; None where none is set."""
        settings = self._settings
        if settings.signing_certificate_file is None:
            return None
        return read_seal(settings.signing_certificate_file, settings.signing_key_file, settings.signing_password_file)

    def begin(self) -> None:
        """Look at everything before anybody is served.

        Raises:
            FontFault: a font of the office cannot be used.
            SealRefused: the certificate cannot sign.
        """
        assert self.typesetter
        if self.seal is not None and (fault := self.seal.fault(self._clock.now())):
            raise SealRefused(fault)

    def draft(self, layout: Layout, day: date) -> bytes:
        """The document of a day's content, unsigned: the same bytes whenever it is asked for.

        Raises:
            SettingFault: it could not be set as it is.
        """
        return self.typesetter.pdf(layout, day)

    def document(self, layout: Layout, day: date) -> PrintedDocument:
        """The document as it is issued, signed where there is a certificate.

        Raises:
            SettingFault: it could not be set as it is.
            SealRefused: the certificate does not hold any more.
        """
        data = self.draft(layout, day)
        signed = self.seal.sign(data, self._clock.now()) if self.seal is not None else data
        return PrintedDocument(signed, len(data))

    def check(self) -> str:
        """Which fonts, and until when the certificate holds.

        Raises:
            CheckFailed: nothing can be printed, or signed.
        """
        try:
            self.begin()
        except ValueError as fault:
            raise CheckFailed(str(fault)) from None
        fonts = f"字体：{self.typesetter.fonts.words()}"
        seal = self.seal.words(self._clock.now()) if self.seal is not None else "未设签名证书，文件不签名"
        return f"{fonts}；{seal}"
