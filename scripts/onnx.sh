#!/usr/bin/env bash
# bash scripts/onnx.sh [DIR]: what the tests of ONNX need, into DIR (.backends, where they look for it, unless given): onnxruntime-node without
# CUDA and the viewer Netron in DIR/node_modules, and the onnx package, which checks and evaluates models, in DIR/python. Each is whole or not
# there; what is there and loads is kept. Exit code 1, and what is missing on standard error, where one cannot be had.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/.backends}
mkdir -p "$folder" || exit 1
folder=$(cd "$folder" && pwd)
# what killed runs have left
find "$folder" -maxdepth 1 -name '.onnx-*' -mmin +60 -exec rm -rf {} +
scratch=$(mktemp -d "$folder/.onnx-XXXXXX") || exit 1
# what runs ends before its folder is removed
# shellcheck disable=SC2046
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
# beside the shell, which would hear no Ctrl-C while it waits for a command in front; macOS has no timeout
bounded() { if command -v timeout >/dev/null; then timeout 600 "$@" & else "$@" & fi; wait $!; }
missing=0
put() { mkdir -p "$(dirname "$folder/$2")" && rm -rf "${folder:?}/$2" && mv "$scratch/$1" "$folder/$2"; }

# the runtime in the version whose types the code is checked against
version=$(node -p 'require(process.argv[1]).version' "$root/node_modules/onnxruntime-common/package.json") || exit 1
runtime() { node -e 'const { env } = require(process.argv[1]); process.exit(env.versions.node === process.argv[2] ? 0 : 1)' "$1" "$version" 2>"$scratch/runtime.log"; }
there=node_modules/onnxruntime-node
# its dependencies go inside it, so that one move puts it in place
if runtime "$folder/$there" || {
  bounded npm install --prefix "$scratch" --install-strategy=nested --no-audit --no-fund --loglevel=error \
    --onnxruntime-node-install=skip "onnxruntime-node@$version" >/dev/null
  runtime "$scratch/$there" && put "$there" "$there"
}; then
  echo "onnxruntime-node $version is in $folder/$there"
else
  cut -c1-200 "$scratch/runtime.log" | grep -m 1 'Error' >&2
  echo "onnxruntime-node $version cannot be installed: see npm's message above" >&2
  missing=1
fi

# Netron is in no registry by its own name, but VisualDL ships it as a package that needs nothing else to be viewed
there=node_modules/@visualdl/netron
if [ -e "$folder/$there/dist/index.html" ] || {
  bounded npm pack --pack-destination "$scratch" --loglevel=error @visualdl/netron@2.2.0 >/dev/null &&
    tar -xzf "$scratch/visualdl-netron-2.2.0.tgz" -C "$scratch" && put package "$there"
}; then
  echo "Netron is in $folder/$there"
else
  echo "@visualdl/netron 2.2.0 cannot be installed: see npm's message above" >&2
  missing=1
fi

# says where it is, which may be among python3's own packages
checker() { PYTHONPATH=$1 python3 -c 'import onnx.reference; print("onnx", onnx.__version__, "is in", onnx.__path__[0])' 2>/dev/null; }
checker "$folder/python" || {
  bounded python3 -m pip install -qq --retries 1 --disable-pip-version-check --root-user-action=ignore --target "$scratch/python" 'onnx>=1.17' >/dev/null
  checker "$scratch/python" >/dev/null && put python python && checker "$folder/python"
} || {
  echo "the Python package onnx cannot be installed: python3 with pip, and a registry that has it, are needed" >&2
  missing=1
}
exit "$missing"
