use vsp_runtime::vsp;

vsp! {
    mod twice {
        //! Says it twice.
        #![optimization(quick)]
        //! The second time it says something else.
        #![optimization(fast)]
        pub fn f(x: Int) -> Int { return x; }
    }
    mod late {
        pub fn f(x: Int) -> Int { return x; }
        #![optimization(fast)]
    }
}

fn main() {
    let _ = vsp!(#![optimization(quick)] #![optimization(quick)] "HLT");
}
