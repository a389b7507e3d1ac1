"""The catalogue: regions, indicators, departments and the plans as published."""

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.load import load_catalogue, load_from
from shared.catalogue.findings import CatalogueError

__all__ = ["Catalogue", "CatalogueError", "CatalogueSources", "load_catalogue", "load_from"]
