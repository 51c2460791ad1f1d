//! Programs that keep much in registers where they call helpers, one for each kind of value.

use vsp_runtime::{Program, vsp};

vsp! {
    /// Floats of 64 bits that live across calls of helpers, more of them in turn than there are scratch registers.
    mod floats {
        .mode SIL-64
        main:   LI         R0, 300
                CVTI2F     R0
                LI         R4, 7
                CVTI2F     R4
                LI         R8, -5
                CVTI2F     R8
                LI         RC, 3
                CVTI2F     RC
                DIVFLOAT   R0, R4
                DIVFLOAT   R8, RC
                MULFLOAT   R4, R8
                ABSFLOAT   R4
                POWFLOAT   R4, R8
                ADDFLOAT   R0, R4
                POWFLOAT   RC, R4
                SUBFLOAT   R8, RC
                POWFLOAT   R0, R8
                FLOORFLOAT R8
                MULFLOAT   RC, R0
                CEILFLOAT  R0
                ADDFLOAT   R4, R8
                CVTF2B     RC
                SQRTFLOAT  R4
                CMPFLOAT   R0, R4
                RET
    }

    /// A loop over floats of 64 bits with a helper in each turn.
    mod float_loop {
        .mode SIL-64
        main:   LI         R0, 2
                CVTI2F     R0
                LI         R4, 3
                CVTI2F     R4
                LI         R8, 40
        next:   POWFLOAT   R0, R4
                SQRTFLOAT  R0
                FLOORFLOAT R0
                DIVFLOAT   R0, R4
                LI         RC, 1
                SUBINT     R8, RC
                TESTINT    R8, R8
                JZ         done
                JMP        next
        done:   RET
    }

    /// Floats of 16 bits.
    mod halves {
        .mode SIL-16
        main:   LI         R0, 30
                CVTI2F     R0
                LI         R1, -7
                CVTI2F     R1
                DIVFLOAT   R0, R1
                MULFLOAT   R1, R0
                ABSFLOAT   R1
                POWFLOAT   R1, R0
                SUBFLOAT   R2, R1
                ADDFLOAT   R3, R0
                SQRTFLOAT  R1
                LI         R4, -2
                LI         R5, -1
                POWINT     R4, R5
                CVTI2B     R5
                RET
    }

    /// Integers, with exponents that are negative as 32 bits.
    mod integers {
        .mode SIL-64
        main:   LI         R0, -3
                LI         R4, -1
                POWINT     R0, R4
                LI         R8, -30000
                LI         RC, 3
                MULINT     R8, R8
                MULINT     R8, R8
                POWINT     RC, R8
                ADDINT     RC, R0
                XORINT     R4, RC
                POWINT     RC, R4
                CVTI2B     R4
                CVTB2I     R4
                CMPINT     R0, RC
                RET
    }

    /// The same of 32 bits.
    mod words {
        .mode SIL-32
        main:   LI         R0, -3
                LI         R2, -1
                POWINT     R0, R2
                LI         R4, 5
                POWINT     R4, R0
                CVTI2B     R2
                CVTI2F     R4
                POWFLOAT   R4, R4
                CMPINT     R0, R2
                RET
    }

    /// Cells: all sixteen, across sums and blends, and what comes from the host.
    mod cells {
        .mode SIL-128
        main:   MOVI       RC, 2
        next:   ADD        R0, R1
                SUB        R2, R3
                LERP       R4, R5, 77
                SLERP      R6, R7, 200
                MUL        R8, R0
                ADD        R9, R8
                SUB        RA, R9
                MUL        RB, R2
                ADD        RD, RA
                LERP       RE, R4, 255
                MUL        RF, R6
                IN         R1, 200
                OUT        R2, 255
                SENSE      R3
                JZ         odd
                MUL        R5, R3
        odd:    ACT        R4
                IN         R5, 3
                SLERP      R7, R1, 128
                SENSE      RA
                LOOP       next
                RET
    }

    /// An instruction that the runtime executes, and calls within the program, at more depth each time.
    mod calls {
        .mode SIL-64
        main:   LI         R0, 4
                LI         R4, 1
                CALL       down
                RET
        down:   PUSH       R0
                SYSCALL    0x47, 0
                SUBINT     R0, R4
                TESTINT    R0, R0
                JZ         up
                CALL       down
        up:     POP        R8
                ADD        R9, R8
                POWINT     R4, R0
                RET
    }
}

/// All of them: the name, and whether templates have code for it. Else they have the runtime execute it, which is not here.
pub(super) static PROGRAMS: &[(&str, &Program, bool)] = &[
    ("floats", &floats::PROGRAM, true),
    ("float_loop", &float_loop::PROGRAM, true),
    ("halves", &halves::PROGRAM, false),
    ("integers", &integers::PROGRAM, true),
    ("words", &words::PROGRAM, true),
    ("cells", &cells::PROGRAM, true),
    ("calls", &calls::PROGRAM, true),
];
