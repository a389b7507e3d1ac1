"""Walks through the whole system, mail included: a department head on a phone, an inspector, ops."""
