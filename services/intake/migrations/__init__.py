"""Alembic history of intake's database."""
