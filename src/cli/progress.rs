//! How far long work has come: on standard error, where it is a terminal, with a rate and the time
//! left; short work shows nothing.

use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::text::Lang;

/// How long work goes on before anything is shown.
const SHORT: Duration = Duration::from_secs(1);

const CHINESE: &str = "{wide_bar} {pos}/{len} 个文件，{per_sec}，还需 {eta}";
const ENGLISH: &str = "{wide_bar} {pos}/{len} files, {per_sec}, {eta} left";

/// What is told how many of all steps are done.
pub(super) type Observer = fn(usize, usize);

/// Returns what shows the progress of a command, or shows nothing.
pub(super) fn observer(shown: bool, lang: Lang) -> Observer {
    match (shown, lang) {
        (false, _) => |_, _| {},
        (true, Lang::Zh) => |done, all| show(done, all, CHINESE),
        (true, Lang::En) => |done, all| show(done, all, ENGLISH),
    }
}

fn show(done: usize, all: usize, template: &str) {
    static BAR: OnceLock<ProgressBar> = OnceLock::new();
    let bar = BAR.get_or_init(|| {
        let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template);
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    });
    if bar.is_hidden() && bar.elapsed() > SHORT {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
    bar.set_position(done as u64);
    if done >= all {
        bar.finish_and_clear();
    }
}
