//! Machine code by templates: each instruction of the program becomes a fixed piece of code, in one pass.
//!
//! # How a program becomes code
//!
//! [`Reach`] finds where units begin; then units are made into code one after the other, beginning with those that can be
//! entered from outside, each in the modes that can reach it. Where one falls into the next, so does its code. The registers
//! stay in the context: a template loads what its instruction reads and stores what it writes, so that the machine's state is
//! always there, for the runtime and for traps. What is kept elsewhere is in the tables of [`x64`] and [`aarch64`]: a
//! few pointers and the fuel in registers of the processor, and Z, N and O in a byte each on the stack, as [`flags`]
//! describes.
//!
//! # How it is laid out
//!
//! ```text
//! the function      saves registers, pins what templates need, jumps to the unit whose offset it was given
//! ways out          shared by all units
//! units             each with its templates; far ways to rare traps amid them where the processor's jumps are short
//! rare ways         interrupts, out of fuel, traps, collapse
//! returns           for each mode, what looks a return address up in the places and goes there
//! ```
//!
//! The code is one [`PartFunction`] and the numbers of its entries are offsets in it. It refers to nothing outside but the
//! [`tables`] and the places, the offsets of units in [`Entries`], whose addresses are in it.

#[cfg(any(test, target_arch = "aarch64"))]
mod aarch64;
mod assembler;
mod buffer;
mod bytesil;
mod cold;
mod control;
mod conversions;
mod data;
mod flags;
mod floats;
mod gates;
mod hints;
mod integers;
mod intrinsics;
mod io;
mod layers;
mod leave;
mod modes;
mod prices;
mod tables;
#[cfg(test)]
mod tests;
mod transforms;
mod units;
mod words;
#[cfg(any(test, target_arch = "x86_64"))]
mod x64;

use self::assembler::{Assembler, Condition, Label, Scratch};
use self::buffer::Buffer;
use self::cold::ColdWays;
use self::prices::Prices;
use self::units::Units;
use super::JitError;
use super::settings::Settings;
use core::mem;
use std::vec::Vec;
use vsp_isa::abi::{Exit, PartFunction};
use vsp_isa::container::Image;
use vsp_isa::flow::{self, Reach, Unit};
use vsp_isa::limits::CompileLimits;
use vsp_isa::visit::Visitor;
use vsp_isa::{Mode, Reg};

/// What the code's address must be a multiple of.
pub(crate) const ALIGNMENT: usize = 16;

/// Machine code by templates.
#[derive(Debug)]
pub(crate) struct TemplateCode {
    pub bytes: Buffer,
    pub entries: Entries,
}

/// Where the code, which is one function, can be entered. The code refers to this, and so must not be run without it.
#[derive(Debug)]
pub(crate) struct Entries {
    /// For each mode and address of the program the offset of its unit's code, 0 for none; nothing for a mode without code.
    places: [Vec<u32>; Mode::ALL.len()],
}

impl Entries {
    /// The function, and the number to call it with, for a place of the program.
    ///
    /// # Safety
    /// The code that these entries came with must be at `base`, executable, and visible to this processor.
    #[inline]
    pub unsafe fn find(&self, base: *const u8, address: u32, mode: u8) -> Option<(PartFunction, u32)> {
        let place = *self.places.get(usize::from(mode))?.get(address as usize)?;
        // SAFETY: the code begins with a function of this type.
        let function = unsafe { mem::transmute::<*const u8, PartFunction>(base) };
        (place != 0).then_some((function, place))
    }

    /// What code is where: offsets in it, ascending, with the addresses of the program that it is from.
    pub fn in_order(&self) -> Vec<(u32, u32)> {
        let places = self.places.iter().flat_map(|places| places.iter().copied().zip(0..));
        let mut places: Vec<(u32, u32)> = places.filter(|(place, _)| *place != 0).collect();
        places.sort_unstable();
        places
    }
}

/// Compiles a program for the processor that this runs on.
#[cfg(target_arch = "x86_64")]
pub(crate) fn compile(image: &Image<'_>, settings: Settings) -> Result<TemplateCode, JitError> {
    compile_for::<x64::X64>(image, settings)
}

/// Compiles a program for the processor that this runs on.
#[cfg(target_arch = "aarch64")]
pub(crate) fn compile(image: &Image<'_>, settings: Settings) -> Result<TemplateCode, JitError> {
    compile_for::<aarch64::Aarch64>(image, settings)
}

fn compile_for<A: Assembler>(image: &Image<'_>, settings: Settings) -> Result<TemplateCode, JitError> {
    let Settings { checks, limits } = settings;
    let reach = Reach::find(image);
    check_instructions(image, &reach, limits)?;
    let most = u32::try_from(limits.code_bytes).unwrap_or(u32::MAX).min(A::MOST_BYTES);
    let mut templates = Templates {
        asm: A::begin(Buffer::new()),
        image,
        reach: &reach,
        interrupts: checks.interrupts,
        prices: checks.fuel.then(|| Prices::new(&reach, image)),
        units: Units::new(image.code.len()),
        cold: ColdWays::default(),
        last_cold_ways: 0,
        returning: 0,
        mode: image.mode,
        pc: 0,
        next: 0,
        due: None,
        ended: false,
        most,
    };
    let exported = image.functions().map(|(_, address)| address);
    for address in exported.chain([image.entry]) {
        templates.units.want(Unit { address, mode: image.mode });
    }
    while let Some(unit) = templates.units.next() {
        templates.emit_from(unit).ok_or_else(|| templates.too_large(limits))?;
    }
    templates.emit_cold_ways();
    if templates.asm.buffer().position() > most {
        return Err(templates.too_large(limits));
    }
    templates.finish().ok_or(JitError::TooLarge { most: A::MOST_BYTES as usize })
}

/// Checks how much there is to compile. No more than all addresses in all modes: where that is allowed, nothing is counted.
fn check_instructions(image: &Image<'_>, reach: &Reach, limits: CompileLimits) -> Result<(), JitError> {
    let at_most = (image.code.len() * Mode::ALL.len()) as u64;
    if limits.check_instructions(at_most).is_ok() {
        return Ok(());
    }
    limits.check_instructions(flow::count_instructions(image, reach)).map_err(JitError::OverLimit)
}

/// A program's code while it is made.
struct Templates<'a, A> {
    asm: A,
    image: &'a Image<'a>,
    reach: &'a Reach,
    /// Whether the code looks whether it shall stop.
    interrupts: bool,
    /// What blocks cost, if the code counts fuel.
    prices: Option<Prices<'a>>,
    units: Units,
    cold: ColdWays,
    /// How far cold ways have been emitted amid the code.
    last_cold_ways: u32,
    /// The modes that some RET with code runs in, as bits.
    returning: u8,
    /// The mode of the instruction that is being made into code.
    mode: Mode,
    /// Its address, and that of the one after it.
    pc: u32,
    next: u32,
    /// The register whose flags are due.
    due: Option<Reg>,
    /// Whether control never comes to the next instruction.
    ended: bool,
    /// How many bytes of code there may be.
    most: u32,
}

impl<A: Assembler> Visitor for Templates<'_, A> {
    type Output = ();
}

impl<A: Assembler> Templates<'_, A> {
    /// Why there is too much code.
    fn too_large(&mut self, limits: CompileLimits) -> JitError {
        match limits.check_code_bytes(self.asm.buffer().position().into()) {
            Err(error) => JitError::OverLimit(error),
            Ok(()) => JitError::TooLarge { most: A::MOST_BYTES as usize },
        }
    }

    /// Emits a unit, and those that it falls into, up to one that has code or to where control leaves. `None` if the code
    /// is too long.
    fn emit_from(&mut self, unit: Unit) -> Option<()> {
        self.mode = unit.mode;
        self.next = unit.address;
        loop {
            self.begin_unit(Unit { address: self.next, mode: self.mode });
            self.emit_instructions()?;
            if self.ended {
                return Some(());
            }
            if !self.units.is_missing(Unit { address: self.next, mode: self.mode }) {
                self.goto(self.next);
                return Some(());
            }
            self.settle_flags();
        }
    }

    fn begin_unit(&mut self, unit: Unit) {
        self.asm.buffer().make_room();
        self.units.begin(unit, self.asm.buffer().position());
        (self.ended, self.due) = (false, None);
        if self.interrupts && self.reach.is_checkpoint(unit.address) {
            let interrupted = self.cold_exit(Exit::Interrupted, unit.address);
            self.asm.load_interrupt();
            self.asm.compare_number(Scratch::A, 0);
            self.asm.jump_if(Condition::NotEqual, interrupted);
        }
        if let Some(cost @ 1..) = self.prices.as_ref().and_then(|prices| prices.of(unit.address)) {
            let otherwise = self.out_of_fuel(unit.address, cost);
            self.asm.take_fuel(cost, otherwise);
        }
    }

    /// Emits instructions until the next one begins a unit, or control leaves.
    fn emit_instructions(&mut self) -> Option<()> {
        loop {
            self.asm.buffer().make_room();
            self.pc = self.next;
            let instruction = match self.image.instruction(self.pc) {
                Ok(instruction) => instruction,
                Err(kind) => {
                    self.trap(kind);
                    return Some(());
                }
            };
            self.next = self.pc + instruction.length();
            instruction.visit(self);
            if self.asm.buffer().position() > self.most {
                return None;
            }
            self.keep_cold_ways_near();
            if self.ended || self.reach.begins(self.next) {
                return Some(());
            }
        }
    }

    /// Emits what finds returns, and fills in all jumps.
    fn finish(self) -> Option<TemplateCode> {
        let Templates { mut asm, units, cold, image, .. } = self;
        let addresses = image.code.len() as u32;
        let returns = Mode::ALL.map(|mode| {
            asm.buffer().make_room();
            let position = asm.buffer().position();
            let places = units.places(mode);
            if !places.is_empty() {
                asm.dispatch(places.as_ptr().expose_provenance(), addresses);
            }
            position
        });
        let mut buffer = asm.into_buffer();
        buffer.finish::<A>(|label| match label {
            Label::At(place) => place,
            Label::Unit(unit) => units.place(unit),
            Label::Cold(number) => cold.place(number),
            Label::Dispatch(mode) => returns[usize::from(mode)],
            Label::Near => unreachable!("jumps within a template are filled in at once"),
        })?;
        Some(TemplateCode { bytes: buffer, entries: Entries { places: units.into_places() } })
    }
}
