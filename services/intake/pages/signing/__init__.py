"""What the second signer signs at their own desk (待签)."""
