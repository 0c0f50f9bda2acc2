//! What is asked, and what is answered, in whatever way the terminal shows it.

/// An answer, or the wish to go back to the question before.
#[derive(Debug)]
pub(super) enum Reply<T> {
    Back,
    Is(T),
}

/// Says what was understood of an answer, or what is wrong with it.
pub(super) type Validate<'a> = &'a dyn Fn(&str) -> std::result::Result<String, String>;

/// What is asked.
pub(super) struct Ask<'a> {
    pub(super) question: &'a str,
    /// What holds if nothing is answered.
    pub(super) note: Option<String>,
    /// True if there is a question before.
    pub(super) back: bool,
    /// True if several lines may be answered.
    pub(super) long: bool,
    /// Finds the place of what no line of a list says, or says why there is none.
    pub(super) named: &'a dyn Fn(&str) -> std::result::Result<usize, String>,
    /// Says what is wrong with lines that are taken.
    pub(super) check: &'a dyn Fn(&[usize]) -> std::result::Result<(), String>,
    /// Keeps what was typed so far, and is not answered yet.
    pub(super) keep: &'a dyn Fn(&str),
}

impl<'a> Ask<'a> {
    /// Asks a question that nothing stands before.
    pub(super) fn plain(question: &'a str) -> Self {
        Self {
            question,
            note: None,
            back: false,
            long: false,
            named: &|_| Err(String::new()),
            check: &|_| Ok(()),
            keep: &|_| {},
        }
    }
}

/// Returns what a line of a list begins with: what is said to be chosen.
pub(super) fn brief(item: &str) -> &str {
    item.split(" · ").next().unwrap_or(item)
}
