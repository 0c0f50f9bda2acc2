_huiyin() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(
        HUIYIN_COMPLETE=bash HUIYIN_BREAKS="$COMP_WORDBREAKS" HUIYIN_KEY="$COMP_TYPE" \
            huiyin -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null
    )
}
complete -o nospace -o nosort -F _huiyin huiyin 2>/dev/null || complete -o nospace -F _huiyin huiyin
