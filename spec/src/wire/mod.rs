//! Messages as owned data: what is asked, what came back, and everything in between that a judge may want to see.

mod call;
mod encode;
mod exchange;
mod request;

pub use call::Call;
pub use encode::percent_encode;
pub use exchange::{Asked, Exchange, Lapse, Response};
pub use request::{Body, Method, Request};
