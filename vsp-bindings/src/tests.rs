//! The items of programs whose files say types.

use super::*;
use vsp_isa::Mode;

fn bindings(source: &str) -> Bindings {
    let program = vsp_lis::compile_str(source, "a.lis").expect("it is right").container;
    Bindings::of(&AnalysedProgram::new(program).expect("it is sound"))
}

#[test]
fn values_of_all_types() {
    let found = bindings(
        "pub fn f(a: Int, b: (Bool, (Float,)), z: ByteSil, u: ()) -> (Int, Float) { return (a, 0.5); }
         pub static t: (Int, ByteSil, [State; 2], (), Bool) = (1, (0, 0), [State { }; 2], (), true);",
    );
    assert!(found.functions.is_empty());
    let [function] = &found.typed[..] else { panic!("{found:?}") };
    let params: Vec<String> =
        function.params.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(params, ["a: Int [R0]", "b: (Bool, (Float, ), ) [R4, R8]", "z: ByteSil [RC]", "u: () []"]);
    assert_eq!(function.result.to_string(), "(Int, Float, ) [R0, R4]");
    let documentation = "Calls the program's function `f(a: Int, b: (Bool, (Float,)), z: ByteSil, u: ()) -> (Int, Float)`, \
                         which begins at line 1 of `a.lis`.";
    assert_eq!(function.binding.documentation, documentation);
    // Parts of a static lie without gaps: 8 bytes, 1, 2 * 16, none, 8.
    let [value] = &found.statics[..] else { panic!("{found:?}") };
    let address = value.binding.address as usize;
    let [cell, states, flag] = [8, 9, 41].map(|offset| address + offset);
    assert_eq!(
        value.value.to_string(),
        format!("(Int, ByteSil, [State; 2], (), Bool, ) [{address}, {cell}, {states}, {flag}]")
    );
    assert_eq!(found.data.iter().map(|it| it.identifier.as_str()).collect::<Vec<_>>(), ["T"]);
}

#[test]
fn what_rust_does_not_hand_over_well_has_no_types() {
    let found = bindings(
        "pub static large: [Int; 8193] = [0; 8193]; pub static most: [Int; 8192] = [0; 8192];
         pub fn many(t: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int)) -> Int { return t.0; }
         pub fn first() -> Int { return large[0] + most[0]; }",
    );
    let names = |list: &[Binding]| list.iter().map(|it| it.symbol.clone()).collect::<Vec<_>>();
    assert_eq!(names(&found.functions), ["many"]);
    assert_eq!(found.typed.iter().map(|it| it.binding.symbol.as_str()).collect::<Vec<_>>(), ["first"]);
    assert_eq!(found.statics.iter().map(|it| it.binding.symbol.as_str()).collect::<Vec<_>>(), ["most"]);
    assert_eq!(names(&found.data), ["large", "most"]);
}

#[test]
fn names_never_meet() {
    let symbol = |name: &str, kind| Symbol { name: name.into(), kind, address: 0 };
    let symbols = [
        symbol("vsp_runtime", SymbolKind::Function),
        symbol("lis vsp_runtime() -> Int @R0", SymbolKind::Label),
        symbol("f", SymbolKind::Function),
        symbol("lis f(_16: Int @R0, aB: Int @R4, a_b: Int @R8, self: Int @RC)", SymbolKind::Label),
        symbol("16", SymbolKind::Data),
        symbol("f", SymbolKind::Data),
        symbol("lis static f: Int", SymbolKind::Data),
        symbol("vsp_runtime", SymbolKind::Data),
        symbol("lis static vsp_runtime: Int", SymbolKind::Data),
    ];
    let container = Container { mode: Mode::Sil64, symbols: symbols.to_vec(), ..program() };
    let found = Bindings::of(&AnalysedProgram::new(container).expect("it is sound"));
    // The name of the runtime's crate in the module is no function's with types.
    assert_eq!(found.functions[0].identifier, "vsp_runtime");
    let params: Vec<&str> = found.typed[0].params.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(params, ["_16_2", "a_b_2", "a_b", "self_"]);
    let modules: Vec<&str> = found.statics.iter().map(|it| it.binding.identifier.as_str()).collect();
    assert_eq!(modules, ["f_2", "vsp_runtime_2"]);
    assert_eq!(
        found.data.iter().map(|it| it.identifier.as_str()).collect::<Vec<_>>(),
        ["_16", "F", "VSP_RUNTIME"]
    );
}

fn program() -> Container {
    vsp_isa::asm::assemble("HLT", "a.sil").expect("it is right")
}
