"""Grafana's dashboards as code: one module a dashboard; ``python -m deploy.grafana.build`` writes them as JSON."""
