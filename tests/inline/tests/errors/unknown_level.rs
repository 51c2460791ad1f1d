use vsp_runtime::{Vm, vsp};

vsp! {
    #![optimization(best)]
    mod right {
        .global run
        run: RET
    }
    mod in_braces {
        #![optimization(0)]
        .global run
        run: RET
    }
    mod no_level {
        #![optimization]
        RET
    }
    mod two_levels {
        #![optimization(fast, quick)]
        RET
    }
}

fn main() {
    right::run(&mut Vm::new(&right::PROGRAM));
    let _ = vsp!(#![optimization(speed)] "HLT");
    let _ = vsp! { #![optimization = "fast"] HLT };
    let _ = vsp! { #![optimization(fast)] };
}
