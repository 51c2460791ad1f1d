//! Control flow: blocks and their costs, places and modes, and warnings, worked out by hand.
#![cfg(feature = "alloc")]

mod common;

use vsp_isa::asm::assemble;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::flow::{
    Block, BlockVersion, End, Flow, Leaving, Marks, Reach, WarningKind, leaving, mode_after, sure_trap,
};
use vsp_isa::{Instruction, Mode, TrapKind, Version};

fn program(source: &str) -> Container {
    assemble(source, "flow.sil").unwrap_or_else(|errors| panic!("{errors}"))
}

/// Blocks as their start, end and cost.
fn blocks(program: &Container) -> Vec<(u32, u32, u32)> {
    let flow = Flow::analyse(program);
    for &Block { start, cost, .. } in flow.blocks() {
        assert_eq!(flow.block_cost(start), Some(cost));
    }
    check_marks(program, &flow);
    flow.blocks().iter().map(|block| (block.start, block.end, block.cost)).collect()
}

/// Makes sure that the marks say of every address what the analysis says.
fn check_marks(program: &Container, flow: &Flow) {
    let (bytes, image) = (flow.marks(), program.image());
    assert_eq!(bytes.len(), Marks::size(program.code.len()));
    let marks = Marks::new(&bytes);
    for address in 0..program.code.len() as u32 {
        assert_eq!(marks.is_reachable(address), flow.is_reachable(address), "{address}");
        assert_eq!(marks.is_start(address), flow.block_cost(address).is_some(), "{address}");
        assert_eq!(marks.is_checkpoint(address), flow.is_checkpoint(address), "{address}");
        assert_eq!(marks.block_cost(&image, address), flow.block_cost(address), "{address}");
    }
    for address in 0..program.code.len() as u32 + 8 {
        let is_site = flow.return_sites().contains(&address);
        assert_eq!(marks.is_return_site(&image, address), is_site, "{address}");
    }
    let reach = Reach::find(&image);
    for address in 0..program.code.len() as u32 + 8 {
        let is_site = reach.return_sites().contains(&address) && (address as usize) < program.code.len();
        assert_eq!(reach.is_return_site(address), is_site, "{address}");
    }
}

#[test]
fn marks_say_what_the_analysis_says() {
    let mut random = common::Random::new(7);
    for _ in 0..common::times(2000) {
        let program = common::container(&mut random);
        check_marks(&program, &Flow::analyse(&program));
    }
    // Bytes that end too early, and addresses that are nowhere.
    let program = program("main: CALL 0\nJMP main");
    let marks = Marks::new(&[]);
    for address in [0, 1, 4, 100, u32::MAX] {
        assert!(!marks.is_reachable(address) && !marks.is_return_site(&program.image(), address));
        assert_eq!(marks.block_cost(&program.image(), address), None);
    }
}

/// Block versions as their address and the code of their mode.
fn versions(program: &Container) -> Vec<(u32, u8)> {
    Flow::analyse(program)
        .block_versions()
        .iter()
        .map(|version| (version.address, version.mode.code()))
        .collect()
}

fn warnings(program: &Container) -> Vec<(u32, WarningKind)> {
    Flow::analyse(program).warnings(program).iter().map(|warning| (warning.address, warning.kind)).collect()
}

/// The instruction of a source of one line.
fn instruction(source: &str) -> Instruction {
    Instruction::decode(&program(source).code, 0, Version::V1_1).unwrap()
}

#[test]
fn a_block_runs_through_the_first_jmp_ret_or_hlt() {
    for (last, length) in [("HLT", 1), ("RET", 1), ("JMP 0", 4)] {
        let program = program(&format!("NOP\nMUL R0, R1\n{last}\nNOP\nHLT"));
        assert_eq!(blocks(&program), [(0, 4 + length, 3)], "{last}");
    }
}

#[test]
fn a_block_starts_at_every_target_and_after_every_branch() {
    // 0 NOP, 1 branch to 6, 5 NOP, 6 NOP, 7 HLT.
    for branch in ["JZ R1, to", "JN R1, to", "JC to", "JO to", "LOOP to", "CALL to"] {
        let program = program(&format!("NOP\n{branch}\nNOP\nto: NOP\nHLT"));
        assert_eq!(blocks(&program), [(0, 5, 2), (5, 6, 1), (6, 8, 2)], "{branch}");
    }
    // After a JMP nothing starts by itself, and after YIELD something does.
    assert_eq!(blocks(&program("NOP\nJMP to\nNOP\nto: NOP\nHLT")), [(0, 5, 2), (6, 8, 2)]);
    assert_eq!(blocks(&program("YIELD\nNOP\nYIELD\nHLT")), [(0, 1, 1), (1, 3, 2), (3, 4, 1)]);
    // Other instructions end no block, those that change the mode included.
    assert_eq!(blocks(&program("SETMODE 1\nSYSCALL 0\nDEMOTE 0\nCOMPAT 5\nHLT")), [(0, 13, 5)]);
}

#[test]
fn flag_forms_branch_as_well() {
    let nops = "NOP\n".repeat(12);
    let program = program(&format!("JZ to\n{nops}to: HLT"));
    assert_eq!(blocks(&program), [(0, 4, 1), (4, 16, 12), (16, 17, 1)]);
}

#[test]
fn entry_point_and_functions_start_blocks() {
    let source = "NOP\nf: NOP\nmain: NOP\nlabel: NOP\nHLT\ng: NOP\nRET\nunused: NOP\n.global f\n.global g";
    assert_eq!(blocks(&program(source)), [(1, 2, 1), (2, 5, 3), (5, 7, 2)]);
    // A label that nothing goes to starts none, nor does a symbol of another kind.
    let other = Symbol { name: "t".to_string(), address: 3, kind: SymbolKind::Transform };
    let mut program = program(source);
    program.symbols.push(other);
    assert_eq!(blocks(&program).len(), 3);
}

#[test]
fn starts_inside_instructions() {
    // The branch goes to 5, into the MOVI at 4, whose operands are a NOP and a HLT.
    let program = program("JZ R0, 5\nMOVI R0, 1\nHLT");
    assert_eq!(blocks(&program), [(0, 4, 1), (4, 8, 2), (5, 7, 2)]);
}

#[test]
fn overlapping_runs_that_meet() {
    // From 4: MOVI R0, 0 (4), HLT (7). From 5: NOP (5), NOP (6), HLT (7).
    let program = program("JZ R0, 5\nMOVI R0, 0\nHLT");
    assert_eq!(blocks(&program), [(0, 4, 1), (4, 8, 2), (5, 8, 3)]);
    // The common rest is one place, which both fall into.
    assert_eq!(versions(&program), [(0, 4), (4, 4), (5, 4), (7, 4)]);
    let flow = Flow::analyse(&program);
    for (address, instructions) in [(4, 1), (5, 2)] {
        let code = flow.read(&program, BlockVersion { address, mode: Mode::Sil128 });
        assert_eq!((code.instructions.len(), code.end), (instructions, End::FallsInto(7)));
    }
}

#[test]
fn places_that_do_not_decode_cost_nothing() {
    // A jump into bytes that are no instruction, and falling into such.
    assert_eq!(blocks(&program("JMP 5\n.byte 0, 4")), [(0, 4, 1), (5, 5, 0)]);
    assert_eq!(blocks(&program("NOP\nNOP\n.byte 4")), [(0, 2, 2)]);
    // Jumps past the end, and code that runs there.
    assert_eq!(
        blocks(&program("JZ R0, 900\nCALL 900\nHLT")),
        [(0, 4, 1), (4, 8, 1), (8, 9, 1), (900, 900, 0)]
    );
    assert_eq!(blocks(&program("LOOP 0")), [(0, 4, 1), (4, 4, 0)]);
    // An instruction of version 1.1 in a file of version 1.0.
    let mut old = program("NOP\nLI R0, 1\nHLT");
    assert_eq!(blocks(&old), [(0, 6, 3)]);
    old.version = Version::V1_0;
    assert_eq!(blocks(&old), [(0, 1, 1)]);
}

#[test]
fn return_sites() {
    let program = program("main: CALL f\nCALL f\nHLT\nf: RET\nCALL f");
    assert_eq!(Flow::analyse(&program).return_sites(), [4, 8]);
}

#[test]
fn modes_follow_the_flow() {
    // 0 CALL f, 4 SETMODE, 6 CALL f, 10 HLT, 11 f. A RET may go to each of the places after a CALL.
    let program = program(".mode SIL-32\nCALL f\nSETMODE SIL-8\nCALL f\nHLT\nf: RET");
    assert_eq!(versions(&program), [(0, 2), (4, 0), (4, 2), (10, 0), (10, 2), (11, 0), (11, 2)]);
    // Functions start in the file's mode, even where the flow reaches them in another.
    let exported = self::program(".mode 3\nmain: SETMODE 0\nJMP f\nf: HLT\n.global f");
    assert_eq!(versions(&exported), [(0, 3), (6, 0), (6, 3)]);
}

#[test]
fn what_instructions_do_to_the_mode() {
    for (source, from, to) in [
        ("SETMODE 3", Mode::Sil8, Mode::Sil64),
        ("SETMODE 8", Mode::Sil64, Mode::Sil8),
        ("PROMOTE 3", Mode::Sil8, Mode::Sil64),
        ("PROMOTE 3", Mode::Sil128, Mode::Sil128),
        ("DEMOTE 1", Mode::Sil64, Mode::Sil16),
        ("DEMOTE 32", Mode::Sil16, Mode::Sil16),
        ("XORDEM 0", Mode::Sil16, Mode::Sil8),
        ("TRUNCATE 2", Mode::Sil128, Mode::Sil32),
        ("AVGDEM 4", Mode::Sil64, Mode::Sil64),
        ("MAXDEM SIL-16", Mode::Sil32, Mode::Sil16),
        ("COMPAT 0", Mode::Sil32, Mode::Sil32),
        ("MUL R0, R1", Mode::Sil32, Mode::Sil32),
    ] {
        assert_eq!(mode_after(instruction(source), from), to, "{source}");
    }
}

#[test]
fn after_compat_any_narrower_mode_is_possible() {
    let program = program(".mode SIL-32\nNOP\nCOMPAT 0\nNOP\nHLT");
    assert_eq!(versions(&program), [(0, 2), (4, 0), (4, 1), (4, 2)]);
    // For fuel it is no start of a block.
    assert_eq!(blocks(&program), [(0, 6, 4)]);
    let flow = Flow::analyse(&program);
    let code = flow.read(&program, BlockVersion { address: 0, mode: Mode::Sil32 });
    let successors: Vec<u8> = code.successors().iter().map(|version| version.mode.code()).collect();
    assert_eq!((code.end, successors), (End::Leaves, vec![0, 1, 2]));
}

#[test]
fn where_instructions_leave_to() {
    for (source, expected) in [
        ("NOP", Leaving::Next),
        ("SYSCALL 0xF1", Leaving::Next),
        ("JMP 7", Leaving::To(7)),
        ("CALL 7", Leaving::Call(7)),
        ("JC 7", Leaving::Branch(7)),
        ("JO 7", Leaving::Branch(7)),
        ("LOOP 7", Leaving::Branch(7)),
        ("JZ R7, 0x1234", Leaving::Branch(0x1234)),
        ("JN 0x123456", Leaving::Branch(0x123456)),
        ("YIELD", Leaving::Pause),
        ("COMPAT 7", Leaving::AnyNarrower),
        ("RET", Leaving::Return),
        ("HLT", Leaving::Halt),
    ] {
        assert_eq!(leaving(instruction(source)), expected, "{source}");
    }
}

#[test]
fn traps_that_are_sure() {
    let group = Some(TrapKind::RegisterGroup);
    for (source, mode, expected) in [
        // A word of 1, 2 or 4 cells must end at RF.
        ("ADDINT RF, R0", Mode::Sil8, None),
        ("ADDINT RF, R0", Mode::Sil16, None),
        ("ADDINT RE, R0", Mode::Sil32, None),
        ("ADDINT RF, R0", Mode::Sil32, group),
        ("ADDINT R0, RC", Mode::Sil64, None),
        ("ADDINT R0, RD", Mode::Sil64, group),
        ("SQRTFLOAT RD", Mode::Sil128, group),
        ("LI RD, 1", Mode::Sil128, group),
        ("LOADX RF, R0", Mode::Sil128, None),
        ("LOADX R0, RD", Mode::Sil128, group),
        ("MUL RF, RF", Mode::Sil128, None),
        ("SETMODE 4", Mode::Sil8, None),
    ] {
        assert_eq!(sure_trap(instruction(source), mode), expected, "{source} in {mode}");
    }
    for code in [[0xa0, 7, 0], [0xa1, 0, 5], [0xa3, 0, 255]] {
        let instruction = Instruction::decode(&code, 0, Version::V1_0).unwrap();
        assert_eq!(sure_trap(instruction, Mode::Sil8), Some(TrapKind::InvalidMode));
    }
}

#[test]
fn sure_traps_end_the_flow_of_modes_but_not_blocks() {
    let program = program(".mode SIL-64\nNOP\nADDINT RE, R0\nSETMODE 0\nYIELD\nHLT");
    assert_eq!(blocks(&program), [(0, 7, 4), (7, 8, 1)]);
    assert_eq!(versions(&program), [(0, 3)]);
    let flow = Flow::analyse(&program);
    let code = flow.read(&program, flow.block_versions()[0]);
    assert_eq!((code.instructions.len(), code.end), (2, End::Traps(TrapKind::RegisterGroup)));
    assert_eq!(code.successors(), []);
}

#[test]
fn how_units_end() {
    let source = ".mode SIL-8\nJZ R0, next\nYIELD\nnext: CALL f\nHLT\nf: RET\n";
    let program = program(source);
    let flow = Flow::analyse(&program);
    let read = |address| flow.read(&program, BlockVersion { address, mode: Mode::Sil8 });
    let successors =
        |address| read(address).successors().iter().map(|version| version.address).collect::<Vec<_>>();
    // 0 JZ, 4 YIELD, 5 CALL, 9 HLT, 10 RET.
    for (address, end, then) in [
        (0, End::Leaves, &[5, 4][..]),
        (4, End::FallsInto(5), &[5]),
        (5, End::Leaves, &[10]),
        (9, End::Leaves, &[]),
        (10, End::Leaves, &[]),
    ] {
        assert_eq!((read(address).end, successors(address)), (end, then.to_vec()), "at {address}");
        assert_eq!(read(address).pauses(), address == 4);
        assert_eq!(read(address).returns(), address == 10);
    }
}

#[test]
fn warnings_of_code_that_does_not_decode() {
    let invalid = WarningKind::Undecodable(TrapKind::InvalidOpcode);
    let past = WarningKind::Undecodable(TrapKind::PcOutOfBounds);
    let truncated = WarningKind::Undecodable(TrapKind::TruncatedInstruction);
    assert_eq!(warnings(&program("NOP\n.byte 4")), [(1, invalid)]);
    assert_eq!(warnings(&program("NOP\n.byte 0x40, 0")), [(1, truncated)]);
    assert_eq!(warnings(&program("NOP")), [(1, past)]);
    assert_eq!(warnings(&program("JZ R0, 900\nHLT")), [(900, past)]);
    // What is never reached needs no warning.
    assert_eq!(warnings(&program("JMP on\n.byte 4, 5, 6\non: HLT\n.byte 7")), []);
    let mut old = program("LI R0, 1\nHLT");
    old.version = Version::V1_0;
    assert_eq!(warnings(&old), [(0, invalid)]);
}

#[test]
fn warnings_of_instructions() {
    let group = |mode| WarningKind::AlwaysTraps(TrapKind::RegisterGroup, mode);
    assert_eq!(warnings(&program(".mode 3\nADDINT RE, R0\nHLT")), [(0, group(Mode::Sil64))]);
    assert_eq!(warnings(&program(".mode 2\nADDINT RE, R0\nHLT")), []);
    // In one of two modes it does trap.
    let twice = ".mode 1\nCALL f\nSETMODE 2\nCALL f\nHLT\nf: ADDINT RF, R0\nRET";
    assert_eq!(warnings(&program(twice)), [(11, group(Mode::Sil32))]);
    let no_mode = WarningKind::AlwaysTraps(TrapKind::InvalidMode, Mode::Sil128);
    assert_eq!(warnings(&program(".byte 0xa0, 7\nHLT")), [(0, no_mode)]);
    assert_eq!(
        warnings(&program("SYSCALL 0x50\nSYSCALL 0x0F\nHLT")),
        [(4, WarningKind::UnknownIntrinsic(15))]
    );
    // Older files do not have what came later.
    let text = |version| program(&format!(".version {version}\nSYSCALL 0x0A\nHLT"));
    assert_eq!(warnings(&text(Version::V1_2)), []);
    for version in [Version::V1_0, Version::V1_1] {
        assert_eq!(warnings(&text(version)), [(0, WarningKind::UnknownIntrinsic(10))]);
    }
}

#[test]
fn warnings_of_addresses_outside_memory() {
    let outside = |end| WarningKind::OutsideMemory { end, size: 65536 };
    let source =
        "LSTATE 0xFFF0\nLSTATE 0xFFF1\nSSTATE 0x10000\nTRANS 0xFFFC\nTRANS 0xFFFD\nPIPE 0x20000\nHLT";
    let expected =
        [(4, outside(0x10001)), (8, outside(0x10010)), (16, outside(0x10001)), (20, outside(0x20004))];
    assert_eq!(warnings(&program(source)), expected);
    // More data makes more memory, and LOAD reaches no further than there always is.
    let more =
        ".data\n.align 65536\n.byte 1\n.align 65536\n.byte 2\n.code\nLSTATE 0x10000\nLOAD R0, 0xFFFF\nHLT";
    assert_eq!(warnings(&program(more)), []);
}

#[test]
fn warnings_say_where_they_are() {
    let mut program = program("NOP\n\nSYSCALL 0x0F, 0\nHLT");
    let text = |program: &Container| Flow::analyse(program).warnings(program)[0].to_string();
    assert!(text(&program).starts_with("at 0x0001 (line 3): "), "{}", text(&program));
    program.debug = None;
    assert!(text(&program).starts_with("at 0x0001: "));
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn overlapping_code_is_analysed_in_linear_time() {
    // 50,000 branches, each to another byte of a long run of MOVs, which can so be entered anywhere.
    let mut code = Vec::new();
    for i in 0..50_000_u32 {
        let [low, middle, high, _] = (200_000 + i).to_le_bytes();
        code.extend([0x13, low, middle, high]);
    }
    code.extend([0x20; 50_000]);
    let program = Container { code, ..program("HLT\n.nodebug\n.nosymbols") };
    let flow = Flow::analyse(&program);
    // A block for each branch and one for each target.
    assert_eq!(flow.blocks().len(), 100_000);
    let read: usize =
        flow.block_versions().iter().map(|&version| flow.read(&program, version).instructions.len()).sum();
    assert!(read <= 100_000, "{read} instructions in all block versions");
}

/// The addresses of the checkpoints of a source.
fn checkpoints(source: &str) -> Vec<u32> {
    let program = program(source);
    let flow = Flow::analyse(&program);
    (0..program.code.len() as u32 + 4).filter(|&address| flow.is_checkpoint(address)).collect()
}

#[test]
fn checkpoints_are_where_control_goes_back_calls_and_returns() {
    // A jump to itself, and one back; not one forward, nor what follows a branch.
    assert_eq!(checkpoints("JMP 0"), [0]);
    assert_eq!(checkpoints("NOP\nJMP 6\nNOP\nNOP\nLOOP 5\nHLT"), [5]);
    assert_eq!(checkpoints("JC 5\nNOP\nHLT"), []);
    // The function, though it stands further on, and where it returns to.
    assert_eq!(checkpoints("CALL 5\nHLT\nRET"), [4, 5]);
    // What is no instruction is none, nor what is unreachable.
    assert_eq!(checkpoints("CALL 5\nHLT\n.byte 0xff"), [4]);
    assert_eq!(checkpoints("HLT\nJMP 0"), []);
}
