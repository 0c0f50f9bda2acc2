function __huiyin_complete
    set -l typed (commandline --current-token --cut-at-cursor | string unescape)
    HUIYIN_COMPLETE=fish huiyin -- (commandline --current-process --tokenize --cut-at-cursor) "$typed" 2>/dev/null
end
complete --command huiyin --no-files --keep-order --arguments '(__huiyin_complete)'
