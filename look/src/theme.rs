//! The owner's one colour as a full set of tokens.
