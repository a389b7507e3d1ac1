"""What has to be read again and must not be read in a copy of the database: sealed by a key that lies in a file.

The file is made at first use, readable by its owner only, beside the file of keys. Instances of intake on several
machines need the same one. Without it nothing that was sealed can be read: whoever has a sealed factor sets it up
anew after ``xushi account reset-factors``.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shared.later import Later
from shared.whole_files import PRIVATE

if TYPE_CHECKING:
    from cryptography import exceptions
    from cryptography.hazmat.primitives.ciphers import aead
else:
    exceptions, aead = Later("cryptography.exceptions"), Later("cryptography.hazmat.primitives.ciphers.aead")

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """What was sealed cannot be opened: another key, another purpose, or altered bytes. Says so in Chinese."""


class Seal:
    """AES-256-GCM with a random nonce. ``purpose`` is bound in: what was sealed for one account opens for no other."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def close(self, plain: bytes, purpose: str) -> bytes:
        """The sealed form of ``plain``: another one each time.

        Raises:
            OSError: the key's file can neither be read nor made.
            SealBroken: as :meth:`open`, of the file.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """What was sealed for ``purpose``.

        Raises:
            OSError: the key's file can neither be read nor made.
            SealBroken: it was not sealed so, or the file holds no key.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (exceptions.InvalidTag, ValueError):
            raise SealBroken("密封的内容打不开：密钥文件已更换，或内容已被改动") from None

    @cached_property
    def _cipher(self) -> aead.AESGCM:
        content = _read_or_make(self._path)
        if len(content) < _KEY_BYTES:
            raise SealBroken(f"{self._path} 不是密封用的密钥文件：至少 {_KEY_BYTES} 字节")
        return aead.AESGCM(hashlib.sha256(content).digest())  # a file of random letters will do as well


def _read_or_make(path: Path) -> bytes:
    """The key in the file. Of several processes that make it at once one wins, and all read what it wrote."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass  # the first use
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(aead.AESGCM.generate_key(8 * _KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return path.read_bytes()  # another process was first
    finally:
        temporary.unlink(missing_ok=True)
    return path.read_bytes()
