//! The program `oktellspec`.
fn main() {}
