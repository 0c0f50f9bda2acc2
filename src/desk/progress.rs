//! Shows the progress of long work on standard error, if it is a terminal, with a rate and the time
//! left. Short work shows nothing.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::Context;
use crate::store::Observer;
use crate::text::{Lang, Text, text};

/// Time that work goes on before anything is shown.
const SHORT: Duration = Duration::from_secs(1);

type Out<'o> = &'o mut dyn std::fmt::Write;

/// Shows how far one piece of work has come; nothing is left of it when the work ends.
#[derive(Debug)]
pub(crate) struct Progress {
    /// `None` if nobody watches.
    bar: Option<ProgressBar>,
}

impl Context {
    /// Begins to show how far work has come, which is counted in `unit`.
    pub(crate) fn progress(&self, unit: Text) -> Progress {
        let bar = self.watched.then(|| {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
                .with_style(style(unit.get(self.lang), self.lang))
        });
        Progress { bar }
    }

    /// Shows how much of a file's log was read, while work that tells of it reads it.
    pub(crate) fn reading<T>(&self, work: impl FnOnce(Observer) -> T) -> T {
        let progress = self.progress(text("处改动", "changes"));
        work(&|done, all| progress.reached(done, all))
    }
}

impl Progress {
    /// Takes in how many of all steps are done.
    pub(crate) fn reached(&self, done: usize, all: usize) {
        let Some(bar) = &self.bar else {
            return;
        };
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        if bar.is_hidden() && bar.elapsed() > SHORT {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Does what writes to the terminal, out of the way of what is shown.
    pub(crate) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    /// Returns what is to be called after each of so many steps.
    pub(crate) fn counting(self, all: usize) -> impl FnMut() {
        let mut done = 0;
        move || {
            done += 1;
            self.reached(done, all);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(unit: &'static str, lang: Lang) -> ProgressStyle {
    let template = lang.pick(
        "{wide_bar} {pos}/{len}{unit}，每秒{rate}，还需{left}秒",
        "{wide_bar} {pos}/{len} {unit}, {rate} a second, {left} s left",
    );
    // The templates are ours, and right.
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("unit", move |_: &ProgressState, out: Out| put(out, unit))
        .with_key("rate", |state: &ProgressState, out: Out| {
            put(out, &rate(state.per_sec()));
        })
        .with_key("left", |state: &ProgressState, out: Out| {
            put(out, &state.eta().as_secs().to_string());
        })
}

/// Writes a rate, with a decimal where it is small.
fn rate(per_second: f64) -> String {
    let decimals = usize::from(per_second < 10.0);
    format!("{per_second:.decimals$}")
}

fn put(out: Out, words: &str) {
    // Writing to memory cannot fail.
    let _ = out.write_str(words);
}
