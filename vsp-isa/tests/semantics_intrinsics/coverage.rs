//! Which intrinsics are whose, and that none of the machine's fails on any registers.

use super::Machine;
use vsp_isa::{By, Intrinsic, Mode, Registers, TrapKind};

/// Printing, reading, the clock and sleeping: every engine does them, but not without a host.
const WITH_HOST: [u8; 15] =
    [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0a, 0xf0, 0xf4, 0xf5, 0xf6, 0xf7];

#[test]
fn all_others_of_the_machine_are_done_here() {
    for &intrinsic in Intrinsic::ALL {
        let mut machine = Machine::numbered();
        let here = intrinsic.by() == By::Machine && !WITH_HOST.contains(&intrinsic.id());
        assert_eq!(machine.try_call(intrinsic).is_some(), here, "{intrinsic:?}");
        if !here {
            assert_eq!(machine, Machine::numbered(), "{intrinsic:?}");
        }
    }
}

/// A linear congruential generator: its constants are Knuth's for MMIX.
fn random_bytes<const N: usize>(seed: &mut u64) -> [u8; N] {
    core::array::from_fn(|_| {
        *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*seed >> 56) as u8
    })
}

#[test]
fn no_registers_and_no_memory_make_them_fail() {
    let mut seed = 1;
    let mut images: Vec<[u8; 32]> = (0..200).map(|_| random_bytes(&mut seed)).collect();
    images.extend([[0x00; 32], [0x7f; 32], [0x80; 32], [0xff; 32]]);
    for image in images {
        for mode in Mode::ALL {
            for &intrinsic in Intrinsic::ALL {
                for (size, arg) in [(0, 0), (40, 24), (40, 25), (40, u16::MAX)] {
                    let registers = Registers::from_image(image);
                    let memory = image.repeat(2)[..size].to_vec();
                    let before = Machine { registers, memory, mode, arg, ..Machine::with(&[]) };
                    let mut after = before.clone();
                    match after.try_call(intrinsic) {
                        Some(Ok(())) => {}
                        Some(Err(kind)) => {
                            let known = [TrapKind::AddressOutOfBounds, TrapKind::AssertionFailed];
                            assert!(known.contains(&kind), "{intrinsic:?}: {kind}");
                            assert_eq!(after, before, "{intrinsic:?} has trapped");
                        }
                        None => assert_eq!(after, before, "{intrinsic:?} is the host's"),
                    }
                }
            }
        }
    }
}
