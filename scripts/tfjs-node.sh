#!/usr/bin/env bash
# bash scripts/tfjs-node.sh [DIR]: @tensorflow/tfjs-node for machines that cannot reach the host from which it fetches TensorFlow while it
# is installed. Into DIR/node_modules (.backends, where ghostcost looks, unless given; "." for the project of the working directory): the
# package comes from npm, the TensorFlow libraries and headers from the wheel tensorflow-cpu, which pip has, and the binding between them is
# compiled. Linux on x64 or arm64; needs npm, python3 with pip and a C++ compiler, and about 1.5 GB while it works. Whole or not there; what
# is there and computes is kept. Exit code 1, and the reason on standard error, where it cannot be done.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/.backends}
version=4.22.0
tensorflow=${TENSORFLOW:-2.21.0}

fail() { echo "tfjs-node cannot be installed: $*" >&2 && exit 1; }
mkdir -p "$folder" || exit 1
folder=$(cd "$folder" && pwd)
there=node_modules/@tensorflow/tfjs-node

# computes a convolution and a depthwise one, and compares them with loops
check() { TF_CPP_MIN_LOG_LEVEL=2 timeout 60 node "$root/scripts/tfjs-node-check.cjs" "$1" 2>"${2:-/dev/null}"; }
if said=$(check "$folder/$there"); then
  echo "$said is in $folder/$there"
  exit
fi

[ "$(uname -s)" = Linux ] || fail "this script is for Linux; npm install @tensorflow/tfjs-node is the way elsewhere"
for command in npm python3; do command -v "$command" >/dev/null || fail "there is no $command"; done
command -v "${CXX:=c++}" >/dev/null || fail "there is no C++ compiler, $CXX (Debian: apt-get install g++)"
python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip (Debian: apt-get install python3-pip)"

# what killed runs have left
find "$folder" -maxdepth 1 -name '.tfjs-node-*' -mmin +60 -exec rm -rf {} +
scratch=$(mktemp -d "$folder/.tfjs-node-XXXXXX") || exit 1
# what runs ends before its folder is removed
# shellcheck disable=SC2046
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
# beside the shell, which would hear no Ctrl-C while it waits for a command in front
bounded() { timeout 600 "$@" <&0 & wait $!; }

# without its own script, which would fetch TensorFlow; with the headers of Node-API, which are the same for every Node
bounded npm install --prefix "$scratch" --ignore-scripts --no-audit --no-fund --loglevel=error \
  "@tensorflow/tfjs-node@$version" node-api-headers@1 >/dev/null || fail "npm does not install @tensorflow/tfjs-node $version and node-api-headers: see its message above"
# what stands beside it goes inside it, so that one move puts all in place
mkdir "$scratch/whole" && mv "$scratch/$there" "$scratch/whole/tfjs-node" && mv "$scratch/node_modules" "$scratch/whole/tfjs-node/node_modules" || exit 1
whole=$scratch/whole/tfjs-node
bounded python3 -m pip download -qq --retries 1 --no-deps --disable-pip-version-check --dest "$scratch/wheel" "tensorflow-cpu==$tensorflow" 2>"$scratch/pip.log" ||
  { grep -m 3 '^ERROR' "$scratch/pip.log" >&2; fail "pip has no tensorflow-cpu $tensorflow for $(python3 --version); TENSORFLOW=... names another version"; }
bounded python3 - "$scratch/wheel" "$whole/deps" <<'PYTHON' || fail "the wheel of tensorflow-cpu $tensorflow is not as expected"
import pathlib, sys, zipfile
wheel, deps = next(pathlib.Path(sys.argv[1]).glob("*.whl")), pathlib.Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        parts = name.split("/")
        if parts[:2] == ["tensorflow", "include"]:
            target = deps.joinpath(*parts[1:])
        elif parts in (["tensorflow", "libtensorflow_cc.so.2"], ["tensorflow", "libtensorflow_framework.so.2"]):
            target = deps / "lib" / parts[1]
        else:
            continue
        if not name.endswith("/"):
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, open(target, "wb") as copy:
                while piece := source.read(1 << 20):
                    copy.write(piece)
for link, library in (("libtensorflow.so", "libtensorflow_cc.so.2"), ("libtensorflow_framework.so", "libtensorflow_framework.so.2")):
    (deps / "lib" / library).stat()
    (deps / "lib" / link).symlink_to(library)
PYTHON
rm -rf "$scratch/wheel"

# what node-gyp would do, which takes no path with a space
cd "$whole" && mkdir -p lib/napi-v8 || exit 1
bounded "$CXX" -std=c++17 -O2 -shared -fPIC -DNAPI_VERSION=8 -I node_modules/node-api-headers/include -I deps/include \
  binding/*.cc -L deps/lib -ltensorflow -ltensorflow_framework "-Wl,-rpath,\$ORIGIN/../../deps/lib" -o lib/napi-v8/tfjs_binding.node >"$scratch/build.log" 2>&1 ||
  { grep -m 3 error "$scratch/build.log" | cut -c1-200 >&2; fail "the binding does not compile"; }
rm -rf "$whole/deps/include" "$whole/node_modules/node-api-headers"

said=$(check "$whole" "$scratch/check.log") || { cut -c1-200 "$scratch/check.log" | grep -m 1 Error >&2; fail "what was compiled does not compute"; }
mkdir -p "$folder/node_modules/@tensorflow" && rm -rf "${folder:?}/$there" && mv -T "$whole" "$folder/$there" && echo "$said is in $folder/$there"
