#!/usr/bin/env bash
# A sweep in parts on the cores of one machine, or of several, by GNU parallel. In a folder of its own:
#   bash parallel.sh 16 resnet-50 --ghost s=2:8,d=1,3,5 --resolution 128:320:32
# Options of parallel go into its variable: PARALLEL='--jobs 4 --eta', PARALLEL='--sshlogin 8/one,8/two --workdir .'
set -euo pipefail

[[ ${1-} =~ ^[1-9][0-9]*$ ]] || { echo "usage: $0 PARTS SPEC OPTIONS..." >&2 && exit 2; }
parts=$1
shift
# finished parts are skipped, started parts are resumed
for part in $(seq -w "$parts"); do
  [ -e "part-$part-of-$parts.jsonl" ] || echo "$part"
done | parallel --quote --halt soon,fail=1 ghostcost sweep "$@" --shard "{}/$parts" --format jsonl --resume --output "part-{}-of-$parts.jsonl"
