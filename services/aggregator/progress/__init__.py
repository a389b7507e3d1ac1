"""Assessments kept and told: changed figures are held against their targets in the transaction that changed them."""
