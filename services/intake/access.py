"""Who may see and change what: see shared.security.access."""

from shared.security.access import Access, not_yours

__all__ = ["Access", "not_yours"]
