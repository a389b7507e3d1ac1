"""Who may see and change what: see shared.access."""

from shared.access import Access, not_yours

__all__ = ["Access", "not_yours"]
