//! Hostile clients over raw sockets: whatever they send, the server answers others at once, panics nowhere and loses no
//! file handle. `TORTURE_SCALE=N` sends everything N times over.

#[cfg(test)]
mod crowds;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod table;
#[cfg(test)]
mod target;
