#!/usr/bin/env bash
# A sweep as a Slurm job array, one part per task. In a folder of its own that the nodes share:
#   sbatch slurm.sh resnet-50 --ghost s=2:8,d=1,3,5 --resolution 128:320:32
#SBATCH --job-name=sweep
#SBATCH --array=1-16
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=04:00:00
#SBATCH --output=sweep-%A-%a.log
set -euo pipefail

parts=$SLURM_ARRAY_TASK_COUNT
printf -v part "%0${#parts}d" "$SLURM_ARRAY_TASK_ID"
# a finished part is skipped, a started part is resumed
[ -e "part-$part-of-$parts.jsonl" ] ||
  exec ghostcost sweep "$@" --shard "$part/$parts" --format jsonl --resume --output "part-$part-of-$parts.jsonl"
