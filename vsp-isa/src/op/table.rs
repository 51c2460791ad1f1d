//! The table of all instructions.

/// Calls a macro with the table of all instructions, in sections.
///
/// A section is `Trait "What it is about." { rows }`. A row is
/// `byte Variant method "MNEMONIC" format since successor { operand: Type = Field, ... } "What it does.";`. Its successor says
/// where control goes afterwards, see [`Successor`](crate::Successor).
///
/// This table is the only list of instructions: [`Opcode`](crate::Opcode), [`Instruction`](crate::Instruction), the
/// [traits of the sections](crate::visit), encoder, decoder, assembler and disassembler derive from it. Every engine implements
/// these traits, which have no default methods. Adding a row therefore breaks the build wherever the new instruction is not
/// dealt with yet.
#[macro_export]
macro_rules! for_each_op {
    ($callback:ident) => {
        $callback! {
            Control "Jumps, calls, returns and stops." {
                0x00 Nop nop "NOP" A V1_0 Next {} "Does nothing.";
                0x01 Hlt hlt "HLT" A V1_0 Halt {} "Sets H and ends the run: Halted.";
                0x02 Ret ret "RET" A V1_0 Return {} "Pops the return address into pc; with an empty call stack the run ends: Returned.";
                0x03 Yield yield_ "YIELD" A V1_0 Pause {} "Stops the run with Yielded if the host asks for it.";
                0x10 Jmp jmp "JMP" D V1_0 To { target: u32 = Code24 } "pc = target.";
                0x11 Jz jz "JZ" D V1_0 Branch { branch: Branch = Branch } "Jumps if Z (flag form) or if the register's rho is 0 (register form).";
                0x12 Jn jn "JN" D V1_0 Branch { branch: Branch = Branch } "Jumps if N (flag form) or if the register's rho is negative (register form).";
                0x13 Jc jc "JC" D V1_0 Branch { target: u32 = Code24 } "Jumps if C.";
                0x14 Jo jo "JO" D V1_0 Branch { target: u32 = Code24 } "Jumps if O.";
                0x15 Call call "CALL" D V1_0 Call { target: u32 = Code24 } "Pushes the next instruction's address and jumps.";
                0x16 Loop loop_ "LOOP" D V1_0 Branch { target: u32 = Code24 } "If RC.rho > -8: RC.rho -= 1 and jumps.";
            }
            Data "Registers, memory and the data stack." {
                0x20 Mov mov "MOV" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[b].";
                0x21 Movi movi "MOVI" C V1_0 Next { a: Reg = RegisterA, imm: i8 = Signed8 } "R[a] = (imm clamped to [-8, 7], 0).";
                0x22 Load load "LOAD" D V1_0 Next { a: Reg = RegisterA, address: u16 = Data16 } "R[a] = the ByteSil at an address.";
                0x23 Store store "STORE" D V1_0 Next { a: Reg = RegisterA, address: u16 = Data16 } "Packs R[a] to an address.";
                0x24 Push push "PUSH" B V1_0 Next { a: Reg = RegisterA } "Pushes R[a] on the data stack.";
                0x25 Pop pop "POP" B V1_0 Next { a: Reg = RegisterA } "Pops R[a] off the data stack.";
                0x26 Xchg xchg "XCHG" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "Swaps R[a] and R[b].";
                0x27 Lstate lstate "LSTATE" D V1_0 Next { address: u32 = State24 } "Unpacks sixteen bytes of memory into the registers.";
                0x28 Sstate sstate "SSTATE" D V1_0 Next { address: u32 = State24 } "Packs the registers into sixteen bytes of memory.";
            }
            Words "Words in memory." {
                0x29 Loadw loadw "LOADW" D V1_1 Next { a: Reg = WordA, address: u16 = Data16 } "Loads the word at an address.";
                0x2a Storew storew "STOREW" D V1_1 Next { a: Reg = WordA, address: u16 = Data16 } "Stores a word to an address.";
                0x2b Loadx loadx "LOADX" C V1_1 Next { a: Reg = RegisterA, b: Reg = WordB, offset: u8 = Unsigned8 } "R[a] = the ByteSil at address (integer word b) + offset.";
                0x2c Storex storex "STOREX" C V1_1 Next { a: Reg = RegisterA, b: Reg = WordB, offset: u8 = Unsigned8 } "Packs R[a] to address (integer word b) + offset.";
                0x2d Loadwx loadwx "LOADWX" C V1_1 Next { a: Reg = WordA, b: Reg = WordB, offset: u8 = Unsigned8 } "Loads the word at address (integer word b) + offset.";
                0x2e Storewx storewx "STOREWX" C V1_1 Next { a: Reg = WordA, b: Reg = WordB, offset: u8 = Unsigned8 } "Stores word a to address (integer word b) + offset.";
                0x2f Li li "LI" D V1_1 Next { a: Reg = WordA, imm: i16 = Signed16 } "Integer word a = imm.";
            }
            Bytesil "ByteSil arithmetic." {
                0x40 Mul mul "MUL" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] times R[b]; flags.";
                0x41 Div div "DIV" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] over R[b]; flags.";
                0x42 Pow pow "POW" C V1_0 Next { a: Reg = RegisterA, n: u8 = Unsigned8 } "R[a] = R[a] to the power n; flags.";
                0x43 Root root "ROOT" C V1_0 Next { a: Reg = RegisterA, n: u8 = Unsigned8 } "R[a] = the n-th root of R[a], ONE for n = 0; flags.";
                0x44 Inv inv "INV" B V1_0 Next { a: Reg = RegisterA } "R[a] = 1 over R[a]; flags.";
                0x45 Conj conj "CONJ" B V1_0 Next { a: Reg = RegisterA } "R[a] = the conjugate of R[a].";
                0x46 Add add "ADD" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] + R[b], rounded to a ByteSil; flags.";
                0x47 Sub sub "SUB" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] - R[b], rounded to a ByteSil; flags.";
                0x48 Mag mag "MAG" B V1_0 Next { a: Reg = RegisterA } "R[a].theta = 0.";
                0x49 Phase phase "PHASE" B V1_0 Next { a: Reg = RegisterA } "R[a].rho = 0.";
                0x4a Scale scale "SCALE" C V1_0 Next { a: Reg = RegisterA, imm: i8 = Signed8 } "R[a].rho = clamp(R[a].rho + imm); flags.";
                0x4b Rotate rotate "ROTATE" C V1_0 Next { a: Reg = RegisterA, imm: u8 = Unsigned8 } "R[a].theta = (R[a].theta + imm) mod 16.";
            }
            Integers "Integer words." {
                0x4c Addint addint "ADDINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer word a + b.";
                0x4d Subint subint "SUBINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer word a - b.";
                0x4e Mulint mulint "MULINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer word a * b.";
                0x4f Divint divint "DIVINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer quotient, truncated; b = 0 only sets O.";
                0x54 Powint powint "POWINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Wrapping integer power; the exponent is the low 32 bits of b.";
                0x57 Modint modint "MODINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer remainder, truncated; b = 0 only sets O.";
                0x58 Cmpint cmpint "CMPINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Z = a equals b, N = a below b, as integers.";
                0x5a Testint testint "TESTINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Z = no common bit of a and b.";
                0x5b Andint andint "ANDINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer bitwise and.";
                0x5c Orint orint "ORINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer bitwise or.";
                0x5d Xorint xorint "XORINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer bitwise exclusive or.";
                0x5e Notint notint "NOTINT" C V1_0 Next { a: Reg = WordA } "Integer bitwise not.";
                0x5f Shlint shlint "SHLINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Integer shift left by b mod 64.";
                0x69 Shrint shrint "SHRINT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Arithmetic integer shift right by b mod 64.";
                0x6a Negint negint "NEGINT" C V1_0 Next { a: Reg = WordA } "Wrapping integer negation.";
                0x6b Absint absint "ABSINT" C V1_0 Next { a: Reg = WordA } "Wrapping integer absolute value.";
            }
            Floats "Float words." {
                0x50 Addfloat addfloat "ADDFLOAT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Float word a + b.";
                0x51 Subfloat subfloat "SUBFLOAT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Float word a - b.";
                0x52 Mulfloat mulfloat "MULFLOAT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Float word a * b.";
                0x53 Divfloat divfloat "DIVFLOAT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Float word a / b.";
                0x55 Powfloat powfloat "POWFLOAT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Float power.";
                0x56 Sqrtfloat sqrtfloat "SQRTFLOAT" C V1_0 Next { a: Reg = WordA } "Float square root.";
                0x59 Cmpfloat cmpfloat "CMPFLOAT" C V1_0 Next { a: Reg = WordA, b: Reg = WordB } "Z = a and b differ by less than 2^-52, N = a below b, as floats.";
                0x6c Negfloat negfloat "NEGFLOAT" C V1_0 Next { a: Reg = WordA } "Float negation.";
                0x6d Absfloat absfloat "ABSFLOAT" C V1_0 Next { a: Reg = WordA } "Float absolute value.";
                0x6e Floorfloat floorfloat "FLOORFLOAT" C V1_0 Next { a: Reg = WordA } "Greatest whole float not above a.";
                0x6f Ceilfloat ceilfloat "CEILFLOAT" C V1_0 Next { a: Reg = WordA } "Least whole float not below a.";
            }
            Conversions "Conversions between integers, floats and cells." {
                0x70 Cvti2f cvti2f "CVTI2F" C V1_0 Next { a: Reg = WordA } "Float word a = integer word a.";
                0x71 Cvtf2i cvtf2i "CVTF2I" C V1_0 Next { a: Reg = WordA } "Integer word a = float word a, truncated and saturated.";
                0x72 Cvti2b cvti2b "CVTI2B" C V1_0 Next { a: Reg = WordA } "Cell a = the ByteSil nearest integer word a.";
                0x73 Cvtb2i cvtb2i "CVTB2I" C V1_0 Next { a: Reg = WordA } "Integer word a = the real number that cell a stands for, truncated.";
                0x74 Cvtf2b cvtf2b "CVTF2B" C V1_0 Next { a: Reg = WordA } "Cell a = the ByteSil nearest float word a.";
                0x75 Cvtb2f cvtb2f "CVTB2F" C V1_0 Next { a: Reg = WordA } "Float word a = the magnitude of cell a.";
            }
            Layers "Packed bytes, and all registers at once." {
                0x60 Xorl xorl "XORL" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "Exclusive or of the packed bytes of R[a] and R[b].";
                0x61 Andl andl "ANDL" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "And of the packed bytes of R[a] and R[b].";
                0x62 Orl orl "ORL" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB } "Or of the packed bytes of R[a] and R[b].";
                0x63 Notl notl "NOTL" B V1_0 Next { a: Reg = RegisterA } "Not of the packed byte of R[a].";
                0x64 Shiftl shiftl "SHIFTL" A V1_0 Next {} "Moves every register one up, R0 = NULL; O = 1 if the old RF was not null.";
                0x65 Rotatl rotatl "ROTATL" A V1_0 Next {} "Moves every register one up, R0 = the old RF.";
                0x66 Fold fold "FOLD" A V1_0 Next {} "R[i] = R[i] xor R[i+8], for i below 8.";
                0x67 Spread spread "SPREAD" B V1_0 Next { a: Reg = RegisterA } "The four registers of R[a]'s group = R[a].";
                0x68 Gather gather "GATHER" B V1_0 Next { a: Reg = RegisterA } "R[a] = the product of the four registers of its group.";
            }
            Transforms "Transforms of the host, mixing, gradient." {
                0x80 Trans trans "TRANS" D V1_0 Next { address: u32 = Number24 } "Applies the host's transform whose id stands in memory.";
                0x81 Pipe pipe "PIPE" D V1_0 Next { address: u32 = Number24 } "Applies a list of the host's transforms, in order.";
                0x82 Lerp lerp "LERP" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB, imm: u8 = Unsigned8 } "Mixes R[a] and R[b] linearly, by imm/255.";
                0x83 Slerp slerp "SLERP" C V1_0 Next { a: Reg = RegisterA, b: Reg = RegisterB, imm: u8 = Unsigned8 } "Mixes R[a] and R[b] in rho and theta, by imm/255.";
                0x84 Grad grad "GRAD" B V1_0 Next { a: Reg = RegisterA } "Sets the gradient: the distances between neighbouring registers.";
                0x85 Descent descent "DESCENT" C V1_0 Next { a: Reg = RegisterA, imm: u8 = Unsigned8 } "Moves R[a].rho down the gradient by imm/255.";
                0x86 Emerge emerge "EMERGE" B V1_0 Next { a: Reg = RegisterA } "RB = RB xor RC.";
                0x87 Collapse collapse "COLLAPSE" B V1_0 Next { a: Reg = RegisterA } "RF = R[a]; C = 1 if that is null.";
            }
            Modes "Changing the mode." {
                0xa0 Setmode setmode "SETMODE" B V1_0 SetMode { mode: u8 = Mode } "Sets the mode.";
                0xa1 Promote promote "PROMOTE" C V1_0 WidenMode { mode: u8 = ModeImmediate } "Widens the mode; M = 1.";
                0xa2 Demote demote "DEMOTE" C V1_0 NarrowMode { mode: u8 = ModeImmediate } "Narrows the mode, folding registers by exclusive or; M = 1.";
                0xa3 Truncate truncate "TRUNCATE" C V1_0 NarrowMode { mode: u8 = ModeImmediate } "Narrows the mode, dropping registers; M = 1.";
                0xa4 Xordem xordem "XORDEM" C V1_0 NarrowMode { mode: u8 = ModeImmediate } "As DEMOTE.";
                0xa5 Avgdem avgdem "AVGDEM" C V1_0 NarrowMode { mode: u8 = ModeImmediate } "Narrows the mode, folding registers by their mean; M = 1.";
                0xa6 Maxdem maxdem "MAXDEM" C V1_0 NarrowMode { mode: u8 = ModeImmediate } "Narrows the mode, folding registers by the largest rho; M = 1.";
                0xa7 Compat compat "COMPAT" C V1_0 LimitMode { address: u16 = Data16Low } "Sets the mode to the lesser of it and the one that a byte of memory codes.";
            }
            Gates "Quantum gates." {
                0xb0 BitH bit_h "BIT.H" B V1_0 Next { a: Reg = RegisterA } "Hadamard gate; flags.";
                0xb1 BitX bit_x "BIT.X" B V1_0 Next { a: Reg = RegisterA } "Pauli X gate; flags.";
                0xb2 BitY bit_y "BIT.Y" B V1_0 Next { a: Reg = RegisterA } "Pauli Y gate; flags.";
                0xb3 BitZ bit_z "BIT.Z" B V1_0 Next { a: Reg = RegisterA } "Pauli Z gate; flags.";
                0xb4 BitCollapse bit_collapse "BIT.COLLAPSE" B V1_0 Next { a: Reg = RegisterA } "Measures R[a] and leaves it in the state found; flags, then Z = not measured.";
                0xb5 BitMeasure bit_measure "BIT.MEASURE" B V1_0 Next { a: Reg = RegisterA } "R0 = the probability of |0> in R[a], in 127ths.";
                0xb6 BitRotq bit_rotq "BIT.ROTQ" B V1_0 Next { a: Reg = RegisterA } "Rotates R[a] by R1.rho; flags.";
                0xb7 BitNorm bit_norm "BIT.NORM" B V1_0 Next { a: Reg = RegisterA } "R[a].rho = 0; flags.";
            }
            Io "Input, output and messages." {
                0xc0 In in_ "IN" C V1_0 Next { a: Reg = RegisterA, port: u8 = Unsigned8 } "R[a] = a port.";
                0xc1 Out out "OUT" C V1_0 Next { a: Reg = RegisterA, port: u8 = Unsigned8 } "A port = R[a].";
                0xc2 Sense sense "SENSE" B V1_0 Next { a: Reg = RegisterA } "R[a] = the next input byte, or sensor a without an input; Z tells the input's end.";
                0xc3 Act act "ACT" B V1_0 Next { a: Reg = RegisterA } "Actuator a = R[a], which also goes to the output.";
                0xc4 Sync sync "SYNC" B V1_0 Next { node: u8 = Node } "Synchronises with a node.";
                0xc5 Broadcast broadcast "BROADCAST" D V1_0 Next { channel: u32 = Unsigned24 } "Sends the registers on a channel.";
                0xc6 Receive receive "RECEIVE" D V1_0 Next { channel: u32 = Unsigned24 } "Takes the registers that wait on a channel, if any.";
                0xc7 Entangle entangle "ENTANGLE" C V1_0 Next { a: Reg = RegisterA, node: u8 = NodeNibble } "Entangles R[a] with a node.";
            }
            Hints "Hints, and the memory fence." {
                0xe0 HintCpu hint_cpu "HINT.CPU" A V1_0 Next {} "A hint: no effect on results.";
                0xe1 HintGpu hint_gpu "HINT.GPU" A V1_0 Next {} "A hint: no effect on results.";
                0xe2 HintNpu hint_npu "HINT.NPU" A V1_0 Next {} "A hint: no effect on results.";
                0xe3 HintAny hint_any "HINT.ANY" A V1_0 Next {} "A hint: no effect on results.";
                0xe4 Batch batch "BATCH" D V1_0 Next { count: u32 = Unsigned24 } "A hint: no effect on results.";
                0xe5 Unbatch unbatch "UNBATCH" A V1_0 Next {} "A hint: no effect on results.";
                0xe6 Prefetch prefetch "PREFETCH" D V1_0 Next { address: u32 = Data24 } "A hint: no effect on results.";
                0xe7 Fence fence "FENCE" A V1_0 Next {} "A sequentially consistent memory fence.";
                0xe8 HintFpga hint_fpga "HINT.FPGA" A V1_0 Next {} "A hint: no effect on results.";
                0xe9 HintDsp hint_dsp "HINT.DSP" A V1_0 Next {} "A hint: no effect on results.";
            }
            Intrinsics "Intrinsics of the machine and the host." {
                0xff Syscall syscall "SYSCALL" D V1_0 Next { id: u8 = Intrinsic, arg: u16 = Argument16 } "Calls an intrinsic of the machine or of the host.";
            }
        }
    };
}
