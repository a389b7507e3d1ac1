"""One service's database: engine, transactions, migrations, leases, many rows at once, and the schema for Grafana."""
