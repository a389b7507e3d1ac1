#!/usr/bin/env bash
# Base images without a registry: builds local images under the names that the Dockerfile and
# docker-compose.yml use, out of Debian's packages (and Kafka's jars from Maven Central).
# For root on Debian bookworm. Installs and starts a Docker engine where none answers.
#
#   deploy/offline/build.sh               what is missing or whose recipe has changed
#   deploy/offline/build.sh --engine      only see to it that an engine answers
#
# An image that came from a registry is never replaced. Grafana has no package: it stays out.
set -euo pipefail

readonly here=$(cd "$(dirname "$0")" && pwd)
readonly root=$(cd "$here/../.." && pwd)
readonly base=xushi-standin/bookworm
readonly label=xushi.standin.recipe
readonly state=${XUSHI_STANDINS:-/var/tmp/xushi-standins}

say() { printf '%s %s\n' "$(date +%T)" "$*"; }

install_programs() {
  local program wanted=()
  for program in dockerd:docker.io docker-compose:docker-compose debootstrap:debootstrap; do
    command -v "${program%%:*}" >/dev/null || wanted+=("${program##*:}")
  done
  ((${#wanted[@]})) || return 0
  say "installing ${wanted[*]}"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "${wanted[@]}" >/dev/null
}

start_engine() {
  docker info >/dev/null 2>&1 && return
  say "starting a Docker engine (log: $state/dockerd.log)"
  setsid dockerd >"$state/dockerd.log" 2>&1 </dev/null &
  local try
  for try in $(seq 40); do
    docker info >/dev/null 2>&1 && return
    sleep 1
  done
  tail -n 5 "$state/dockerd.log" >&2
  return 1
}

# What an image is made of: when any of it changes, the image is made anew.
recipe() { cat "$@" | sha256sum | cut -c1-16; }

# Whether the image is there and need not be built: pulled from a registry, or of this recipe.
present() {
  local digests made
  digests=$(docker image inspect -f '{{len .RepoDigests}}' "$1" 2>/dev/null) || return 1
  made=$(docker image inspect -f "{{index .Config.Labels \"$label\"}}" "$1")
  ((digests > 0)) || [[ $made == "$2" ]]
}

# A minimal bookworm with this machine's package source and certificates, which builds behind a
# mirror or an inspecting gateway need.
build_base() {
  local made=$(recipe <(declare -f build_base)) folder mirror
  present "$base" "$made" && return
  say "building $base"
  mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Identifier: Packages' \
    | awk '$2 == "bookworm" { print $1; exit }')
  folder=$(mktemp -d "$state/root.XXXXXX")
  debootstrap --variant=minbase --include=ca-certificates bookworm "$folder" "$mirror" >"$state/debootstrap.log"
  install -m 644 /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"
  [[ -f /etc/pip.conf ]] && install -m 644 /etc/pip.conf "$folder/etc/"
  rm -rf "$folder"/var/cache/apt/*.bin "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/* \
    "$folder"/usr/share/{doc,man,locale}/*
  tar -C "$folder" -c . | docker import -c "LABEL $label=$made" - "$base" >/dev/null
  rm -rf "$folder"
}

# build NAME FOLDER [FILE …]: the image NAME from FOLDER's Dockerfile; FILEs are part of its recipe too.
build() {
  local name=$1 folder=$here/$2 made context
  shift 2
  made=$(recipe "$folder"/* "$@")
  present "$name" "$made" && return
  say "building $name"
  context=$(mktemp -d "$state/context.XXXXXX")
  cp "$folder"/* "$context/"
  if [[ $folder == */kafka ]]; then
    python3 "$root/deploy/kafka/jars.py" fetch "$state/jars"
    mkdir "$context/jars" && cp "$state"/jars/*.jar "$context/jars/"
  fi
  docker build --label "$label=$made" --tag "$name" --build-arg "BASE=$base" "$context" >"$state/build.log" 2>&1 \
    || { tail -n 20 "$state/build.log" >&2; return 1; }
  rm -rf "$context"
}

mkdir -p "$state"
install_programs
start_engine
[[ ${1:-} == --engine ]] && exit
build_base
build python:3.11-slim-bookworm python
build postgres:15 postgres
build haproxy:2.6-bookworm haproxy
build prom/prometheus:v2.42.0 prometheus
build prom/alertmanager:v0.25.0 alertmanager
build axllent/mailpit:v1.22.3 mailpit
build "apache/kafka:$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' "$root/deploy/kafka/pom.xml")" kafka "$root/deploy/kafka/jars.lock"
