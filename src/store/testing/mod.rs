//! Tests what holds of the store whatever happens to it: the laws of merging, tried against an
//! oracle, and hostile input.

mod fuzz;
mod laws;
