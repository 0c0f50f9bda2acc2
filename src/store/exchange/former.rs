//! Another file, read whole into memory: that of an earlier campaign, of which some goes on in a new
//! one. Its log is checked and folded as if it were merged, and the file itself only read.

use std::path::Path;

use rusqlite::Connection;

use super::foreign::Foreign;
use crate::error::Result;
use crate::model::kind::Kind;
use crate::store::fold::project::Projector;
use crate::store::log::rows::admit;
use crate::store::{LOG_FORMAT, SCHEMA, Store, row_error, set_up};

impl Store {
    /// Reads what another file says; what is copied of it lies beside `own`.
    ///
    /// # Errors
    /// If the file cannot be taken, as in a merge.
    pub(crate) fn of_other(
        path: &Path,
        own: &Path,
        kinds: &'static [&'static Kind],
    ) -> Result<Self> {
        let (foreign, _) = Foreign::open(path, own)?;
        let connection = Connection::open_in_memory()?;
        set_up(&connection)?;
        connection.execute_batch(SCHEMA)?;
        let store = Self::over(connection, kinds, path);
        let transaction = store.begin()?;
        transaction.execute(
            "insert into file (one, log_format, writer, last) values (1, ?1, ?2, null)",
            (LOG_FORMAT, foreign.writer),
        )?;
        foreign.changes(path, None, |change| {
            change
                .check()
                .map_err(|fault| row_error(path, fault, &change))?;
            admit(&transaction, &change)
        })?;
        store.erase()?;
        Projector::new(&transaction, kinds)?.rebuild()?;
        transaction.commit()?;
        Ok(store)
    }
}
