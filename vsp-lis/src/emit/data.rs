//! The data as assembly.

use super::Program;
use crate::code::object::ObjectKind;
use std::fmt::Write;

/// Writes the data segment; objects have these names.
pub(super) fn write(program: &Program, names: &[String], out: &mut String) {
    let (layout, objects) = (&program.layout, &program.code.objects);
    if layout.length == 0 {
        return;
    }
    out.push_str("\n        .data\n");
    let mut at = 0u32;
    let mut pool: Vec<(u32, i64)> = layout.pool.iter().map(|(&bits, &at)| (at, bits)).collect();
    pool.sort_unstable();
    for (address, bits) in pool {
        zeros(out, &mut at, address);
        let float = f64::from_bits(bits as u64);
        let _ = writeln!(out, "const.{address}: .word64 0x{bits:016X} ; {bits} or {float:e}");
        at += 8;
    }
    for &(address, object) in &layout.data {
        let (it, name) = (&objects.all[object], &names[object]);
        if address >= at {
            zeros(out, &mut at, address);
        }
        match &it.kind {
            // Frames lie over each other: the first has its name here, the others beside their addresses in the code.
            ObjectKind::Frame(_) => {
                if address >= at {
                    let _ = writeln!(out, "{name}:");
                    zeros(out, &mut at, address + it.size);
                }
            }
            ObjectKind::Data(initial) => {
                let _ = writeln!(out, "{name}:");
                if object == objects.free {
                    bytes(out, &u64::from(layout.free).to_le_bytes());
                } else {
                    bytes(out, initial);
                }
                at += initial.len() as u32;
            }
        }
    }
    zeros(out, &mut at, layout.length);
}

fn zeros(out: &mut String, at: &mut u32, to: u32) {
    while *at < to {
        let left = to - *at;
        if left >= 16 {
            out.push_str("        .state 0x0\n");
            *at += 16;
        } else {
            let list = vec!["0"; left as usize].join(", ");
            let _ = writeln!(out, "        .byte {list}");
            *at = to;
        }
    }
}

fn bytes(out: &mut String, bytes: &[u8]) {
    if bytes.len().is_multiple_of(8) {
        for word in bytes.chunks(8) {
            let word = word.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte));
            let _ = writeln!(out, "        .word64 0x{word:016X}");
        }
    } else {
        for line in bytes.chunks(16) {
            let list: Vec<String> = line.iter().map(u8::to_string).collect();
            let _ = writeln!(out, "        .byte {}", list.join(", "));
        }
    }
}
