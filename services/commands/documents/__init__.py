"""Documents that are published: bulletins and evaluation reports, and their files."""
