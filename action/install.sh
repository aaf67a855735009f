#!/usr/bin/env bash
# Where the gate's binary comes from: one that is installed, a release whose
# digest is known, or this action's own source at the commit that was pinned.
# Nothing of the checkout that is judged is run. Writes `gate=PATH` to
# $GITHUB_OUTPUT.
set -euo pipefail

refuse() {
    printf '::error title=ethics-gate::%s\n' "$1"
    exit 2
}

place="${RUNNER_TEMP:?}/ethics-gate"
mkdir -p "$place"

if [ -n "${BINARY:-}" ]; then
    gate=$(type -P -- "$BINARY") || refuse "the input binary names nothing that can be run"
    gate=$(cd "$(dirname "$gate")" && pwd -P)/$(basename "$gate")
    checkout=$(cd "${GITHUB_WORKSPACE:?}" && pwd -P)
    target=$(readlink -f "$gate" || printf '%s' "$gate")
    case "$gate/" in "$checkout"/*) refuse "the input binary lies in the checkout, where the change itself could bring it" ;; esac
    case "$target/" in "$checkout"/*) refuse "the input binary leads into the checkout, where the change itself could bring it" ;; esac
elif [ -n "${RELEASE:-}" ] || [ -n "${SHA256:-}" ]; then
    [[ "${SHA256:-}" =~ ^[0-9a-fA-F]{64}$ ]] || refuse "the input sha256 has to be 64 hexadecimal digits"
    [ -n "${RELEASE:-}" ] || refuse "the input sha256 needs the input release"
    file="$place/download"
    curl --fail --silent --show-error --location --proto '=https,file' --proto-redir '=https' \
        --max-time 300 --retry 3 --output "$file" -- "$RELEASE" ||
        refuse "the release could not be downloaded"
    if command -v sha256sum >/dev/null; then
        found=$(sha256sum <"$file")
    else
        found=$(shasum -a 256 <"$file")
    fi
    expected=$(printf '%s' "$SHA256" | tr 'A-F' 'a-f')
    [ "${found%% *}" = "$expected" ] || refuse "the release is not the file that sha256 names: it has ${found%% *}"
    gate="$place/ethics-gate"
    case "$RELEASE" in
    *.tar.gz | *.tgz) tar -xzf "$file" -O ethics-gate >"$gate" || refuse "the archive holds no ethics-gate" ;;
    *) cp "$file" "$gate" ;;
    esac
    chmod +x "$gate"
else
    command -v cargo >/dev/null || refuse "there is no cargo here to build the gate: install Rust, or give the input binary, or release and sha256"
    # From the action's own folder: cargo reads settings of the folder that it
    # runs in, and the checkout's belong to the change.
    cd "${ACTION:?}"
    echo "building ethics-gate from its own source"
    cargo install --locked --quiet --path . --root "$place" --target-dir "$place/target" ||
        refuse "the gate could not be built"
    gate="$place/bin/ethics-gate"
fi

"$gate" --version
printf 'gate=%s\n' "$gate" >>"${GITHUB_OUTPUT:?}"
