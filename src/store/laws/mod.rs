//! The laws of the log (DESIGN.md section 3), held to random histories of several files.
//!
//! What the tables must say is foretold by [`oracle`], which knows what every author's file held
//! when he wrote and shares no code with folding. Every run of the tests draws the same histories,
//! so that a law which breaks was broken by the change at hand; `PROPTEST_CASES` sets how many
//! histories each law is tried on, and then they are new ones.

mod cases;
mod dump;
mod edits;
mod oracle;
mod redaction;
mod rows;
mod sharing;
mod step;
mod union;
mod world;

use proptest::test_runner::{Config, RngSeed};

/// Returns how to run a law: on so many histories, unless the environment says otherwise.
fn on(cases: u32) -> Config {
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return config;
    }
    Config {
        cases,
        rng_seed: RngSeed::Fixed(2011),
        ..config
    }
}
