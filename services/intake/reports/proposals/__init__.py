"""Corrections that wait for their second signer."""
