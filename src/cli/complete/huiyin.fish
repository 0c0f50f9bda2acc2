function __huiyin_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l typed (commandline --current-token --cut-at-cursor | string unescape)
    HUIYIN_COMPLETE=fish huiyin -- $words "$typed" 2>/dev/null
end
complete --command huiyin --no-files --keep-order --arguments '(__huiyin_complete)'
# Of its own this shell drops what does not begin with what was typed, as a name found by pinyin.
function __huiyin_tab
    if test (commandline --current-process --tokenize --cut-at-cursor)[1] = huiyin 2>/dev/null
        set -l values (__huiyin_complete | string replace --regex '\t.*' '')
        set -l typed (commandline --current-token --cut-at-cursor | string unescape)
        set -l begins '^'(string escape --style=regex -- "$typed")
        if set -q values[1]; and not string match --quiet --ignore-case --regex -- $begins $values
            if set -q values[2]
                printf '\n%s' $values
                commandline --function repaint
            else
                commandline --current-token --replace -- (string escape --no-quoted -- $values)' '
            end
            return
        end
    end
    commandline --function complete
end
if not bind --user \t >/dev/null 2>&1
    bind \t __huiyin_tab
    bind --mode insert \t __huiyin_tab
end
