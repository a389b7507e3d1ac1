"""What keeps one request from costing the others their service."""
