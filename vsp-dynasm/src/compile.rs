//! Compiles a program, one block version after the other.

#[cfg(target_arch = "aarch64")]
use crate::aarch64::Aarch64 as Processor;
use crate::assembler::{Assembler, Flag};
use crate::buffer::Buffer;
use crate::cache::{Arrival, Cache};
use crate::comparisons::{Compared, Kept};
use crate::label::Label;
use crate::looks::LOOKS;
use crate::prices::Prices;
use crate::returns::Returns;
use crate::slow_path::{SlowPaths, What};
use crate::versions::Versions;
#[cfg(target_arch = "x86_64")]
use crate::x64::X64 as Processor;
use crate::{Entries, Error};
use core::mem;
use vsp_isa::abi::{ENOUGH_FUEL, Exit};
use vsp_isa::container::Image;
use vsp_isa::flow::{self, BlockVersion, Reach};
use vsp_isa::limits::CompileLimits;
use vsp_isa::options::Options;
use vsp_isa::visit::Visitor;
use vsp_isa::{Fetched, Mode, Reg};

/// What the code's address must be a multiple of.
pub const ALIGNMENT: usize = 32;

/// Machine code by templates.
#[derive(Debug)]
pub struct Code {
    /// The machine code, which may lie at any address that is a multiple of [`ALIGNMENT`].
    pub bytes: Buffer,
    /// Where it can be entered. The code must not be run without it.
    pub entries: Entries,
}

/// Compiles a program for the processor that this runs on. How much work goes into it is not asked: there is one way.
///
/// # Errors
/// When the program passes a limit of the options, or its code would be longer than jumps of the processor reach; for every
/// program where there are no templates for the processor.
///
/// ```
/// use vsp_isa::options::Options;
/// let program = vsp_isa::asm::assemble("main: MOVI R0, 1\n HLT", "one.sil").unwrap();
/// match vsp_dynasm::compile(&program.image(), &Options::default()) {
///     Ok(code) => assert!(code.entries.find(0, program.mode.code()).is_some()),
///     Err(error) => assert_eq!(error, vsp_dynasm::Error::UnsupportedProcessor),
/// }
/// ```
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub fn compile(image: &Image<'_>, options: &Options) -> Result<Code, Error> {
    compile_for::<Processor>(image, options)
}

/// Refuses a program: there are no templates for this processor.
///
/// # Errors
/// Always.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub fn compile(_: &Image<'_>, _: &Options) -> Result<Code, Error> {
    Err(Error::UnsupportedProcessor)
}

pub(crate) fn compile_for<A: Assembler>(image: &Image<'_>, options: &Options) -> Result<Code, Error> {
    let Options { metering, interrupts, limits, optimization: _ } = *options;
    let reach = Reach::find(image);
    check_instructions(image, &reach, limits)?;
    let most = u32::try_from(limits.code_bytes).unwrap_or(u32::MAX).min(A::MOST_BYTES);
    let mut templates = Templates {
        asm: A::begin(Buffer::new()),
        image,
        reach: &reach,
        interrupts,
        prices: metering.then(|| Prices::new(&reach, image)),
        versions: Versions::new(image.code.len()),
        slow_paths: SlowPaths::new(),
        last_slow_paths: 0,
        returns: Returns::default(),
        mode: image.mode,
        pc: 0,
        next: 0,
        due: None,
        pushed: 0,
        cache: Cache::default(),
        compared: Compared::Nothing,
        fresh: Compared::Nothing,
        branched_by: None,
        kept: Kept::Nothing,
        halved: 0,
        ended: false,
        is_return_site: false,
        most,
    };
    let exported = image.functions().map(|(_, address)| address);
    for address in exported.chain([image.entry]) {
        let version = BlockVersion { address, mode: image.mode };
        let arrival = templates.expected_by(version);
        templates.want(version, arrival);
    }
    loop {
        while let Some(version) = templates.versions.next() {
            templates.emit_from(version).ok_or_else(|| templates.too_large(limits))?;
        }
        if !templates.want_return_sites() {
            break;
        }
    }
    templates.emit_slow_paths();
    if templates.asm.buffer().position() > most {
        return Err(templates.too_large(limits));
    }
    templates.finish().ok_or(Error::TooLarge { most: A::MOST_BYTES as usize })
}

/// Checks how much there is to compile. No more than all addresses in all modes: where that is allowed, nothing is counted.
fn check_instructions(image: &Image<'_>, reach: &Reach, limits: CompileLimits) -> Result<(), Error> {
    let at_most = (image.code.len() * Mode::ALL.len()) as u64;
    if limits.check_instructions(at_most).is_ok() {
        return Ok(());
    }
    limits.check_instructions(flow::count_instructions(image, reach)).map_err(Error::OverLimit)
}

/// A program's code while it is made.
pub(crate) struct Templates<'a, A> {
    pub asm: A,
    pub image: &'a Image<'a>,
    pub reach: &'a Reach,
    /// Whether the code looks whether it shall stop.
    pub interrupts: bool,
    /// What blocks cost, if the code counts fuel.
    pub prices: Option<Prices<'a>>,
    pub versions: Versions,
    pub slow_paths: SlowPaths,
    /// How far slow paths have been emitted amid the code.
    pub last_slow_paths: u32,
    pub returns: Returns,
    /// The mode of the instruction that is being made into code.
    pub mode: Mode,
    /// Its address, and that of the one after it.
    pub pc: u32,
    pub next: u32,
    /// The register whose flags are due.
    pub due: Option<Reg>,
    /// How many cells were pushed, less those popped, that the context does not count yet.
    pub pushed: i32,
    /// What holds the words of the machine's registers.
    pub cache: Cache,
    /// What the processor's flags tell of the instruction that is being made into code, and what of the one before.
    pub compared: Compared,
    pub fresh: Compared,
    /// The flag that a branch after the last comparison surely jumps by, if flags are set for that.
    pub branched_by: Option<Flag>,
    /// What `C` holds for a branch that comes soon.
    pub kept: Kept,
    /// The registers whose rho or theta was stored by itself in this block version, as bits.
    pub halved: u16,
    /// Whether control never comes to the next instruction.
    pub ended: bool,
    /// Whether it comes there by RET alone.
    pub is_return_site: bool,
    /// How many bytes of code there may be.
    pub most: u32,
}

impl<A: Assembler> Visitor for Templates<'_, A> {
    type Output = ();
}

impl<A: Assembler> Templates<'_, A> {
    /// Why there is too much code.
    fn too_large(&mut self, limits: CompileLimits) -> Error {
        match limits.check_code_bytes(self.asm.buffer().position().into()) {
            Err(error) => Error::OverLimit(error),
            Ok(()) => Error::TooLarge { most: A::MOST_BYTES as usize },
        }
    }

    /// Emits a block version, and those that it falls into, up to one that has code or to where control leaves. `None` if the code
    /// is too long.
    fn emit_from(&mut self, version: BlockVersion) -> Option<()> {
        self.mode = version.mode;
        self.next = version.address;
        self.begin_version(version, self.versions.arrival(version));
        loop {
            self.emit_instructions()?;
            if self.ended {
                return Some(());
            }
            let next = BlockVersion { address: self.next, mode: self.mode };
            if !self.versions.is_missing(next) {
                self.goto(next.address);
                return Some(());
            }
            self.settle_flags();
            self.before_edge();
            let from = self.cache.sets.arrival();
            let fitting = self.fitting(next, from);
            let to = self.fall_into(next, fitting);
            self.adapt(from, to, next.mode);
            self.begin_version(next, to);
        }
    }

    fn begin_version(&mut self, version: BlockVersion, arrival: Arrival) {
        self.asm.buffer().make_room();
        // Loops begin at checkpoints, and so do return sites, to which nothing jumps as often as what is called goes on there.
        if self.reach.is_checkpoint(version.address) && !mem::take(&mut self.is_return_site) {
            self.asm.align();
        }
        let place = self.asm.buffer().position();
        self.versions.begin(version, place);
        (self.ended, self.due, self.halved) = (false, None, 0);
        (self.compared, self.kept) = (Compared::Nothing, Kept::Nothing);
        self.cache.sets = arrival.sets();
        let looks = self.interrupts && self.reach.is_checkpoint(version.address);
        let cost = self.prices.as_ref().and_then(|prices| prices.of(version.address)).unwrap_or(0);
        self.begin_block(version.address, looks, cost);
    }

    /// Emits what comes before a block: whether the run shall be interrupted, if it `looks`, and what the block costs, if anything.
    fn begin_block(&mut self, pc: u32, looks: bool, cost: u32) {
        if looks && (1..=ENOUGH_FUEL as u32).contains(&cost) {
            let number = self.slow_paths.paths.len() as u32;
            self.asm.take_fuel_if_enough(cost, Label::SlowPath(number));
            let resume = self.asm.buffer().position();
            self.slow_path(What::Scarce { pc, cost, resume });
            return;
        }
        if looks {
            let interrupted = self.slow_exit(Exit::Interrupted, pc);
            self.asm.jump_if_interrupted(interrupted);
        }
        if cost > 0 {
            let otherwise = self.out_of_fuel(pc, cost);
            self.asm.take_fuel(cost, otherwise);
        }
    }

    /// Emits instructions until the next one begins a block version, or control leaves.
    fn emit_instructions(&mut self) -> Option<()> {
        loop {
            self.asm.buffer().make_room();
            self.pc = self.next;
            let instruction = match Fetched::at(self.image.code, self.pc, self.image.version) {
                Ok(instruction) => instruction,
                Err(kind) => {
                    self.trap(kind);
                    return Some(());
                }
            };
            // What was decoded is there.
            let look = LOOKS[usize::from(self.image.code[self.pc as usize])];
            self.next = self.pc + u32::from(look.length);
            self.fresh = mem::take(&mut self.compared);
            if !look.keeps_c {
                self.kept = Kept::Nothing;
            }
            if !look.knows_registers {
                self.release_all();
            }
            instruction.visit(self);
            if self.asm.buffer().position() > self.most {
                return None;
            }
            self.keep_slow_paths_near();
            if self.ended || self.reach.begins(self.next) {
                return Some(());
            }
        }
    }

    /// Emits what loads words and finds returns, and fills in all jumps.
    fn finish(mut self) -> Option<Code> {
        let loading = Mode::ALL.map(|mode| {
            self.asm.buffer().make_room();
            let position = self.asm.buffer().position();
            self.emit_loading(mode);
            position
        });
        let dispatch = Mode::ALL.map(|mode| self.emit_returns(mode));
        let Templates { asm, versions, slow_paths, .. } = self;
        let mut buffer = asm.into_buffer();
        buffer.finish::<A>(|label| match label {
            Label::At(place) => place,
            Label::Version(version) => versions.place(version),
            Label::SlowPath(number) => slow_paths.place(number),
            Label::Loading(mode) => loading[usize::from(mode)],
            Label::Dispatch(mode) => dispatch[usize::from(mode)],
            Label::Near => unreachable!("jumps within a template are filled in at once"),
        })?;
        Some(Code { bytes: buffer, entries: Entries { places: versions.into_places() } })
    }
}
