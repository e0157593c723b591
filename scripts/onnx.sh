#!/usr/bin/env bash
# bash scripts/onnx.sh [DIR]: what the tests of ONNX need, into DIR (.backends, where they look for it, unless given): onnxruntime-node without
# CUDA and the viewer Netron in DIR/node_modules, and the onnx package, which checks and evaluates models, in DIR/python. Each is whole or not
# there; what is there and loads is kept. Exit code 1, and what is missing on standard error, where one cannot be had.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/.backends}
mkdir -p "$folder/node_modules" || exit 1
folder=$(cd "$folder" && pwd)
# what killed runs have left
find "$folder" -maxdepth 1 -name '.onnx-*' -mmin +60 -exec rm -rf {} +
scratch=$(mktemp -d "$folder/.onnx-XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
missing=0

# the runtime in the version whose types the code is checked against
version=$(node -p 'require(process.argv[1]).version' "$root/node_modules/onnxruntime-common/package.json") || exit 1
runtime() { node -e 'const { env } = require(process.argv[1]); process.exit(env.versions.node === process.argv[2] ? 0 : 1)' "$1" "$version" 2>"$scratch/runtime.log"; }
there=node_modules/onnxruntime-node
if ! runtime "$folder/$there"; then
  # its dependencies go inside it, so that one move puts it in place
  ONNXRUNTIME_NODE_INSTALL=skip timeout 600 npm install --prefix "$scratch" --install-strategy=nested --no-audit --no-fund --loglevel=error \
    "onnxruntime-node@$version" >/dev/null
  if runtime "$scratch/$there"; then
    rm -rf "${folder:?}/$there" && mv "$scratch/$there" "$folder/$there"
  else
    cut -c1-200 "$scratch/runtime.log" | grep -m 1 'Error' >&2
    echo "onnxruntime-node $version cannot be installed: see npm's message above" >&2
    missing=1
  fi
fi
[ -d "$folder/$there" ] && echo "onnxruntime-node $version is in $folder/$there"

# Netron is in no registry by its own name, but VisualDL ships it as a package that needs nothing else to be viewed
there=node_modules/@visualdl/netron
if [ ! -e "$folder/$there/dist/index.html" ]; then
  if (cd "$scratch" && timeout 600 npm pack --loglevel=error @visualdl/netron@2.2.0 >/dev/null && tar -xzf visualdl-netron-2.2.0.tgz); then
    mkdir -p "$folder/node_modules/@visualdl" && rm -rf "${folder:?}/$there" && mv "$scratch/package" "$folder/$there"
  else
    echo "@visualdl/netron 2.2.0 cannot be installed: see npm's message above" >&2
    missing=1
  fi
fi
[ -d "$folder/$there" ] && echo "Netron is in $folder/$there"

checker() { PYTHONPATH=$1 python3 -c 'import onnx.reference; print(onnx.__version__)' 2>/dev/null; }
if ! checker "$folder/python" >/dev/null; then
  timeout 600 python3 -m pip install -qq --retries 1 --disable-pip-version-check --root-user-action=ignore --target "$scratch/python" 'onnx>=1.17' >/dev/null
  if checker "$scratch/python" >/dev/null; then
    rm -rf "$folder/python" && mv "$scratch/python" "$folder/python"
  else
    echo "the Python package onnx cannot be installed: python3 with pip, and a registry that has it, are needed" >&2
    missing=1
  fi
fi
[ -d "$folder/python" ] && echo "onnx $(checker "$folder/python") is in $folder/python"
exit "$missing"
