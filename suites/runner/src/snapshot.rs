//! The golden snapshots, compiled in: whole canonical answers with everything redacted in which targets are free.
//!
//! They are `insta` snapshots; `tests/snapshots.rs` holds them against the reference server, and `cargo insta review` changes them.

use include_dir::{Dir, include_dir};

static SNAPSHOTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/snapshots");

/// The text of a snapshot, if there is one of that name.
pub(crate) fn kept(name: &str) -> Option<String> {
    let file = SNAPSHOTS.get_file(format!("{name}.snap"))?.contents_utf8()?;
    // The header of an insta snapshot stands between two lines of three hyphens.
    let (_, text) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(text.trim_end_matches('\n').to_owned())
}
