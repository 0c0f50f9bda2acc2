//! Refuses a command line that was read in another encoding than it was written in, before any of it is
//! written to a file.

use std::collections::HashMap;
use std::ffi::OsString;

use super::environment::OF_SCRIPTS;
use crate::error::{Refusal, Result, Said};
use crate::files::mistaken;
use crate::text::Lang;

/// Looks at every word, and at the variables of the program.
pub(super) fn check(args: &[OsString], variables: &HashMap<String, String>) -> Result<()> {
    let own = variables
        .iter()
        .filter(|(name, _)| name.starts_with("HUIYIN_") && !OF_SCRIPTS.contains(&name.as_str()));
    let typed = args.iter().skip(1).filter_map(|arg| arg.to_str());
    for typed in typed.chain(own.map(|(_, value)| value.as_str())) {
        if let Some(meant) = mistaken(typed) {
            let typed = typed.to_owned();
            return Err(Mistaken { typed, meant }.into());
        }
    }
    Ok(())
}

/// A word in UTF-8 that was read as code page 936.
#[derive(Debug)]
struct Mistaken {
    typed: String,
    meant: String,
}

impl Refusal for Mistaken {
    fn said(&self, lang: Lang) -> Said {
        let Self { typed, meant } = self;
        let sentence = lang.pick(
            (
                format!("“{typed}”是乱码，原来应是“{meant}”：批处理文件存成了 UTF-8，却按 936 读出，没有写入"),
                "请在记事本里另存为 ANSI 编码，或在文件第一行写 chcp 65001 >nul；见 huiyin help 编码",
            ),
            (
                format!("“{typed}” is garbled and was meant as “{meant}”: a batch file in UTF-8 was read as code page 936, and nothing was written"),
                "save it as ANSI, or begin it with chcp 65001 >nul; see huiyin help encoding",
            ),
        );
        Said::usage("garbled", sentence).with(typed.clone())
    }
}
