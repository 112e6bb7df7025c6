//! Files that clients send: taken apart, unpacked, made safe and put away (UP-1 to UP-8).

mod header;
mod intake;
mod names;
mod parts;
mod room;
mod store;
mod transfer;

pub(crate) use header::{file_name, parameter};
pub(crate) use intake::{Intake, Staged};
pub(crate) use names::SafeName;
pub(crate) use parts::{PartHeaders, Parts, PartsError};
pub(crate) use store::{Kept, UploadStore, Uploaded};
pub(crate) use transfer::Decoder;
