"""Codes that change every half minute (RFC 6238), how a phone comes to make them, and what helps when it is lost."""
