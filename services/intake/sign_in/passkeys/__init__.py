"""Passkeys (WebAuthn): a key in a phone, computer or token that asks its owner for a PIN, finger or face.

One alone signs in, since it is two factors: what somebody has, and what they know or are. It is bound to the address
of the pages, so nothing that is typed into another site opens this one.
"""
