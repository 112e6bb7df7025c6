//! Campaigns over the wire: inputs generated from the catalogue and from what others brought, many in flight, judged by oracles.

mod asked;
mod breach;
mod campaign;
mod confirm;
mod corpus;
mod differential;
mod finding;
mod fingerprint;
mod generate;
mod guard;
mod input;
mod judge;
mod minimise;
mod mutate;
mod oracle;
mod pace;
mod people;
mod place;
mod play;
mod readings;
mod replay;
mod scan;
mod session;
mod strict;
mod suspect;
mod target;
mod token;

pub use breach::Breach;
pub use campaign::{
    Budget, Campaign, Coverage, Ending, Harvest, Keeper, KeptInput, NotAShard, Progress, Shard,
};
pub use finding::{Asked, Bytes, Finding, NotAFinding};
pub use input::{
    Call, Connection, Content, Digest, Field, File, Filling, Framing, Input, Knock, Message, NotADigest,
    Packing, Parameter, Part, Piece, Raw, Step, Structured, Template, Upload, Value,
};
pub use oracle::Oracle;
pub use place::{Novelty, Place, PlaceError, Standing, Stint};
pub use play::{Play, Player};
pub use replay::{Replayed, replay};
pub use session::{News, Session, SessionError};
pub use suspect::Suspect;
pub use target::{Home, Known, Target, Unplayable};
