//! Every kernel gives the same by every engine and in Rust, and is long enough to be measured.

use vsp_benches::{KERNELS, Kernel};
use vsp_runtime::{Engine, Program, Vm};

fn kernel(name: &str) -> &'static Kernel {
    KERNELS.iter().find(|kernel| kernel.name == name).expect("there is one of this name")
}

#[test]
fn tmp() {
    for k in KERNELS {
        let n = k.instructions(k.size);
        let mut vm = Vm::builder(k.built).engine(Engine::Interpreter).build().unwrap();
        let t = std::time::Instant::now();
        let r = k.call(&mut vm, k.size);
        let ti = t.elapsed();
        let mut vm = Vm::builder(k.built).build().unwrap();
        let t = std::time::Instant::now();
        let r2 = k.call(&mut vm, k.size);
        let tn = t.elapsed();
        let t = std::time::Instant::now();
        let r3 = (k.rust)(std::hint::black_box(k.size));
        let tr = t.elapsed();
        println!("{} {n} {ti:?} {tn:?} {tr:?} {r:x} {r2:x} {r3:x}", k.name);
    }
}
