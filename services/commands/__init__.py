"""The commands of ``xushi``: one module a family; ``services.commands.every`` registers them."""
