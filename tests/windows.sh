#!/usr/bin/env bash
# Builds huiyin for Windows and runs it under Wine: the example campaign with its merges, the
# README's first day in both languages, and file names with Chinese characters and spaces.
#
#   sudo tests/windows.sh ROOTS
#
# ROOTS is a folder for two Debian systems of about 3 GB together, made on the first run and used
# again on the next: forky builds (its rust-src and mingw-w64 are recent enough), trixie runs (the
# Wine of bookworm lacks bcryptprimitives.dll). Needs root, debootstrap, Debian's archive and
# the registry of crates. Not a part of the ordinary tests: it takes some ten minutes.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
roots=$(mkdir -p "${1:?a folder for the two systems}" && cd "$1" && pwd)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
target=x86_64-pc-windows-gnu

# Debian's debootstrap may not know forky yet; sid's script makes it.
scripts=/usr/share/debootstrap/scripts
[ -e $scripts/forky ] || ln -s sid $scripts/forky

make_root() {
    local suite=$1
    shift
    [ -e "$roots/$suite/.ready" ] && return
    [ -d "$roots/$suite/usr" ] || debootstrap --variant=minbase "$suite" "$roots/$suite" "$mirror"
    inside "$suite" apt-get install -y --no-install-recommends "$@"
    touch "$roots/$suite/.ready"
}

# Runs a command in one of the systems, with nothing of this one's environment.
inside() {
    local root=$roots/$1
    shift
    mkdir -p "$root/proc" "$root/dev"
    mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
    mountpoint -q "$root/dev" || mount --bind /dev "$root/dev"
    cp /etc/resolv.conf "$root/etc/"
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "${settings[@]}" \
        chroot "$root" "$@"
}

leave() {
    umount "$roots"/{forky,trixie}/{dev,proc} 2>/dev/null || true
}
trap leave EXIT

settings=(DEBIAN_FRONTEND=noninteractive)
make_root forky rustc cargo rust-src gcc gcc-mingw-w64-x86-64 libc6-dev ca-certificates
make_root trixie wine wine64 locales
inside trixie locale -a | grep -q zh_CN.utf8 ||
    inside trixie localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
# The certificates of this machine may be others than Debian's.
cp /etc/ssl/certs/ca-certificates.crt "$roots/forky/etc/ssl/certs/"

echo '== build'
work=$roots/forky/src/huiyin
mkdir -p "$work"
find "$work" -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
tar -C "$source" --exclude=./target --exclude=./.git -cf - . | tar -C "$work" -xf -
settings=(RUSTC_BOOTSTRAP=1)
inside forky sh -c "cd /src/huiyin && cargo build --release --locked \
    -Z build-std=std,panic_abort --target $target"

echo '== run'
rm -rf "$roots/trixie/work"
mkdir -p "$roots/trixie/work"
cp "$work/target/$target/release/huiyin.exe" "$roots/trixie/work/"
cp "$source/README.md" "$source/tests/windows-day.sh" "$roots/trixie/work/"
# Wine takes its code page, 936, from the locale.
settings=(WINEDEBUG=-all WINEPREFIX=/work/prefix LC_ALL=zh_CN.UTF-8)
inside trixie bash /work/windows-day.sh
