//! JSON that may stand within a page.

use std::io::{self, Write};

/// Writes JSON so that nothing in it can end the element that holds it: a `<` stands only in strings, and is escaped there.
pub(super) struct Shield<W>(pub(super) W);

impl<W: Write> Write for Shield<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pieces = bytes.split(|byte| *byte == b'<');
        self.0.write_all(pieces.next().unwrap_or_default())?;
        for piece in pieces {
            self.0.write_all(b"\\u003c")?;
            self.0.write_all(piece)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
