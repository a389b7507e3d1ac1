# What the official image does at its first start, as far as it is used here: a cluster from
# POSTGRES_USER, POSTGRES_DB and POSTGRES_PASSWORD[_FILE], then /docker-entrypoint-initdb.d/*.sh and
# *.sql over the local socket. Then the server, as postgres.
set -euo pipefail
if [[ $(id -u) == 0 ]]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups bash "$0" "$@"
fi
export POSTGRES_USER=${POSTGRES_USER:-postgres}
export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
if [[ ! -s $PGDATA/PG_VERSION && ${1:-} == postgres ]]; then
  chmod 700 "$PGDATA"
  initdb --username="$POSTGRES_USER" --pwfile="${POSTGRES_PASSWORD_FILE:-<(echo "${POSTGRES_PASSWORD:?}")}" \
    --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  pg_ctl -o "-c listen_addresses=''" -w start >/dev/null
  [[ $POSTGRES_DB == postgres ]] || createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) if [[ -x $file ]]; then "$file"; else source "$file"; fi ;;
      *.sql) psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f "$file" ;;
    esac
  done
  pg_ctl -m fast -w stop >/dev/null
fi
exec "$@" -c listen_addresses='*'
