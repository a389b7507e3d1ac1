"""Programs that watch the system, for the tests: Prometheus and Alertmanager, the real ones."""
