//! Campaigns over the wire: inputs generated from the catalogue and from what others brought, many in flight, judged by oracles.

mod breach;
mod campaign;
mod input;
mod oracle;
mod play;
mod target;

pub use breach::Breach;
pub use campaign::{Budget, Campaign, Ending, Harvest, Keeper, KeptInput, Progress, Shard};
pub use input::{
    Call, Connection, Content, Digest, Field, File, Filling, Framing, Input, Knock, Message, NotADigest,
    Packing, Parameter, Part, Piece, Raw, Step, Structured, Template, Upload, Value,
};
pub use oracle::{Oracle, Severity};
pub use play::{Play, Player};
pub use target::Target;
