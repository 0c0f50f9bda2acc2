//! Hides the differences between operating systems: files' modes, links and folders, and what a
//! process may take. The halves offer the same functions; nothing else asks which system it runs
//! on.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

#[cfg(unix)]
pub(crate) use unix::*;
#[cfg(not(unix))]
pub(crate) use windows::*;
