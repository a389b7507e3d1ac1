#!/bin/sh
# Makes the passwords that docker-compose.yml mounts: random ones, each in a file of its own, once.
# A file that is there is left alone. The folder is its owner's only; the files are readable inside
# it, because each container reads its own as another user.
set -eu
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
chmod 700 "$folder"
for name in postgres_password intake_database_password aggregator_database_password alerts_database_password \
  grafana_database_password grafana_admin_password factor_key oncall_key; do
  file=$folder/$name
  [ -s "$file" ] && continue
  LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 40 >"$file.new"
  chmod 444 "$file.new"
  mv "$file.new" "$file"
  echo "已生成 $file"
done
# For your own mail server, Kafka and identity provider, where they ask for a password: to be filled in by hand.
for name in smtp_password oidc_client_secret kafka_password kafka_relay_password kafka_admin_password; do
  [ -e "$folder/$name" ] || : >"$folder/$name"
  chmod 444 "$folder/$name"
done
