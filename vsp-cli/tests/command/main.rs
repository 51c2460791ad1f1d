//! The command as its users meet it: what each subcommand writes, where, and with what exit status.

mod assembling;
mod compiling;
mod errors;
mod folder;
mod info;
mod json;
mod lis;
mod loop_page;
mod running;
mod streams;
mod targets;
