"""How a person shows who they are, beside a password: codes of an authenticator, passkeys, the office's own provider.

``totp``: codes of a phone, and the recovery codes for when it is lost. ``passkeys``: WebAuthn. ``oidc``: sign-in at an
identity provider. ``sealing`` keeps what has to be read again secret at rest. All of it goes by the machine's clock,
never by a simulated one: phones and providers do.
"""
