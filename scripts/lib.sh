# shellcheck shell=bash
# What the scripts share: where the checkout lies, the packages it needs, its builds. Sourced, not run.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
export LC_ALL=C.UTF-8
unset CDPATH GREP_OPTIONS
# CMake and ninja run through ccache, which needs a place of its own where there is no home.
[ -w "${HOME:-/nonexistent}" ] || export CCACHE_DIR="${CCACHE_DIR:-$ROOT/build/ccache}"

say() { printf '== %s\n' "$*" >&2; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# packages_of build check: the names that packages.txt lists for these groups.
packages_of() {
  local group
  for group in "$@"; do
    awk -v group="$group" '$1 !~ /^#/ { for (i = 2; i <= NF; i++) if ($i == group) print $1 }' scripts/packages.txt
  done | sort -u
}

missing_packages() {
  packages_of "$@" | while read -r package; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' || printf '%s\n' "$package"
  done
}

# Runs apt-get as root: as we are, or through sudo. Without a terminal sudo must not ask for a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif ! command -v sudo >/dev/null; then
    die "root is needed to install packages, and there is no sudo; as root: apt-get install $(missing_packages "${groups[@]}" | xargs)"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@" || die "sudo failed (does it want a password?); as root: apt-get install $(missing_packages "${groups[@]}" | xargs)"
  fi
}

# need_packages build check: installs what is missing. A stamp newer than dpkg's own records makes the next call free.
need_packages() {
  local groups=("$@") missing stamp
  stamp="build/.packages-$(IFS=-; echo "$*")"
  [ "$stamp" -nt scripts/packages.txt ] && [ "$stamp" -nt /var/lib/dpkg/status ] && return
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    die "this is not Debian; install what scripts/packages.txt lists and touch $stamp"
  fi
  missing="$(missing_packages "$@" | xargs)"
  if [ -n "$missing" ]; then
    say "installing: $missing"
    apt_get update || say "apt-get update failed; trying with the lists that are here"
    # shellcheck disable=SC2086  # one word a package
    apt_get install --no-install-recommends $missing || die "apt-get could not install: $missing"
    missing="$(missing_packages "$@" | xargs)"
    [ -z "$missing" ] || die "still missing after the installation: $missing"
  fi
  mkdir -p build
  touch "$stamp"
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" >&2
}

# build_preset asan [target...]: configures and builds build/<preset>.
build_preset() {
  local preset="$1" log="build/$1.configure.log"
  shift
  mkdir -p build
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    die "CMake could not configure the preset $preset"
  fi
  say "building build/$preset"
  cmake --build "build/$preset" --parallel "$(nproc)" ${1:+--target "$@"} >&2
}
