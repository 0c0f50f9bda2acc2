Register-ArgumentCompleter -Native -CommandName huiyin -ScriptBlock {
    param($word, $ast, $cursor)
    $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    }) + "$word".Trim("'", '"')
    $encoding = [Console]::OutputEncoding
    [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
    $env:HUIYIN_COMPLETE = 'powershell'
    $env:HUIYIN_WORDS = $words -join "`n"
    try { $lines = @(& huiyin 2>$null) }
    finally {
        Remove-Item Env:HUIYIN_COMPLETE, Env:HUIYIN_WORDS
        [Console]::OutputEncoding = $encoding
    }
    foreach ($line in $lines) {
        $value, $told = $line -split "`t", 2
        if (-not $told) { $told = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $told)
    }
}
