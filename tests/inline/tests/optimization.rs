//! How much work goes into a program's code may be said wherever a program may stand, and changes no result.
#![forbid(unsafe_code)]
#![deny(warnings)]

use vsp_runtime::{Outcome, Program, Reg, Vm, vsp};

vsp! {
    #![optimization(quick)]

    /// The sum of 1 to R0.
    mod tokens {
        .mode SIL-64
        .global run
        run:    LI      R4, 0
                LI      R8, 1
        again:  ADDINT  R4, R0
                SUBINT  R0, R8
                TESTINT R0, R0
                JZ      done
                JMP     again
        done:   RET
    }

    mod text = "
        .mode SIL-64
        .global run
        run:    LI      R4, 0
                LI      R8, 1
        again:  ADDINT  R4, R0
                SUBINT  R0, R8
                TESTINT R0, R0
                JZ      done
                JMP     again
        done:   RET
    ";

    mod triple = file "tests/programs/triple.sil";

    mod fast {
        #![optimization(fast)]
        .mode SIL-64
        .global run
        run:    LI      R4, 0
                LI      R8, 1
        again:  ADDINT  R4, R0
                SUBINT  R0, R8
                TESTINT R0, R0
                JZ      done
                JMP     again
        done:   RET
    }
}

vsp! {
    mod lis {
        //! What stands first need not be the level.
        #![optimization(quick)]
        /// The sum of 1 to `most`.
        pub fn sum(most: Int) -> Int {
            let total = 0;
            for n in 0..most {
                total += n;
            }
            return total + most;
        }
    }
}

#[test]
fn every_form_has_levels() {
    for program in [&tokens::PROGRAM, &text::PROGRAM, &fast::PROGRAM] {
        let mut vm = Vm::new(program);
        vm.set_integer(Reg::R0, 100).unwrap();
        assert_eq!(vm.call("run"), Ok(Outcome::Returned));
        assert_eq!(vm.integer(Reg::R4), Ok(5050));
    }
    assert_eq!(tokens::PROGRAM.container(), text::PROGRAM.container());
    assert_eq!(tokens::PROGRAM.container(), fast::PROGRAM.container());
    assert_eq!(lis::sum(&mut Vm::new(&lis::PROGRAM), 100), Ok(5050));
}

#[test]
fn expressions_have_levels() {
    let programs: [&Program; 4] = [
        vsp! {
            #![optimization(quick)]
            .global run
            run: MOVI R0, 3
                 RET
        },
        vsp!(#![optimization(fast)] ".global run\nrun: MOVI R0, 3\n RET"),
        vsp!(#![optimization(quick)] ".global run\nrun: MOVI R0, 3\n RET"),
        vsp!(".global run\nrun: MOVI R0, 3\n RET"),
    ];
    for program in programs {
        assert_eq!(program.container(), programs[0].container());
        let mut vm = Vm::new(program);
        assert_eq!(vm.call("run"), Ok(Outcome::Returned));
        assert_eq!(vm.cell(Reg::R0).rho, 3);
    }
    let file = vsp!(#![optimization(quick)] file "tests/programs/triple.sil");
    assert_eq!(file.container(), triple::PROGRAM.container());
}
