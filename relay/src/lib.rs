//! The server's edge: the only crate that knows Workers.

mod pages;
