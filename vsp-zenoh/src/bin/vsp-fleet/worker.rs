//! `vsp-fleet worker`.

use crate::arguments::WorkerArguments;
use std::error::Error;
use vsp_zenoh::fleet::{self, WorkerLimits};

/// Works until the fleet's work is over.
pub fn work(arguments: &WorkerArguments) -> Result<(), Box<dyn Error>> {
    let name = arguments.name.clone().unwrap_or_else(|| format!("worker-{}", std::process::id()));
    let node = arguments.network.node(&name)?.open()?;
    eprintln!("`{name}` waits for work of the fleet `{}`", arguments.network.fleet);
    let done = fleet::work(&node, &arguments.network.fleet, WorkerLimits::DEFAULT, || true)?;
    eprintln!("`{name}` has done {done} slices");
    Ok(())
}
