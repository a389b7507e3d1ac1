"""The catalogue: regions, indicators, departments and the plans as published."""

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.findings import CatalogueError

__all__ = ["Catalogue", "CatalogueError", "load_catalogue"]
