use vsp_runtime::{Vm, vsp};

vsp! {
    mod filter {
        pub fn smooth(x: Float) -> Float {
            let level = gian * x;
            return level
        }
        pub fn twice(x: Flaot) -> Int {
            return 1 + true;
        }
    }
    mod types {
        pub fn smooth(x: Float, n: Int) -> Float {
            if n { return sine(x); }
            return x * 2;
        }
    }
    mod text = "pub fn f(x: Int) -> Int {
        return y;
    }";
    mod file_of_lis = file "wrong.lis";
    mod module {
        use elsewhere::f;
        pub fn g() { f(); }
    }
}

fn main() {
    let program = vsp! { pub fn f() -> Int { } };
    let mut vm = Vm::new(program);
    // Whatever is wrong, functions are declared with their types.
    let _: Result<f64, _> = filter::smooth(&mut vm, 0.5);
    let _: Result<f64, _> = types::smooth(&mut vm, 0.5, 1);
    let _: Result<i64, _> = text::f(&mut vm, 1);
    let _: Result<i64, _> = file_of_lis::f(&mut vm, 1);
}
