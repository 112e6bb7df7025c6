//! Campaigns over the wire: inputs generated from the catalogue and from what others brought, many in flight, judged by oracles.

mod asked;
mod breach;
mod campaign;
mod corpus;
mod differential;
mod fingerprint;
mod generate;
mod guard;
mod input;
mod judge;
mod mutate;
mod oracle;
mod people;
mod play;
mod readings;
mod scan;
mod strict;
mod target;
mod token;

pub use breach::Breach;
pub use campaign::{
    Budget, Campaign, Coverage, Ending, Harvest, Home, Keeper, KeptInput, NotAShard, Progress, Shard,
};
pub use input::{
    Call, Connection, Content, Digest, Field, File, Filling, Framing, Input, Knock, Message, NotADigest,
    Packing, Parameter, Part, Piece, Raw, Step, Structured, Template, Upload, Value,
};
pub use oracle::{Oracle, Severity};
pub use play::{Play, Player};
pub use target::{Known, Target, Unplayable};
