"""The catalogue: regions, indicators, departments and the plans as published."""

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.findings import CatalogueError
from shared.catalogue.load import load_catalogue

__all__ = ["Catalogue", "CatalogueError", "load_catalogue"]
