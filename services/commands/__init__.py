"""The commands of ``xushi``: one module a family; ``services.cli`` registers them."""
