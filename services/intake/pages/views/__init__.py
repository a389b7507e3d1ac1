"""What the pages of intake show: view models made from what was read, before any template is filled."""
