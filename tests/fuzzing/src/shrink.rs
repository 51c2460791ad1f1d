//! Making a program smaller that shows something, while it still shows it.

use vsp_isa::asm::assemble;
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;
use vsp_isa::{Instruction, Opcode};

/// The smallest program found for which `shows` is true, as it is for the one given.
///
/// Instructions become NOPs, which moves no address; then NOPs are left out, where what is shown stays without them.
pub fn shrink(program: &Container, shows: impl Fn(&Container) -> bool) -> Container {
    let mut small = program.clone();
    loop {
        let before = small.clone();
        replace_by_nops(&mut small, &shows);
        leave_out_nops(&mut small, &shows);
        leave_out_data(&mut small, &shows);
        if small == before {
            return small;
        }
    }
}

/// Takes a change if what is to be shown stays.
fn take(small: &mut Container, changed: Container, shows: impl Fn(&Container) -> bool) -> bool {
    let taken = changed != *small && changed.write().is_ok() && shows(&changed);
    if taken {
        *small = changed;
    }
    taken
}

/// The instructions as ranges of the code's bytes, as if all were reachable in a row; what is none has one byte.
fn instructions(program: &Container) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < program.code.len() {
        let decoded = Instruction::decode(&program.code, at as u32, program.version);
        let length = decoded.map_or(1, |instruction| instruction.length() as usize);
        ranges.push((at, at + length));
        at += length;
    }
    ranges
}

/// Replaces runs of instructions by NOPs, long ones first.
fn replace_by_nops(small: &mut Container, shows: &impl Fn(&Container) -> bool) {
    let ranges = instructions(small);
    let mut length = ranges.len();
    while length > 0 {
        for run in ranges.chunks(length) {
            let (start, end) = (run[0].0, run[run.len() - 1].1);
            let mut changed = small.clone();
            changed.code[start..end].fill(Opcode::Nop.byte());
            take(small, changed, shows);
        }
        length /= 2;
    }
}

/// Leaves NOPs out of the listing, many at a time first: labels then follow.
fn leave_out_nops(small: &mut Container, shows: &impl Fn(&Container) -> bool) {
    let lines = |program: &Container| -> Vec<String> {
        disassemble(program).lines().map(|line| line.split(';').next().unwrap_or(line).to_owned()).collect()
    };
    let bare = Container { debug: None, ..small.clone() };
    take(small, bare, shows);
    let mut length = small.code.len();
    while length > 0 {
        let mut from = 0;
        loop {
            let all = lines(small);
            let is_nop = |line: &String| line.trim() == "NOP";
            let nops: Vec<usize> = (0..all.len()).filter(|&at| is_nop(&all[at])).collect();
            let Some(out) = nops.get(from..).filter(|rest| !rest.is_empty()) else { break };
            let out = &out[..length.min(out.len())];
            let kept: Vec<&str> =
                (0..all.len()).filter(|at| !out.contains(at)).map(|at| all[at].as_str()).collect();
            let taken =
                assemble(&kept.join("\n"), "small.sil").is_ok_and(|changed| take(small, changed, shows));
            // What is left moves up.
            from += if taken { 0 } else { length };
        }
        length /= 2;
    }
}

/// Leaves out the end of the data, symbols, and what else the header says.
fn leave_out_data(small: &mut Container, shows: &impl Fn(&Container) -> bool) {
    for length in [0, small.data.len() / 2, small.data.len().saturating_sub(1)] {
        let mut changed = small.clone();
        changed.data.truncate(length);
        take(small, changed, shows);
    }
    for at in 0..small.data.len() {
        let mut changed = small.clone();
        changed.data[at] = 0;
        take(small, changed, shows);
    }
    for at in (0..small.symbols.len()).rev() {
        let mut changed = small.clone();
        changed.symbols.remove(at);
        take(small, changed, shows);
    }
}
