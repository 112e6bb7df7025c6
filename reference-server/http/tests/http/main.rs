//! The whole edge over a real socket: each family of commands, the gate, the files, and what hostile clients try.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod client;
#[cfg(test)]
mod config;
#[cfg(test)]
mod dialects;
#[cfg(test)]
mod downloads;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod status;
#[cfg(test)]
mod uploads;
