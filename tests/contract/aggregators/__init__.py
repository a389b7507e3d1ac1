"""Several aggregators over one database."""
