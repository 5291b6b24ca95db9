#!/usr/bin/env bash
# Fills a Debian of one's own with what packages.txt lists: the Dockerfile's, and the root that ./dev makes.
#
#   setup.sh packages LIST...   installs; CHOICE|CHOICE is the first that this Debian has, "-" does without
#   setup.sh sources LIST...    unpacks source packages to /opt/hourglass/src; tar:NAME is upstream's archive alone
set -euo pipefail

choose() {  # LIST...: a package for each
  local choices name
  for choices; do
    for name in ${choices//|/ }; do
      if [[ $name == - ]] || apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then break; fi
      name=
    done
    [[ $name ]] || { echo "setup: this Debian has no $choices: put its new name into .devcontainer/packages.txt" >&2; return 1; }
    [[ $name == - ]] || echo "$name"
    [[ $name == "${choices%%|*}" ]] || echo "setup: no ${choices%%|*} here, taking $name" >&2
  done
}

case $1 in
  packages)
    shift
    dpkg --configure -a  # an interrupted run may have left packages unpacked only
    # A release that has become stable since is still the one that was asked for.
    apt-get update --allow-releaseinfo-change
    chosen=$(choose "$@")
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --fix-broken $chosen
    apt-get clean
    # One name for the compiler, whichever it is.
    for tool in clang clang++; do
      ln -sf "$(command -v $tool-21 || echo "/usr/bin/$tool")" "/usr/local/bin/$tool"
    done
    ;;
  sources)
    shift
    rm -rf /opt/hourglass/src && mkdir -p /opt/hourglass/src && cd /opt/hourglass/src
    whole=()
    for name; do [[ $name == tar:* ]] || whole+=("$name"); done
    apt-get source --only-source "${whole[@]}"
    rm -f -- *.tar.* *.dsc
    for folder in */; do mv "$folder" "${folder%%-*}"; done
    for name; do
      [[ $name == tar:* ]] || continue
      folder=${name#tar:} folder=${folder%/*}
      apt-get source --only-source --download-only --tar-only "${name#tar:}"
      mkdir "$folder"
      tar xf "$folder"_*.tar.* --strip-components=1 -C "$folder"
      rm -- "$folder"_*.tar.*
    done
    # SDL's test folder has links that point outside it, at which emcc's copy of a local port stumbles.
    find . -xtype l -delete
    chmod -R a+rX .
    ;;
esac
