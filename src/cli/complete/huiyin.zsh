#compdef huiyin
_huiyin() {
    local -a lines values told open open_told how
    local line
    local -i none=1
    lines=("${(@f)$(HUIYIN_COMPLETE=zsh huiyin -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    [[ $lines[1] == any ]] && how=(-U)
    shift lines
    for line in "${lines[@]}"; do
        if [[ ${line%%$'\t'*} == *[=/,] ]]; then
            open+=("${line%%$'\t'*}")
            open_told+=("${line/$'\t'/  }")
        else
            values+=("${line%%$'\t'*}")
            told+=("${line/$'\t'/  }")
        fi
    done
    # What does not begin with what was typed takes its place only once it is chosen.
    [[ -n $how ]] && (( $#lines > 1 )) && compstate[insert]=menu
    compadd $how -V huiyin -l -d told -a values && none=0
    compadd $how -V huiyin-open -l -S '' -d open_told -a open && none=0
    return none
}
compdef _huiyin huiyin
