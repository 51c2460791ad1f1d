//! The table of all instructions, and what derives from it: opcodes, the instruction type, its codec, the visitor.

use crate::{Branch, Field, Intrinsic, Operand, Reg, TrapKind, Version};

/// Calls a macro with one row for every instruction.
///
/// A row is `byte Variant method "MNEMONIC" format since { operand: Type = Field, ... } "What it does.";`. This table is
/// the only list of instructions: [`Opcode`], [`Instruction`], [`Visitor`], encoder, decoder, assembler and disassembler
/// derive from it, and every engine implements [`Visitor`], which has no default methods. Adding a row therefore breaks
/// the build wherever the new instruction is not dealt with yet.
#[macro_export]
macro_rules! for_each_op {
    ($callback:ident) => {
        $callback! {
            // Control.
            0x00 Nop nop "NOP" A V1_0 {} "Does nothing.";
            0x01 Hlt hlt "HLT" A V1_0 {} "Sets H and ends the run: Halted.";
            0x02 Ret ret "RET" A V1_0 {} "Pops the return address into pc; with an empty call stack the run ends: Returned.";
            0x03 Yield yield_ "YIELD" A V1_0 {} "Stops the run with Yielded if the host asks for it.";
            0x10 Jmp jmp "JMP" D V1_0 { target: u32 = Code24 } "pc = target.";
            0x11 Jz jz "JZ" D V1_0 { branch: Branch = Branch } "Jumps if Z (flag form) or if the register's rho is 0 (register form).";
            0x12 Jn jn "JN" D V1_0 { branch: Branch = Branch } "Jumps if N (flag form) or if the register's rho is negative (register form).";
            0x13 Jc jc "JC" D V1_0 { target: u32 = Code24 } "Jumps if C.";
            0x14 Jo jo "JO" D V1_0 { target: u32 = Code24 } "Jumps if O.";
            0x15 Call call "CALL" D V1_0 { target: u32 = Code24 } "Pushes the next instruction's address and jumps.";
            0x16 Loop loop_ "LOOP" D V1_0 { target: u32 = Code24 } "If RC.rho > -8: RC.rho -= 1 and jumps.";
            // Data and words in memory.
            0x20 Mov mov "MOV" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[b].";
            0x21 Movi movi "MOVI" C V1_0 { a: Reg = RegisterA, imm: i8 = Signed8 } "R[a] = (imm clamped to [-8, 7], 0).";
            0x22 Load load "LOAD" D V1_0 { a: Reg = RegisterA, address: u16 = Data16 } "R[a] = the ByteSil at an address.";
            0x23 Store store "STORE" D V1_0 { a: Reg = RegisterA, address: u16 = Data16 } "Packs R[a] to an address.";
            0x24 Push push "PUSH" B V1_0 { a: Reg = RegisterA } "Pushes R[a] on the data stack.";
            0x25 Pop pop "POP" B V1_0 { a: Reg = RegisterA } "Pops R[a] off the data stack.";
            0x26 Xchg xchg "XCHG" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "Swaps R[a] and R[b].";
            0x27 Lstate lstate "LSTATE" D V1_0 { address: u32 = Data24 } "Unpacks sixteen bytes of memory into the registers.";
            0x28 Sstate sstate "SSTATE" D V1_0 { address: u32 = Data24 } "Packs the registers into sixteen bytes of memory.";
            0x29 Loadw loadw "LOADW" D V1_1 { a: Reg = WordA, address: u16 = Data16 } "Loads the word at an address.";
            0x2a Storew storew "STOREW" D V1_1 { a: Reg = WordA, address: u16 = Data16 } "Stores a word to an address.";
            0x2b Loadx loadx "LOADX" C V1_1 { a: Reg = RegisterA, b: Reg = WordB, offset: u8 = Unsigned8 } "R[a] = the ByteSil at address (integer word b) + offset.";
            0x2c Storex storex "STOREX" C V1_1 { a: Reg = RegisterA, b: Reg = WordB, offset: u8 = Unsigned8 } "Packs R[a] to address (integer word b) + offset.";
            0x2d Loadwx loadwx "LOADWX" C V1_1 { a: Reg = WordA, b: Reg = WordB, offset: u8 = Unsigned8 } "Loads the word at address (integer word b) + offset.";
            0x2e Storewx storewx "STOREWX" C V1_1 { a: Reg = WordA, b: Reg = WordB, offset: u8 = Unsigned8 } "Stores word a to address (integer word b) + offset.";
            0x2f Li li "LI" D V1_1 { a: Reg = WordA, imm: i16 = Signed16 } "Integer word a = imm.";
            // ByteSil arithmetic, integer and float words, layers.
            0x40 Mul mul "MUL" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] times R[b]; flags.";
            0x41 Div div "DIV" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] over R[b]; flags.";
            0x42 Pow pow "POW" C V1_0 { a: Reg = RegisterA, n: u8 = Unsigned8 } "R[a] = R[a] to the power n; flags.";
            0x43 Root root "ROOT" C V1_0 { a: Reg = RegisterA, n: u8 = Unsigned8 } "R[a] = the n-th root of R[a], ONE for n = 0; flags.";
            0x44 Inv inv "INV" B V1_0 { a: Reg = RegisterA } "R[a] = 1 over R[a]; flags.";
            0x45 Conj conj "CONJ" B V1_0 { a: Reg = RegisterA } "R[a] = the conjugate of R[a].";
            0x46 Add add "ADD" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] + R[b], rounded to a ByteSil; flags.";
            0x47 Sub sub "SUB" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "R[a] = R[a] - R[b], rounded to a ByteSil; flags.";
            0x48 Mag mag "MAG" B V1_0 { a: Reg = RegisterA } "R[a].theta = 0.";
            0x49 Phase phase "PHASE" B V1_0 { a: Reg = RegisterA } "R[a].rho = 0.";
            0x4a Scale scale "SCALE" C V1_0 { a: Reg = RegisterA, imm: i8 = Signed8 } "R[a].rho = clamp(R[a].rho + imm); flags.";
            0x4b Rotate rotate "ROTATE" C V1_0 { a: Reg = RegisterA, imm: u8 = Unsigned8 } "R[a].theta = (R[a].theta + imm) mod 16.";
            0x4c Addint addint "ADDINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer word a + b.";
            0x4d Subint subint "SUBINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer word a - b.";
            0x4e Mulint mulint "MULINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer word a * b.";
            0x4f Divint divint "DIVINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer quotient, truncated; b = 0 only sets O.";
            0x50 Addfloat addfloat "ADDFLOAT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Float word a + b.";
            0x51 Subfloat subfloat "SUBFLOAT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Float word a - b.";
            0x52 Mulfloat mulfloat "MULFLOAT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Float word a * b.";
            0x53 Divfloat divfloat "DIVFLOAT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Float word a / b.";
            0x54 Powint powint "POWINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Wrapping integer power; the exponent is the low 32 bits of b.";
            0x55 Powfloat powfloat "POWFLOAT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Float power.";
            0x56 Sqrtfloat sqrtfloat "SQRTFLOAT" C V1_0 { a: Reg = WordA } "Float square root.";
            0x57 Modint modint "MODINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer remainder, truncated; b = 0 only sets O.";
            0x58 Cmpint cmpint "CMPINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Z = a equals b, N = a below b, as integers.";
            0x59 Cmpfloat cmpfloat "CMPFLOAT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Z = a and b differ by less than 2^-52, N = a below b, as floats.";
            0x5a Testint testint "TESTINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Z = no common bit of a and b.";
            0x5b Andint andint "ANDINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer bitwise and.";
            0x5c Orint orint "ORINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer bitwise or.";
            0x5d Xorint xorint "XORINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer bitwise exclusive or.";
            0x5e Notint notint "NOTINT" C V1_0 { a: Reg = WordA } "Integer bitwise not.";
            0x5f Shlint shlint "SHLINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Integer shift left by b mod 64.";
            0x60 Xorl xorl "XORL" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "Exclusive or of the packed bytes of R[a] and R[b].";
            0x61 Andl andl "ANDL" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "And of the packed bytes of R[a] and R[b].";
            0x62 Orl orl "ORL" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB } "Or of the packed bytes of R[a] and R[b].";
            0x63 Notl notl "NOTL" B V1_0 { a: Reg = RegisterA } "Not of the packed byte of R[a].";
            0x64 Shiftl shiftl "SHIFTL" A V1_0 {} "Moves every register one up, R0 = NULL; O = 1 if the old RF was not null.";
            0x65 Rotatl rotatl "ROTATL" A V1_0 {} "Moves every register one up, R0 = the old RF.";
            0x66 Fold fold "FOLD" A V1_0 {} "R[i] = R[i] xor R[i+8], for i below 8.";
            0x67 Spread spread "SPREAD" B V1_0 { a: Reg = RegisterA } "The four registers of R[a]'s group = R[a].";
            0x68 Gather gather "GATHER" B V1_0 { a: Reg = RegisterA } "R[a] = the product of the four registers of its group.";
            0x69 Shrint shrint "SHRINT" C V1_0 { a: Reg = WordA, b: Reg = WordB } "Arithmetic integer shift right by b mod 64.";
            0x6a Negint negint "NEGINT" C V1_0 { a: Reg = WordA } "Wrapping integer negation.";
            0x6b Absint absint "ABSINT" C V1_0 { a: Reg = WordA } "Wrapping integer absolute value.";
            0x6c Negfloat negfloat "NEGFLOAT" C V1_0 { a: Reg = WordA } "Float negation.";
            0x6d Absfloat absfloat "ABSFLOAT" C V1_0 { a: Reg = WordA } "Float absolute value.";
            0x6e Floorfloat floorfloat "FLOORFLOAT" C V1_0 { a: Reg = WordA } "Greatest whole float not above a.";
            0x6f Ceilfloat ceilfloat "CEILFLOAT" C V1_0 { a: Reg = WordA } "Least whole float not below a.";
            0x70 Cvti2f cvti2f "CVTI2F" C V1_0 { a: Reg = WordA } "Float word a = integer word a.";
            0x71 Cvtf2i cvtf2i "CVTF2I" C V1_0 { a: Reg = WordA } "Integer word a = float word a, truncated and saturated.";
            0x72 Cvti2b cvti2b "CVTI2B" C V1_0 { a: Reg = WordA } "Cell a = the ByteSil nearest integer word a.";
            0x73 Cvtb2i cvtb2i "CVTB2I" C V1_0 { a: Reg = WordA } "Integer word a = the real number that cell a stands for, truncated.";
            0x74 Cvtf2b cvtf2b "CVTF2B" C V1_0 { a: Reg = WordA } "Cell a = the ByteSil nearest float word a.";
            0x75 Cvtb2f cvtb2f "CVTB2F" C V1_0 { a: Reg = WordA } "Float word a = the magnitude of cell a.";
            // Transformations.
            0x80 Trans trans "TRANS" D V1_0 { address: u32 = Data24 } "Applies the host's transform whose id stands in memory.";
            0x81 Pipe pipe "PIPE" D V1_0 { address: u32 = Data24 } "Applies a list of the host's transforms, in order.";
            0x82 Lerp lerp "LERP" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB, imm: u8 = Unsigned8 } "Mixes R[a] and R[b] linearly, by imm/255.";
            0x83 Slerp slerp "SLERP" C V1_0 { a: Reg = RegisterA, b: Reg = RegisterB, imm: u8 = Unsigned8 } "Mixes R[a] and R[b] in rho and theta, by imm/255.";
            0x84 Grad grad "GRAD" B V1_0 { a: Reg = RegisterA } "Sets the gradient: the distances between neighbouring registers.";
            0x85 Descent descent "DESCENT" C V1_0 { a: Reg = RegisterA, imm: u8 = Unsigned8 } "Moves R[a].rho down the gradient by imm/255.";
            0x86 Emerge emerge "EMERGE" B V1_0 { a: Reg = RegisterA } "RB = RB xor RC.";
            0x87 Collapse collapse "COLLAPSE" B V1_0 { a: Reg = RegisterA } "RF = R[a]; C = 1 if that is null.";
            // Modes.
            0xa0 Setmode setmode "SETMODE" B V1_0 { mode: u8 = Mode } "Sets the mode.";
            0xa1 Promote promote "PROMOTE" C V1_0 { mode: u8 = ModeImmediate } "Widens the mode; M = 1.";
            0xa2 Demote demote "DEMOTE" C V1_0 { mode: u8 = ModeImmediate } "Narrows the mode, folding registers by exclusive or; M = 1.";
            0xa3 Truncate truncate "TRUNCATE" C V1_0 { mode: u8 = ModeImmediate } "Narrows the mode, dropping registers; M = 1.";
            0xa4 Xordem xordem "XORDEM" C V1_0 { mode: u8 = ModeImmediate } "As DEMOTE.";
            0xa5 Avgdem avgdem "AVGDEM" C V1_0 { mode: u8 = ModeImmediate } "Narrows the mode, folding registers by their mean; M = 1.";
            0xa6 Maxdem maxdem "MAXDEM" C V1_0 { mode: u8 = ModeImmediate } "Narrows the mode, folding registers by the largest rho; M = 1.";
            0xa7 Compat compat "COMPAT" C V1_0 { address: u16 = Data16Low } "Sets the mode to the lesser of it and the one that a byte of memory codes.";
            // Quantum gates.
            0xb0 BitH bit_h "BIT.H" B V1_0 { a: Reg = RegisterA } "Hadamard gate; flags.";
            0xb1 BitX bit_x "BIT.X" B V1_0 { a: Reg = RegisterA } "Pauli X gate; flags.";
            0xb2 BitY bit_y "BIT.Y" B V1_0 { a: Reg = RegisterA } "Pauli Y gate; flags.";
            0xb3 BitZ bit_z "BIT.Z" B V1_0 { a: Reg = RegisterA } "Pauli Z gate; flags.";
            0xb4 BitCollapse bit_collapse "BIT.COLLAPSE" B V1_0 { a: Reg = RegisterA } "Measures R[a] and leaves it in the state found; flags, then Z = not measured.";
            0xb5 BitMeasure bit_measure "BIT.MEASURE" B V1_0 { a: Reg = RegisterA } "R0 = the probability of |0> in R[a], in 127ths.";
            0xb6 BitRotq bit_rotq "BIT.ROTQ" B V1_0 { a: Reg = RegisterA } "Rotates R[a] by R1.rho; flags.";
            0xb7 BitNorm bit_norm "BIT.NORM" B V1_0 { a: Reg = RegisterA } "R[a].rho = 0; flags.";
            // Input, output, messages.
            0xc0 In in_ "IN" C V1_0 { a: Reg = RegisterA, port: u8 = Unsigned8 } "R[a] = a port.";
            0xc1 Out out "OUT" C V1_0 { a: Reg = RegisterA, port: u8 = Unsigned8 } "A port = R[a].";
            0xc2 Sense sense "SENSE" B V1_0 { a: Reg = RegisterA } "R[a] = the next input byte, or sensor a without an input; Z tells the input's end.";
            0xc3 Act act "ACT" B V1_0 { a: Reg = RegisterA } "Actuator a = R[a], which also goes to the output.";
            0xc4 Sync sync "SYNC" B V1_0 { node: u8 = Node } "Synchronises with a node.";
            0xc5 Broadcast broadcast "BROADCAST" D V1_0 { channel: u32 = Unsigned24 } "Sends the registers on a channel.";
            0xc6 Receive receive "RECEIVE" D V1_0 { channel: u32 = Unsigned24 } "Takes the registers that wait on a channel, if any.";
            0xc7 Entangle entangle "ENTANGLE" C V1_0 { a: Reg = RegisterA, node: u8 = NodeNibble } "Entangles R[a] with a node.";
            // Hints.
            0xe0 HintCpu hint_cpu "HINT.CPU" A V1_0 {} "A hint: no effect on results.";
            0xe1 HintGpu hint_gpu "HINT.GPU" A V1_0 {} "A hint: no effect on results.";
            0xe2 HintNpu hint_npu "HINT.NPU" A V1_0 {} "A hint: no effect on results.";
            0xe3 HintAny hint_any "HINT.ANY" A V1_0 {} "A hint: no effect on results.";
            0xe4 Batch batch "BATCH" D V1_0 { count: u32 = Unsigned24 } "A hint: no effect on results.";
            0xe5 Unbatch unbatch "UNBATCH" A V1_0 {} "A hint: no effect on results.";
            0xe6 Prefetch prefetch "PREFETCH" D V1_0 { address: u32 = Data24 } "A hint: no effect on results.";
            0xe7 Fence fence "FENCE" A V1_0 {} "A sequentially consistent memory fence.";
            0xe8 HintFpga hint_fpga "HINT.FPGA" A V1_0 {} "A hint: no effect on results.";
            0xe9 HintDsp hint_dsp "HINT.DSP" A V1_0 {} "A hint: no effect on results.";
            // Intrinsics.
            0xff Syscall syscall "SYSCALL" D V1_0 { id: u8 = Intrinsic, arg: u16 = Argument16 } "Calls an intrinsic of the machine or of the host.";
        }
    };
}

/// How an instruction's bytes are laid out, see [encoding](crate::reference::encoding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One byte: the opcode.
    A,
    /// Two bytes: the opcode and one operand byte.
    B,
    /// Three bytes: the opcode, two registers' nibbles and an immediate.
    C,
    /// Four bytes: the opcode and 24 operand bits.
    D,
}

impl Format {
    /// The instruction's length in bytes, 1 to 4.
    #[inline]
    pub const fn length(self) -> usize {
        self as usize + 1
    }
}

/// An instruction as bytes: opcode, then operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Encoded {
    bytes: [u8; 4],
    length: u8,
}

impl Encoded {
    /// Puts the opcode before `operands`, the 24 operand bits; those that the format lacks must be zeros.
    pub const fn new(opcode: Opcode, operands: u32) -> Encoded {
        let [b1, b2, b3, _] = operands.to_le_bytes();
        Encoded { bytes: [opcode as u8, b1, b2, b3], length: opcode.format().length() as u8 }
    }

    /// The 24 operand bits; those that the format lacks are zeros.
    #[inline]
    pub const fn operands(&self) -> u32 {
        let [_, b1, b2, b3] = self.bytes;
        u32::from_le_bytes([b1, b2, b3, 0])
    }

    /// The bytes, one to four, as they stand in the code.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length as usize]
    }
}

macro_rules! define_instructions {
    ($($byte:literal $variant:ident $method:ident $mnemonic:literal $format:ident $since:ident
        { $($field:ident: $type:ty = $place:ident),* } $doc:literal;)*) => {
        /// The byte that begins an instruction. [Instructions](crate::reference::instructions) says what each does.
        ///
        /// ```
        /// use vsp_isa::{Field, Format, Opcode, Version};
        /// let li = Opcode::from_byte(0x2f).unwrap();
        /// assert_eq!((li.mnemonic(), li.format(), li.since()), ("LI", Format::D, Version::V1_1));
        /// assert_eq!(li.operands(), [Field::WordA, Field::Signed16]);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(rustdoc::broken_intra_doc_links, reason = "`R[a]` in the lines of the table is no link")]
        pub enum Opcode { $(#[doc = $doc] $variant = $byte,)* }

        impl Opcode {
            /// Every opcode, in the order of their bytes.
            pub const ALL: &[Opcode] = &[$(Opcode::$variant),*];

            /// The opcode of a byte, whatever the version; `None` if no version has it.
            #[inline]
            pub const fn from_byte(byte: u8) -> Option<Opcode> {
                match byte {
                    $($byte => Some(Opcode::$variant),)*
                    _ => None,
                }
            }

            /// The name in assembly, in upper case.
            pub const fn mnemonic(self) -> &'static str {
                match self { $(Opcode::$variant => $mnemonic,)* }
            }

            /// The layout of its bytes.
            #[inline]
            pub const fn format(self) -> Format {
                match self { $(Opcode::$variant => Format::$format,)* }
            }

            /// The first version of the file format that has it.
            #[inline]
            pub const fn since(self) -> Version {
                match self { $(Opcode::$variant => Version::$since,)* }
            }

            /// Its operands in the order of assembly, each as its place in the bytes.
            pub const fn operands(self) -> &'static [Field] {
                match self { $(Opcode::$variant => &[$(Field::$place),*],)* }
            }

            /// What it does, in one line.
            pub const fn summary(self) -> &'static str {
                match self { $(Opcode::$variant => $doc,)* }
            }
        }

        /// A decoded instruction. [Instructions](crate::reference::instructions) says what each does.
        ///
        /// Bits that an instruction ignores are not kept: encoding gives them as zeros. A number is kept even if it stands
        /// for nothing, as a mode or an intrinsic that there is not; that shows when the instruction runs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the operands are named as in the variant's one line")]
        #[allow(rustdoc::broken_intra_doc_links, reason = "`R[a]` in the lines of the table is no link")]
        pub enum Instruction { $(#[doc = $doc] $variant { $($field: $type),* },)* }

        impl Instruction {
            /// Its opcode.
            #[inline]
            pub const fn opcode(self) -> Opcode {
                match self { $(Instruction::$variant { .. } => Opcode::$variant,)* }
            }

            /// The instruction of an opcode and its 24 operand bits (those that the format lacks are zeros).
            #[inline]
            fn from_operands(opcode: Opcode, operands: u32) -> Instruction {
                let _ = operands;
                match opcode {
                    $(Opcode::$variant => Instruction::$variant {
                        $($field: <$type>::from_raw(Field::$place.extract(operands))),*
                    },)*
                }
            }

            /// Its bytes. Operands of 32 bits have room for 24: higher bits are dropped.
            ///
            /// ```
            /// use vsp_isa::{Instruction, Reg};
            /// let scale = Instruction::Scale { a: Reg::RF, imm: -2 };
            /// assert_eq!(scale.encode().as_bytes(), [0x4a, 0x0f, 0xfe]);
            /// ```
            pub fn encode(self) -> Encoded {
                match self {
                    $(Instruction::$variant { $($field),* } =>
                        Encoded::new(Opcode::$variant, 0 $(| Field::$place.place($field.to_raw()))*),)*
                }
            }

            /// Calls the visitor's method for this instruction.
            #[inline(always)]
            pub fn visit<V: Visitor>(self, visitor: &mut V) -> V::Output {
                match self {
                    $(Instruction::$variant { $($field),* } => visitor.$method($($field),*),)*
                }
            }
        }

        /// One method for every instruction, and no default: an engine that forgets one does not compile.
        #[allow(rustdoc::broken_intra_doc_links, reason = "`R[a]` in the lines of the table is no link")]
        pub trait Visitor {
            /// What visiting an instruction gives.
            type Output;
            $(#[doc = $doc] fn $method(&mut self, $($field: $type),*) -> Self::Output;)*
        }
    };
}

for_each_op!(define_instructions);

impl Opcode {
    /// The opcode of this mnemonic, in any letter case.
    ///
    /// ```
    /// use vsp_isa::Opcode;
    /// assert_eq!(Opcode::from_mnemonic("bit.h"), Some(Opcode::BitH));
    /// ```
    pub fn from_mnemonic(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|opcode| opcode.mnemonic().eq_ignore_ascii_case(name))
    }

    /// Its byte.
    pub const fn byte(self) -> u8 {
        self as u8
    }
}

impl Instruction {
    /// Its length in bytes, 1 to 4.
    #[inline]
    pub const fn length(self) -> u32 {
        self.opcode().format().length() as u32
    }

    /// The first version of the file format in which it means what it does in the latest: that of its opcode or, for SYSCALL,
    /// of the intrinsic that it calls.
    ///
    /// ```
    /// use vsp_isa::{Instruction, Version};
    /// let print_text = Instruction::Syscall { id: 0x0a, arg: 0 };
    /// assert_eq!((print_text.since(), print_text.opcode().since()), (Version::V1_2, Version::V1_0));
    /// ```
    pub const fn since(self) -> Version {
        if let Instruction::Syscall { id, .. } = self
            && let Some(intrinsic) = Intrinsic::from_id(id, Version::LATEST)
        {
            return intrinsic.since();
        }
        self.opcode().since()
    }

    /// Decodes the instruction at `pc`.
    ///
    /// # Errors
    /// The trap that fetching here means: `PcOutOfBounds` past the end, `InvalidOpcode` for a byte that `version` does
    /// not have, `TruncatedInstruction` for operands that pass the end.
    ///
    /// ```
    /// use vsp_isa::{Instruction, Reg, TrapKind, Version};
    /// let code = [0x24, 0x03, 0x10];
    /// assert_eq!(Instruction::decode(&code, 0, Version::V1_0), Ok(Instruction::Push { a: Reg::new(3).unwrap() }));
    /// assert_eq!(Instruction::decode(&code, 2, Version::V1_0), Err(TrapKind::TruncatedInstruction));
    /// ```
    #[inline]
    pub fn decode(code: &[u8], pc: u32, version: Version) -> Result<Instruction, TrapKind> {
        let rest = code.get(pc as usize..).unwrap_or_default();
        let (&byte, rest) = rest.split_first().ok_or(TrapKind::PcOutOfBounds)?;
        let opcode = Opcode::from_byte(byte)
            .filter(|opcode| opcode.since() <= version)
            .ok_or(TrapKind::InvalidOpcode)?;
        let operands = rest.get(..opcode.format().length() - 1).ok_or(TrapKind::TruncatedInstruction)?;
        let mut bits = [0; 4];
        bits[..operands.len()].copy_from_slice(operands);
        Ok(Instruction::from_operands(opcode, u32::from_le_bytes(bits)))
    }
}
