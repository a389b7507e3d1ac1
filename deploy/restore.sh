#!/usr/bin/env bash
# Puts a backup back, IN PLACE OF everything that is there, and proves that it is whole.
#
#   deploy/restore.sh FOLDER --yes
#
# All three databases, always: one alone would be older than those that read it. What intake has taken since the backup
# is written down first, beside the backup. The topics in Kafka are made anew out of the restored event stores, so they
# hold what the stores hold and nothing else; readers go on where the backup left them. The stores begin a new generation
# (xushi lineage), and messages that wait are held for a person: they may have gone out after the backup was made.
# Heads that were written down are evidence: those that are there stay, and only where there are none come the backup's.
set -euo pipefail
[[ $# == 2 && $2 == --yes ]] || { echo "用法：deploy/restore.sh 备份文件夹 --yes（现有数据将全部被替换）" >&2; exit 2; }
folder=$(realpath -e "$1")
source "$(dirname "${BASH_SOURCE[0]}")/compose.sh"
readonly patience=600

(cd "$folder" && sha256sum --quiet --check SHA256SUMS) || die "备份不完整：$folder"

# Whatever fails: what was under way, and that it may be run again. Nothing is half restored for good.
step=
begin() { step=$1; say "$1"; }
told_where() {
  local code=$?
  ((code == 0)) || [[ -z $step ]] || say "恢复没有完成，停在“$step”。查明上面的原因后，再执行同一条命令，会从头做起" >&2
}
trap told_where EXIT

# until_true SECONDS WHAT COMMAND …: wait for it, so long and no longer.
until_true() {
  local deadline=$((SECONDS + $1)) seconds=$1 what=$2
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || die "等了 $seconds 秒，没有等到：$what"
    sleep 2
  done
}
answers() { compose exec -T postgres pg_isready -q -h 127.0.0.1 -U postgres; }
topics() { compose exec -T kafka /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 "$@" 2>/dev/null; }
listens() { topics --list >/dev/null; }
gone() { local names; names=$(topics --list) && ! grep -q "^$prefix\." <<<"$names"; }  # a Kafka that is silent says nothing
copied() { [[ $(query "$1" 'SELECT (SELECT position FROM event_head) = coalesce((SELECT max(position) FROM relay_marks), 0)') == t ]]; }
prefix=$(inside printenv XUSHI_KAFKA_PREFIX || true)
prefix=${prefix:-xushi}

# As many instances as there are now, however they were scaled; stopped ones too, for this may be the second attempt.
counted() { compose ps -aq "$1" 2>/dev/null | wc -l; }
(($(counted intake) == 0)) || INTAKES=$(counted intake)
(($(counted aggregator) == 0)) || AGGREGATORS=$(counted aggregator)
export INTAKES AGGREGATORS
watching=$(compose ps -q grafana 2>/dev/null | wc -l)

begin "停止服务"
compose stop proxy grafana intake aggregator alerts relay >/dev/null 2>&1
compose up -d postgres kafka >/dev/null 2>&1
until_true 120 "PostgreSQL 应答" answers
until_true 120 "Kafka 应答" listens

psql_server() { compose exec -T postgres psql -Xq -v ON_ERROR_STOP=1 -U postgres -c "$1"; }
if query intake 'SELECT 1' >/dev/null 2>&1; then
  begin "写下备份之后的报送"
  stamp=$(date +%Y%m%d-%H%M%S)
  lost=$folder-lost-reports-$stamp.ndjson
  end=$(end_of "$folder" intake)
  read -r position hash <<<"$end"
  [[ -n ${hash:-} ]] || die "备份里读不出报送库的末位：$folder/intake.dump"
  if ! (umask 077 && compose run --rm --no-deps -T cli lineage lost "$position" "$hash" >"$lost"); then
    psql_server "ALTER DATABASE xushi_intake RENAME TO \"xushi_intake_$stamp\""
    say "备份之后的报送未能写全：现有的报送库改名为 xushi_intake_$stamp 留着，查对之后自行删除"
  fi
  if [[ -s $lost ]]; then say "丢失的报送写在 $lost"; else rm -f "$lost"; fi
fi

for service in "${services[@]}"; do
  begin "恢复 xushi_$service"
  psql_server "DROP DATABASE IF EXISTS xushi_$service WITH (FORCE)"
  compose exec -T postgres pg_restore -U postgres --exit-on-error --create -d postgres <"$folder/$service.dump"
done
begin "恢复密钥、链头与消息"
inside sh -c 'rm -rf /var/lib/xushi/keys/* /var/lib/xushi/outbox/* && tar -C /var/lib/xushi --skip-old-files -xf -' <"$folder/files.tar"

# New topics hold every event once: in each partition a reader stands behind as many as it has applied.
begin "重建 Kafka 主题"
topics --delete --if-exists --topic "$prefix\..*" || true
until_true 60 "旧的主题删除" gone
compose run --rm --no-deps -T cli migrate
for service in "${services[@]}"; do
  query "$service" 'DELETE FROM relay_marks'
  query "$service" 'UPDATE consumer_marks SET log_offset = events'
done
begin "记下新的一代"
compose run --rm --no-deps -T cli lineage begin --source "$(basename "$folder")"
begin "转发到新的主题"
compose up -d relay >/dev/null 2>&1
for service in "${services[@]}"; do
  until_true "$patience" "xushi_$service 全部转发（见 docker compose logs relay）" copied "$service"
done

step=  # reports come in again: from here on nothing is to be done from the beginning
say "启动"
compose up -d --no-deps intake aggregator alerts proxy >/dev/null 2>&1 || die "数据已恢复，服务没有全部启动：请看 docker compose ps"
((watching == 0)) || compose start grafana >/dev/null 2>&1
say "核验"
compose run --rm --no-deps -T cli verify || die "数据已恢复，服务已启动；核验未通过，见上面所列"
say "恢复完成"
