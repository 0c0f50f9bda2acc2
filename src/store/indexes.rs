//! Indexes that are put off while a table is filled.

use rusqlite::Connection;

use crate::error::Result;

/// The indexes of some tables, which are quicker made anew of many rows than filled row by row.
pub(super) struct Indexes(Vec<(String, String)>);

impl Indexes {
    /// Reads those of some tables.
    pub(super) fn of(
        connection: &Connection,
        tables: impl IntoIterator<Item = &'static str>,
    ) -> Result<Self> {
        let mut statement = connection.prepare(
            "select name, sql from sqlite_schema
             where type = 'index' and sql is not null and tbl_name = ?1 order by rowid",
        )?;
        let mut indexes = Vec::new();
        for table in tables {
            let rows =
                statement.query_map([table], |row| Ok((row.get("name")?, row.get("sql")?)))?;
            indexes.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(Self(indexes))
    }

    /// Takes them away.
    pub(super) fn drop(&self, connection: &Connection) -> Result<()> {
        for (name, _) in &self.0 {
            connection.execute_batch(&format!("drop index \"{name}\""))?;
        }
        Ok(())
    }

    /// Makes them with the very words of the schema, by which other offices know the file.
    pub(super) fn make(&self, connection: &Connection) -> Result<()> {
        for (_, sql) in &self.0 {
            connection.execute_batch(sql)?;
        }
        Ok(())
    }
}
