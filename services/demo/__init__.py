"""Simulated district systems: figures made up between published ones, and posted over HTTP."""
