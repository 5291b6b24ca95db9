#!/usr/bin/env bash
# ./dev on machines that this one is not: without Debian's keys, with another Emscripten, with a Debian that has
# moved on, with a cache that is somebody's home. In a copy, with programs that only note how they were called.
set -u
cd "$(dirname "$0")/.." || exit 1
source tests/programs/checks.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/checkout/tests/web" "$work/bin" "$work/home"
cp -r dev emsdk-version .devcontainer "$work/checkout"
mkdir -p "$work/checkout/web"
cp -r web/tools "$work/checkout/web"
cd "$work" || exit 1
unset HOURGLASS_INSIDE HOURGLASS_TOOLS HOURGLASS_CACHE HOURGLASS_DATA HOURGLASS_MIRROR XDG_CACHE_HOME
export HOME=$work/home

# program NAME TEXT: a program that notes how it was called, and then does TEXT.
program() {
  printf '#!/bin/bash\necho "%s $*" >>%q\n%s\n' "$1" "$work/called" "$2" >"bin/$1"
  chmod +x "bin/$1"
}
# Whatever ./dev should come to: what lies outside is out of its reach.
for name in rm sudo apt-get debootstrap unshare mount chroot; do program $name 'exit 1'; done
cat >bin/rm <<'RM'
#!/bin/bash
for word; do
  [[ $word == -* || $(readlink -m "$word") == "$ROOM"/* ]] || { echo "rm: $word lies outside the test" >&2; exit 1; }
done
exec /bin/rm "$@"
RM
export ROOM=$work
# says STATUS WORD COMMAND...: the status, and a line of stderr with the word.
says() {
  local status=$1 word=$2 got
  shift 2
  "$@" >out 2>err </dev/null
  got=$?
  cat out err
  echo "status $got, wanted $status and '$word'"
  [ $got -eq "$status" ] && grep -qF -- "$word" err
}
dev() { PATH=$work/bin:$PATH bash "$work/checkout/dev" "$@"; }
with() { local pair=$1; shift; (export "${pair?}"; "$@"); }  # VARIABLE=VALUE COMMAND...

# ------------------------------------------------------------------------------------- the cache
mkdir -p home/documents checkout/build
echo mine >home/documents/letter
for place in "$work/home" / "$work/checkout" "$work"; do
  check "clean --all keeps $(basename "$place") as a cache" with HOURGLASS_CACHE="$place" says 1 "but not" dev clean --all
done
mkdir other && echo mine >other/file
check "  and a folder with other things in it" with HOURGLASS_CACHE="$work/other" says 1 "not made by ./dev" dev clean --all
check "  and all that is in them" test -f home/documents/letter -a -f other/file -a -x checkout/dev
mkdir -p checkout/build
check "clean takes no other word, and then removes nothing" says 1 "give --all" dev clean --everything
check "  not even build/" test -d checkout/build
check "clean removes build/" dev clean
check "  which is gone" test ! -e checkout/build
for place in "$work/new" "$work/home/.cache/hourglass"; do
  with HOURGLASS_TOOLS=host with HOURGLASS_CACHE="$place" dev shell -- true 2>/dev/null
  check "a cache that dev made is removed" with HOURGLASS_CACHE="$place" says 0 "removed build/ and" dev clean --all
  check "  as a whole" test ! -e "$place"
done
with HOURGLASS_TOOLS=host with HOURGLASS_CACHE="$work/other" dev shell -- true 2>/dev/null
check "a folder that had other things in it is none, though used as one" with HOURGLASS_CACHE="$work/other" says 1 "not made by ./dev" dev clean --all
check "  and keeps them" test -f other/file

# --------------------------------------------------------------------------------- Debian's keys
program apt-get 'exit 1'
program debootstrap 'exit 1'
root() { with HOURGLASS_CACHE="$work/cache" with HOURGLASS_MIRROR=http://nowhere.invalid/debian dev __prepare_root; }
: >called
mkdir -p cache
program apt-get ''
check "without Debian's keys no root is made" with HOURGLASS_KEYRING=/nowhere says 1 "install debian-archive-keyring" root
check "  after they were looked for" grep -q 'apt-get install.*debian-archive-keyring' called
check "  and nothing is fetched" bash -c "! grep ^debootstrap called"
: >called
touch keys
check "with them" with HOURGLASS_KEYRING="$work/keys" says 1 "making a Debian root" root
check "  every package is checked" grep -q "debootstrap .*--keyring=$work/keys --force-check-gpg forky" called

# ------------------------------------------------------------------------- Emscripten and Debian
emscripten() {  # VERSION, LINES of emsdk-version...: what dev says is missing for it
  program emcc "echo 'emcc (Emscripten gcc/clang-like replacement) $1 ()'"
  shift
  printf '%s\n' "$@" >checkout/emsdk-version
  with HOURGLASS_TOOLS=host with HOURGLASS_CACHE="$work/cache" dev shell -- true 2>&1 | grep -o 'Emscripten [0-9.]*'
}
configures() { cmake -DEMSCRIPTEN_VERSION="$1" -P checkout/web/tools/emscripten_version.cmake; }
takes() { local said; said=$(emscripten "$@"); echo "said '$said'"; [ -z "$said" ] && configures "$1"; }
refuses() { local said; said=$(emscripten "$@"); echo "said '$said'"; [ "$said" = "Emscripten $2" ] && ! configures "$1"; }
check "the Emscripten of emsdk-version is taken" takes 6.0.5 6.0.5
check "  and a newer one" takes 6.0.10 6.0.5
check "  and one newer still" takes 10.1.0 6.0.5 "not 10.1.1"
check "  an older one is not" refuses 6.0.4 6.0.5
check "  nor one that is known not to work" refuses 6.1.0 6.0.5 "not 6.1.0"

program dpkg ''
program ln ''
program apt-cache '[[ ${!#} != *-21* && ${!#} != gone ]]'
setup() { PATH=$work/bin:$PATH bash "$work/checkout/.devcontainer/setup.sh" "$@"; }
: >called
check "a Debian without clang-21 gives its own clang" says 0 "no clang-21 here, taking clang" setup packages "clang-21|clang" "gone|-" cmake
check "  and without what may be missing the rest" grep -qx "apt-get install -y --fix-broken clang cmake" called
check "a package that has gone is named" says 1 "no gone" setup packages gone
# shellcheck disable=SC2046
check "today's list needs no version" says 0 "" setup packages $(sed -e 's/#.*//' -e '/^source /d' -e 's/^figures //' checkout/.devcontainer/packages.txt)

# ---------------------------------------------------------------------------------- the summary
sed '/^main "\$@"$/,$d' checkout/dev >checkout/functions
cat >summary.sh <<'SUMMARY'
source checkout/functions
mkdir -p "$cache/logs"
suite plain plain printf '%s\n' "skipped: no GPU" "skipped: no GPU" "skipped: no MNIST" "4 passed, 0 failed, 3 skipped"
suite doc doctest printf '%s\n' "skipped: no adapter" "points: 12 of saving" "[doctest] test cases: 5 | 4 passed | 1 failed | 0 skipped"
beside late plain bash -c 'until [[ -e others_done ]]; do sleep 0.1; done; echo "3 passed, 0 failed"'
beside killed plain bash -c 'kill $PPID; while :; do sleep 1; done'
suite silent plain printf '%s\n' "2 passed, 0 failed, 1 skipped"
suite crash doctest false
touch others_done
gather
summary
SUMMARY
check "the summary counts" with HOURGLASS_CACHE="$work/cache" says 1 "" bash summary.sh
check "  all of it" grep -qx "12 passed, 3 failed, 5 skipped" out
for line in "skipped: plain: no GPU (2 times)" "skipped: plain: no MNIST" "skipped: doc: no adapter" "skipped: silent: 1 without a reason" "    points: 12 of saving"; do
  check "  and says: $line" grep -qxF -- "$line" err
done

counted
