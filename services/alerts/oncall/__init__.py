"""值守: whoever runs the system is told what Prometheus finds wrong, over the channels that departments are told over.

A process of its own without database, log or catalogue: it tells of these when they are gone.
"""
