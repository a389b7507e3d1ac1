#!/usr/bin/env bash
# A backup of the running system into a new folder: the three databases, the keys, the written heads and messages.
#
#   deploy/backup.sh [FOLDER]        default: backups/<date>-<time>
#
# The three databases are of one moment in the sense that counts: no reader is ahead of what it reads.
# For that the relays rest meanwhile; reports are accepted all the time, and figures follow afterwards.
# Kafka is not in it: it holds copies of the event stores, which a restore makes anew. Nor are the
# passwords in deploy/secrets: keep those elsewhere.
set -euo pipefail
folder=$(realpath -m "${1:-$(dirname "$0")/../backups/$(date +%Y%m%d-%H%M%S)}")
source "$(dirname "${BASH_SOURCE[0]}")/compose.sh"

[[ ! -e $folder ]] || die "已存在：$folder"
running postgres || die "PostgreSQL 没有运行，无法备份"
umask 077
part=$folder.part
rm -rf "$part"
mkdir -p "$part"

resting=$(compose ps -q relay | wc -l)
resume() { ((resting == 0)) || compose start relay >/dev/null 2>&1 || die "转发没有恢复：请执行 docker compose start relay"; }
trap resume EXIT
if ((resting)); then
  say "转发暂停"
  compose stop relay >/dev/null 2>&1
fi
for service in "${services[@]}"; do
  say "导出 xushi_$service"
  compose exec -T postgres pg_dump -U postgres -Fc "xushi_$service" >"$part/$service.dump"
done
resume
trap - EXIT
say "转发恢复，导出密钥、链头与消息"
# That a message came meanwhile (1) is no fault: files are written whole, and it is in the next backup.
inside sh -c 'tar -C /var/lib/xushi -cf - keys heads outbox || [ $? -eq 1 ]' >"$part/files.tar"
(cd "$part" && sha256sum -- *.dump files.tar >SHA256SUMS)
# Each dump is read to its end: what cannot be put back is no backup.
for service in "${services[@]}"; do
  say "核对 xushi_$service"
  compose exec -T postgres pg_restore -f /dev/null <"$part/$service.dump" || die "导出的 xushi_$service 读不完整：没有备份成，见 $part"
done
mv "$part" "$folder"
# By the note the page 运行 and the alerts know of it. The backup is what it is, noted or not.
ends=()
for topic in reports:intake figures:aggregator alerts:alerts; do
  read -r position _ <<<"$(end_of "$folder" "${topic#*:}")"
  [[ -z ${position:-} ]] || ends+=(--end "${topic%:*}=$position")
done
compose run --rm --no-deps -T cli backup-made "$folder" "${ends[@]}" >/dev/null || say "备份已写好，但没有记下：/ops 不显示，告警会以为没有备份" >&2
say "备份完成：$folder（$(du -sh "$folder" | cut -f1)）"
