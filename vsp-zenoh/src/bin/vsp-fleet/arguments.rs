//! What the command takes.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use vsp_zenoh::{Error, Node, NodeBuilder, zenoh};

/// Runs programs for the Virtual SIL Processor with many inputs on many workers: here, and on other computers.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Does the work of a fleet until it is over.
    Worker(WorkerArguments),
    /// Runs a program with each of some inputs.
    Run(RunArguments),
}

/// How nodes reach each other.
#[derive(Args)]
pub struct Network {
    /// Listens at an endpoint such as tcp/0.0.0.0:7447, and looks for nobody on the network
    #[arg(long, value_name = "ENDPOINT")]
    pub listen: Option<String>,
    /// Connects to an endpoint such as tcp/mill-3.example:7447, and looks for nobody on the network
    #[arg(long, value_name = "ENDPOINT")]
    pub connect: Option<String>,
    /// Zenoh's configuration: TLS, names and passwords, routers
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What keys begin with; fleets with other prefixes do not see each other
    #[arg(long, default_value = "vsp")]
    pub prefix: String,
    /// The name of the fleet
    #[arg(long, default_value = "fleet")]
    pub fleet: String,
}

#[derive(Args)]
pub struct WorkerArguments {
    /// What this worker is called [default: made of the process's number]
    #[arg(long)]
    pub name: Option<String>,
    #[command(flatten)]
    pub network: Network,
}

#[derive(Args)]
pub struct RunArguments {
    /// A SILC file, or assembly that ends in .sil
    pub program: PathBuf,
    /// Files, each of which is the input stream of a task
    #[arg(required = true)]
    pub inputs: Vec<PathBuf>,
    /// How many workers to start here; 0 waits for others' [default: as many as there are processors]
    #[arg(long)]
    pub workers: Option<usize>,
    /// How much fuel a machine gets before it may go on at another worker
    #[arg(long, default_value_t = 100_000_000)]
    pub slice: u64,
    /// How much fuel each task may use in all
    #[arg(long, default_value_t = 1 << 40)]
    pub fuel: u64,
    /// Seconds that a worker may take for a slice before its task is given to another
    #[arg(long, default_value_t = 60)]
    pub patience: u64,
    /// Writes what each task has put out (.out) and printed (.txt) to files in a folder, by the names of the inputs
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub network: Network,
}

impl Network {
    /// A node with a name on this network.
    pub fn node(&self, name: &str) -> Result<NodeBuilder, Error> {
        let mut builder = Node::builder(name)?.prefix(&self.prefix);
        if let Some(path) = &self.config {
            let config = zenoh::Config::from_file(path);
            builder = builder.config(config.map_err(|error| Error::Zenoh(error.to_string()))?);
        }
        if let Some(endpoint) = &self.listen {
            builder = builder.listen(endpoint)?;
        }
        if let Some(endpoint) = &self.connect {
            builder = builder.connect(endpoint)?;
        }
        Ok(builder)
    }
}
