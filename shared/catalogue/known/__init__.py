"""Which catalogue was in force at a point in the past, and what readers make of each."""

from shared.catalogue.known.by_catalogue import ByCatalogue
from shared.catalogue.known.catalogues import KnownCatalogues, Moment, OneCatalogue, in_force

__all__ = ["ByCatalogue", "KnownCatalogues", "Moment", "OneCatalogue", "in_force"]
