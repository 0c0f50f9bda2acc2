//! 回音 (huiyin): keeps the record of a campaign in one local file.

fn main() -> std::process::ExitCode {
    huiyin::run(std::env::args_os().collect())
}
