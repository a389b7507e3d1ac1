#!/bin/bash
# At the first start of the PostgreSQL server: a database and an owner for each service, and the user
# that Grafana reads with. It may connect and nothing more: the migrations give it the views in the
# schema `grafana` of each database, and no table.
set -euo pipefail

# A password goes to psql by a variable, never by the command line.
as_admin() { psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" "$@"; }

as_admin --dbname postgres <<SQL
\set password \`cat /run/secrets/grafana_database_password\`
CREATE ROLE xushi_grafana LOGIN PASSWORD :'password' CONNECTION LIMIT 20;
ALTER ROLE xushi_grafana SET default_transaction_read_only = on;
ALTER ROLE xushi_grafana SET statement_timeout = '30s';
SQL

for service in intake aggregator alerts; do
  name=xushi_$service
  as_admin --dbname postgres <<SQL
\set password \`cat /run/secrets/${service}_database_password\`
CREATE ROLE $name LOGIN PASSWORD :'password';
CREATE DATABASE $name OWNER $name ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE $name FROM PUBLIC;
GRANT CONNECT ON DATABASE $name TO xushi_grafana;
SQL
  as_admin --dbname "$name" <<SQL
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO $name;
SQL
done
