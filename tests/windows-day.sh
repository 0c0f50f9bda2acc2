#!/usr/bin/env bash
# What windows.sh runs under Wine: it fails at the first command that does.
set -euo pipefail
cd /work
huiyin() {
    wine /work/huiyin.exe "$@"
}
fail() {
    echo "failed: $*" >&2
    exit 1
}
wineboot --init >/dev/null 2>&1
huiyin --version

echo '== the example campaign, merged'
HUIYIN_LANG=zh huiyin demo demo >summary.txt
grep -q '总结' summary.txt || fail 'no summary in Chinese'
cd demo
# A second merge brings nothing new.
huiyin merge LY.db JD.db --db DZ.db --lang en --no-backup --format json >merged.json
grep -q '"new_changes": [1-9]' merged.json && fail 'a second merge brought something'
huiyin verify --db DZ.db --lang en
cd ..

# Plays the commands of one block of the README.
day() {
    local block=$1 folder=$2
    mkdir -p "$folder"
    awk -v wanted="$block" '/^```console/ {n++; next} /^```/ {inside = 0} n == wanted && /^\$ / {print substr($0, 3)}' \
        README.md | tr -d '\r' >"$folder/commands.sh"
    grep -q '^huiyin ' "$folder/commands.sh" || fail "block $block of the README has no commands"
    (cd "$folder" && set -e && . ./commands.sh)
}
echo '== the first day'
(day 1 '利用处 文件')
echo "== a clerk's first day, in English"
(day 2 'Access files')
[ -f '利用处 文件/huiyin.db' ] || fail 'no file under a Chinese name'

echo '== CRLF'
cd '利用处 文件'
export HUIYIN_LANG=zh HUIYIN_TODAY=2011-04-25
printf '# {{ title }}\r\n\r\n正文\r\n' >template.md
huiyin report summary --template template.md -o '总结 报告.md'
[ -s '总结 报告.md' ] || fail 'no report'
huiyin pledge list --format csv | grep -q '^LY-P1,' || fail 'no list through a pipe'
huiyin pledge list -o 清单.csv && grep -q 婚姻 清单.csv || fail 'no list in a file'
echo 'all passed'
