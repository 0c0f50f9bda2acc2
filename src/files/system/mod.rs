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

/// Draws 16 bytes at random.
pub(crate) fn random() -> std::io::Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|source| std::io::Error::other(source.to_string()))?;
    Ok(bytes)
}
