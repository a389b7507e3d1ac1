# To be sourced: `compose` is Compose v2 where it is installed, docker-compose otherwise, for the
# project in the folder above this file. COMPOSE_PROJECT_NAME and .env count as always.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if docker compose version >/dev/null 2>&1; then
  compose() { docker compose "$@"; }
else
  compose() { docker-compose "$@"; }
fi

readonly services=(intake aggregator alerts)

say() { printf '%s %s\n' "$(date +%T)" "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# A command in a container of the application's image, beside the running ones; its volumes are mounted.
inside() { compose run --rm --no-deps -T --entrypoint "$1" cli "${@:2}"; }

# What a query answers in a service's database, bare.
query() { compose exec -T postgres psql -XAtq -v ON_ERROR_STOP=1 -U postgres -d "xushi_$1" -c "$2"; }

# end_of FOLDER SERVICE: the last position and hash of the store that a backup has of a service.
end_of() {
  compose exec -T postgres pg_restore --data-only -t event_head -f - <"$1/$2.dump" | awk -F'\t' 'NF == 3 {print $2, $3}'
}

running() { [[ -n $(compose ps -q "$1" 2>/dev/null) ]]; }
