"""``xushi keys`` and ``xushi account``: what systems and people come in with."""
