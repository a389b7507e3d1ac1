"""Which function answers an address."""
