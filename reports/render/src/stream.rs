//! JSON documents that are written while they are made: a list of a hundred thousand entries is never held in memory.

use std::io::Write;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::RenderError;

/// A JSON array whose items are made one at a time while it is written.
pub(crate) struct Streamed<Make>(pub(crate) Make);

impl<Make, Items, Item> Serialize for Streamed<Make>
where
    Make: Fn() -> Items,
    Items: Iterator<Item = Result<Item, RenderError>>,
    Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for item in (self.0)() {
            list.serialize_element(&item.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}

/// A value that is made when its turn comes, after what stands before it in the document has been made and counted.
pub(crate) struct Later<Make>(pub(crate) Make);

impl<Make: Fn() -> Value, Value: Serialize> Serialize for Later<Make> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0)().serialize(serializer)
    }
}

/// Writes a document for people and programs alike: indented, with a line end.
pub(crate) fn write(document: &impl Serialize, mut out: impl Write) -> Result<(), RenderError> {
    serde_json::to_writer_pretty(&mut out, document).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}
