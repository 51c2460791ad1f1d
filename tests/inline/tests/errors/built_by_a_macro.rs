use vsp_runtime::vsp;

macro_rules! constant {
    ($register:ident, $value:literal, $more:expr) => {
        vsp! {
            .mode SIL-64
            main: LI $register, $value
                  LI R4, $more
                  ADDINT $register, R4
                  HLT
        }
    };
}

fn main() {
    constant!(R0, 5, -6);
    constant!(R0, 40000, -40000);
    constant!(R10, 5, 6);
    constant!(RE, 5, 6);
}
