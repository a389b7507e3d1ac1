"""The store beside other event stores, each in a process of its own. ``benchmarks.append`` puts them together."""
