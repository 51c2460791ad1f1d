//! Programs that stand in the source, so that macros make their code.

use vsp_runtime::vsp;
use vsp_tests::programs::Compiled;

vsp! {
    /// Integers of 64 bits in a loop: how many steps R0 takes to come to 1.
    mod steps {
        .mode SIL-64
        main:   LI      R0, 97
                .global function_0
        function_0:
                LI      R8, 0
                LI      R4, 1
        next:   CMPINT  R0, R4
                JZ      done
                ADDINT  R8, R4
                TESTINT R0, R4
                JZ      even
                LI      RC, 3
                MULINT  R0, RC
                ADDINT  R0, R4
                JMP     next
        even:   SHRINT  R0, R4
                JMP     next
        done:   RET
    }

    /// Floats of 64 bits: rounding, roots, division, and functions that the runtime computes.
    mod floats {
        .mode SIL-64
        main:   LI         R0, 1000
                CVTI2F     R0
                .global function_0
        function_0:
                LI         R4, 7
                CVTI2F     R4
                DIVFLOAT   R0, R4
                LI         R8, 0
                ADDFLOAT   R8, R0
                FLOORFLOAT R8
                SUBFLOAT   R0, R8
                SQRTFLOAT  R8
                CEILFLOAT  R0
                POWFLOAT   R8, R4
                RET
    }

    /// Cells and memory: products, sums, gates and the data stack.
    mod cells {
        .mode SIL-8
        .global function_0
        main:
        function_0:
                MOVI     RC, 7
        next:   MUL      R0, R1
                ADD      R2, R0
                BIT.H    R2
                PUSH     R2
                STORE    R0, 0x100
                LOAD     R3, 0x100
                ROTATE   R3, 3
                LOOP     next
                POP      R4
                RET
    }
}

/// They, as programs of the list; macros make code without metering.
pub(crate) static PROGRAMS: &[Compiled] = &[
    Compiled { name: "inline_steps", plain: &steps::PROGRAM, metered: &steps::PROGRAM, source: "" },
    Compiled { name: "inline_floats", plain: &floats::PROGRAM, metered: &floats::PROGRAM, source: "" },
    Compiled { name: "inline_cells", plain: &cells::PROGRAM, metered: &cells::PROGRAM, source: "" },
];
