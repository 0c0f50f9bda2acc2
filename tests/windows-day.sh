#!/usr/bin/env bash
# What windows.sh runs under Wine: it fails at the first command that does.
set -euo pipefail
cd /work
fail() {
    echo "failed: $*" >&2
    exit 1
}
# Runs a command, and looks for copies that it left anywhere.
huiyin() {
    local code=0 left
    wine /work/huiyin.exe "$@" || code=$?
    left=$(find /work /tmp -name '.huiyin-*' 2>/dev/null || true)
    [ -z "$left" ] || fail "huiyin $* left $left"
    return $code
}
# What a command of cmd prints or writes is in code page 936.
utf8() {
    iconv -f GB18030 -t UTF-8 "$@"
}
wineboot --init >/dev/null 2>&1
wine reg query 'HKLM\System\CurrentControlSet\Control\Nls\CodePage' /v ACP | grep -q 936 ||
    fail 'this Wine is in another code page than 936'
huiyin --version

echo '== the example campaign, merged'
HUIYIN_LANG=zh huiyin demo demo >summary.txt
utf8 summary.txt | grep -q '总结' || fail 'no summary in Chinese'
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

echo '== no copy is left, whatever was done'
cd demo
for line in 'backup kept.db' 'merge JD.db' 'restore kept.db' 'verify JD.db' 'archive archive' \
    'verify archive' 'export all -o all' 'report summary -o a.docx' 'merge .' 'merge *.db' 'merge ../demo/?Z.db'; do
    set -f
    # shellcheck disable=SC2086
    huiyin $line --db LY.db --quiet >/dev/null || fail "$line"
    set +f
done
cd ..

echo '== the first day, typed in cmd from a batch file'
mkdir -p 'cmd 利用处'
{
    echo '@echo off'
    echo 'set PATH=Z:\work;%PATH%'
    sed -e "s/^export \\(.*\\)$/set \\1 \\&\\& rem/" -e "s/'/\"/g" -e 's/$/ || exit \/b 1/' '利用处 文件/commands.sh'
} | iconv -f UTF-8 -t GB18030 | sed 's/$/\r/' >'cmd 利用处/day.bat'
(cd 'cmd 利用处' && wine cmd /c day.bat >day.txt) || fail 'the first day in cmd'
utf8 'cmd 利用处/day.txt' | grep -q '婚姻档案查询立等可取' || fail 'no list in cmd'

echo '== batch files in each encoding'
cd 'cmd 利用处'
add='Z:\work\huiyin.exe person add --name 李小四 --rank staff --quiet'
printf '@%s\r\n' "$add" >utf8.bat
# cmd has read it as 936 by now, or as what it is.
if wine cmd /c utf8.bat 2>refused.txt; then
    wine /work/huiyin.exe person list --format json | grep -q '"李小四"' || fail 'garbled in the file'
else
    utf8 refused.txt | grep -q 'chcp 65001' || fail "no remedy: $(utf8 refused.txt)"
fi
printf '@%s\r\n' "${add/李小四/赵五}" | iconv -f UTF-8 -t GB18030 >gbk.bat
wine cmd /c gbk.bat || fail 'a batch file in 936'
wine cmd /c 'Z:\work\huiyin.exe person list > list.txt'
utf8 list.txt | grep -q 赵五 || fail 'the list is not in 936'
printf '@Z:\\work\\huiyin.exe person list | findstr 赵五\r\n' | iconv -f UTF-8 -t GB18030 >find.bat
wine cmd /c find.bat | utf8 | grep -q 赵五 || echo 'skipped: findstr of this Wine found nothing'
wine cmd /c 'Z:\work\huiyin.exe person list --format csv > list.csv'
[ "$(head -c 3 list.csv | od -An -tx1 | tr -d ' ')" = efbbbf ] || fail 'no mark in a csv'
wine cmd /c 'Z:\work\huiyin.exe person list --format json > list.json'
grep -q '"赵五"' list.json || fail 'json is not in UTF-8'
wine cmd /c 'set HUIYIN_LANG=en && Z:\work\huiyin.exe person list' | grep -q Name || fail 'the blank of set'

echo '== names that Windows keeps, and files that others hold'
for name in con nul.xlsx aux 'a:b'; do
    if huiyin person list -o "$name" --lang en --format csv 2>refused.txt; then fail "wrote to $name"; fi
    grep -q 'devices' refused.txt || fail "$name: $(cat refused.txt)"
done
wine cmd /c 'ping -n 9 127.0.0.1 > held.csv' &
sleep 3
if huiyin person list -o held.csv --lang en 2>refused.txt; then
    echo 'skipped: this Wine lets a file be replaced that is held'
else
    grep -q 'another program has' refused.txt || fail "held: $(cat refused.txt)"
fi
wait
cd ..

echo '== CRLF'
cd '利用处 文件'
export HUIYIN_LANG=zh HUIYIN_TODAY=2011-04-25
printf '# {{ title }}\r\n\r\n正文\r\n' >template.md
huiyin report summary --template template.md -o '总结 报告.md'
[ -s '总结 报告.md' ] || fail 'no report'
huiyin pledge list --format csv | grep -q '^LY-P1,' || fail 'no list through a pipe'
huiyin pledge list -o 清单.csv && grep -q 婚姻 清单.csv || fail 'no list in a file'
echo 'all passed'
