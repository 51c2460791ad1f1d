//! The macros that bring programs made by a build script into a crate.

/// Includes a program that `vsp_build::compile` has made in this crate's build script, as a module.
///
/// The module has `PROGRAM`, the [`Program`](crate::Program); a function for each function that the program exports, which
/// begins a run there (see [`Vm::call`](crate::Vm::call)); and a constant for each label of its data, the address in memory.
/// Functions of a program in LIS have their types, and so have its statics; the documentation of vsp-build says how.
/// Its name is that of the program's file, as an identifier.
///
/// ```ignore
/// vsp_runtime::include_program!(pub mod filter); // build.rs: vsp_build::compile("src/filter.lis")
///
/// let mut vm = vsp_runtime::Vm::new(&filter::PROGRAM);
/// let y: f64 = filter::smooth(&mut vm, 0.5)?;
/// ```
///
/// `include_program!(mod filter in "/some/folder")` takes a program whose build wrote its files to another folder, the one
/// that `vsp_build::Builder::out_dir` was given.
#[macro_export]
macro_rules! include_program {
    ($(#[$attribute:meta])* $visibility:vis mod $name:ident) => {
        $(#[$attribute])*
        $visibility mod $name {
            use $crate as vsp_runtime;
            $crate::generated::core::include!($crate::generated::core::concat!(
                $crate::generated::core::env!(
                    "OUT_DIR",
                    "this crate has no build script: a build.rs must compile the program with vsp-build"
                ),
                "/vsp/",
                $crate::generated::core::stringify!($name),
                ".rs"
            ));
        }
    };
    ($(#[$attribute:meta])* $visibility:vis mod $name:ident in $folder:expr) => {
        $(#[$attribute])*
        $visibility mod $name {
            use $crate as vsp_runtime;
            $crate::generated::core::include!($crate::generated::core::concat!(
                $folder,
                "/",
                $crate::generated::core::stringify!($name),
                ".rs"
            ));
        }
    };
}

/// What the files hold that vsp-build writes: nothing but one call of this, so that the two crates' versions are compared
/// before anything else is looked at.
///
/// It is unsafe, though no `unsafe` has to stand around it, so that it fits into crates which forbid that: a caller
/// claims that the machine code is what vsp-codegen made of the file, and that the tables belong to it.
///
/// Nothing that the user may have defined is looked up: `core` comes from here, and what has a name stands in the block that
/// makes `PROGRAM`, where no item of the program's can meet it.
#[doc(hidden)]
#[macro_export]
macro_rules! __unsafe_bindings {
    // Bindings of a program that is wrong: what follows stands for it, so that its uses are no errors, too.
    (version "0.1.0"; error $message:literal; $($rest:tt)*) => {
        $crate::generated::core::compile_error!($message);
        $crate::__unsafe_bindings! { version "0.1.0"; $($rest)* }
    };
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits { memory: [$($memory:literal)?], calls: $calls:literal, stack: $stack:literal }
        native {
            library $library:literal;
            symbol $symbol:ident;
            metering $metering:literal;
            interrupts $interrupts:literal;
            sums [$($sums:ident)?];
            helpers [$($helper:ident),*];
            regions [$($region:literal),* $(,)?];
            entries [$(($address:literal, $mode:literal, $of_region:literal, $entry:literal)),* $(,)?];
        }
        functions { $($functions:tt)* }
        data { $($data:tt)* }
        typed { $($typed:tt)* }
        statics { $($statics:tt)* }
    ) => {
        $crate::__unsafe_bindings! { @program $name, $file, $marks, [$($memory)?], $calls, $stack, {
            #[cfg(not(miri))]
            static NATIVE: $crate::generated::core::option::Option<$crate::generated::NativeCode> = {
                #[link(name = $library, kind = "static")]
                unsafe extern "C" {
                    fn $symbol();
                }

                // SAFETY: the library holds what vsp-build made of the same file, and the tables are what it wrote with it.
                $crate::generated::core::option::Option::Some(unsafe {
                    $crate::generated::NativeCode::new(
                        $symbol,
                        1,
                        &[$($region),*],
                        &[$($crate::generated::EntryPoint {
                            address: $address, mode: $mode, region: $of_region, entry: $entry,
                        }),*],
                        $crate::generated::Checks { fuel: $metering, interrupts: $interrupts },
                        $crate::__unsafe_bindings!(@sums $($sums)?),
                        const { &$crate::generated::helpers(&[$($crate::generated::Helper::$helper),*]) },
                    )
                })
            };

            // Miri runs no machine code.
            #[cfg(miri)]
            static NATIVE: $crate::generated::core::option::Option<$crate::generated::NativeCode> =
                $crate::generated::core::option::Option::None;

            NATIVE.as_ref()
        } }
        $crate::__unsafe_bindings! { @functions $($functions)* }
        $crate::__unsafe_bindings! { @data $($data)* }
        $crate::__unsafe_bindings! { @typed $($typed)* }
        $crate::__unsafe_bindings! { @statics $($statics)* }
    };
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits { memory: [$($memory:literal)?], calls: $calls:literal, stack: $stack:literal }
        inline {
            $(cfg($($condition:tt)*) {
                code $code:literal;
                alignment $alignment:literal;
                sums [$($sums:ident)?];
                helpers [$($helper:ident),*];
                regions [$($region:literal),* $(,)?];
                entries [$(($address:literal, $mode:literal, $of_region:literal, $entry:literal)),* $(,)?];
            })*
        }
        functions { $($functions:tt)* }
        data { $($data:tt)* }
        typed { $($typed:tt)* }
        statics { $($statics:tt)* }
    ) => {
        $crate::__unsafe_bindings! { @program $name, $file, $marks, [$($memory)?], $calls, $stack, {
            $(
                #[cfg(all(not(miri), $($condition)*))]
                static NATIVE: $crate::generated::core::option::Option<$crate::generated::NativeCode> = {
                    #[allow(clippy::inline_asm_x86_intel_syntax)]
                    #[unsafe(naked)]
                    unsafe extern "C" fn native_code() {
                        $crate::generated::core::arch::naked_asm!($code)
                    }

                    // SAFETY: the code is what vsp-macros made of the same file for targets like this, and the tables belong
                    // to it.
                    $crate::generated::core::option::Option::Some(unsafe {
                        $crate::generated::NativeCode::new(
                            native_code,
                            $alignment,
                            &[$($region),*],
                            &[$($crate::generated::EntryPoint {
                                address: $address, mode: $mode, region: $of_region, entry: $entry,
                            }),*],
                            $crate::generated::Checks { fuel: false, interrupts: false },
                            $crate::__unsafe_bindings!(@sums $($sums)?),
                        const { &$crate::generated::helpers(&[$($crate::generated::Helper::$helper),*]) },
                        )
                    })
                };
            )*

            // Miri runs no machine code.
            #[cfg(any(miri, not(any($($($condition)*),*))))]
            static NATIVE: $crate::generated::core::option::Option<$crate::generated::NativeCode> = {
                #[cfg(not(miri))]
                $crate::__vsp_interpreted!();
                $crate::generated::core::option::Option::None
            };

            NATIVE.as_ref()
        } }
        $crate::__unsafe_bindings! { @functions $($functions)* }
        $crate::__unsafe_bindings! { @data $($data)* }
        $crate::__unsafe_bindings! { @typed $($typed)* }
        $crate::__unsafe_bindings! { @statics $($statics)* }
    };
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits $limits:tt
        interpreted;
        $($rest:tt)*
    ) => {
        $crate::__vsp_interpreted!();
        $crate::__unsafe_bindings! {
            version "0.1.0";
            name $name;
            file $file;
            marks $marks;
            limits $limits
            checked;
            $($rest)*
        }
    };
    // A program that has no machine code, or need not have it, since it is wrong or only to be checked.
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits { memory: [$($memory:literal)?], calls: $calls:literal, stack: $stack:literal }
        checked;
        functions { $($functions:tt)* }
        data { $($data:tt)* }
        typed { $($typed:tt)* }
        statics { $($statics:tt)* }
    ) => {
        $crate::__unsafe_bindings! {
            @program $name, $file, $marks, [$($memory)?], $calls, $stack, $crate::generated::core::option::Option::None
        }
        $crate::__unsafe_bindings! { @functions $($functions)* }
        $crate::__unsafe_bindings! { @data $($data)* }
        $crate::__unsafe_bindings! { @typed $($typed)* }
        $crate::__unsafe_bindings! { @statics $($statics)* }
    };
    (
        @program $name:literal, $file:expr, $marks:literal, [$($memory:literal)?], $calls:literal, $stack:literal,
        $native:expr
    ) => {
        /// The program.
        pub static PROGRAM: $crate::Program = {
            static STATIC_PROGRAM: $crate::generated::StaticProgram =
                $crate::generated::StaticProgram::new(
                    $name,
                    $file,
                    $marks,
                    $native,
                    $crate::generated::limits(&[$($memory)?], $calls, $stack),
                    $crate::__vsp_executor!($file, $marks),
                );
            $crate::Program::from_static(&STATIC_PROGRAM)
        };
    };
    (@functions $($(#[$attribute:meta])* fn $function:ident = $address:literal;)*) => {
        $(
            $(#[$attribute])*
            #[inline]
            #[track_caller]
            pub fn $function<H: $crate::Host>(vm: &mut $crate::Vm<H>) -> $crate::Outcome {
                $crate::generated::call(vm, &PROGRAM, $address)
            }
        )*
    };
    (@data $($(#[$attribute:meta])* const $label:ident = $address:literal;)*) => {
        $(
            $(#[$attribute])*
            pub const $label: $crate::generated::core::primitive::u32 = $address;
        )*
    };
    (@typed $(
        $(#[$attribute:meta])*
        fn $function:ident($($param:ident: $type:tt [$($place:tt),*]),* $(,)?)
            -> $result:tt [$($result_place:tt),*] = $address:literal;
    )*) => {
        $(
            $(#[$attribute])*
            ///
            /// # Errors
            /// How the run ended, unless by returning. Where it can go on, `Vm::run` does, and `result` in the module of the
            /// function's name gives what then comes of it.
            ///
            /// # Panics
            /// If the machine has another program; and as `Vm::run`.
            #[allow(clippy::min_ident_chars, clippy::too_many_arguments, clippy::type_complexity)]
            #[inline]
            #[track_caller]
            pub fn $function<H: $crate::Host>(
                vm: &mut $crate::Vm<H>,
                $($param: $crate::__unsafe_bindings!(@type $type)),*
            ) -> $crate::generated::core::result::Result<$crate::__unsafe_bindings!(@type $result), $crate::Outcome> {
                $crate::generated::typed::check(vm, &PROGRAM);
                $($crate::generated::typed::put(vm, &[$($crate::__unsafe_bindings!(@place $place)),*], $param);)*
                $crate::generated::typed::call_at(
                    vm,
                    $address,
                    &[$($crate::__unsafe_bindings!(@place $result_place)),*],
                )
            }

            /// What goes with the function of this name.
            #[allow(dead_code, clippy::min_ident_chars)]
            pub mod $function {
                /// The function's result, where the last run was one of it and has returned: at once, or after it had stopped and
                /// gone on.
                ///
                /// # Panics
                /// If the machine has another program.
                #[allow(clippy::type_complexity)]
                #[track_caller]
                pub fn result<H: $crate::Host>(
                    vm: &$crate::Vm<H>,
                ) -> $crate::generated::core::option::Option<$crate::__unsafe_bindings!(@type $result)> {
                    $crate::generated::typed::check(vm, &super::PROGRAM);
                    $crate::generated::typed::result(vm, &[$($crate::__unsafe_bindings!(@place $result_place)),*])
                }
            }
        )*
    };
    (@statics $($(#[$attribute:meta])* static $name:ident: $type:tt [$($place:tt),*];)*) => {
        $(
            $(#[$attribute])*
            pub mod $name {
                /// Its value in a machine.
                ///
                /// # Panics
                /// If the machine has another program.
                #[allow(clippy::type_complexity)]
                #[track_caller]
                pub fn get<H: $crate::Host>(vm: &$crate::Vm<H>) -> $crate::__unsafe_bindings!(@type $type) {
                    $crate::generated::typed::check(vm, &super::PROGRAM);
                    $crate::generated::typed::get(vm, &[$($crate::__unsafe_bindings!(@place $place)),*])
                }

                /// Gives it another value in a machine.
                ///
                /// # Panics
                /// If the machine has another program.
                #[allow(clippy::type_complexity)]
                #[track_caller]
                pub fn set<H: $crate::Host>(vm: &mut $crate::Vm<H>, value: $crate::__unsafe_bindings!(@type $type)) {
                    $crate::generated::typed::check(vm, &super::PROGRAM);
                    $crate::generated::typed::put(vm, &[$($crate::__unsafe_bindings!(@place $place)),*], value);
                }
            }
        )*
    };
    (@sums looked_up) => { $crate::generated::core::option::Option::Some(&$crate::generated::SUMS) };
    (@sums) => { $crate::generated::core::option::Option::None };
    (@type Int) => { $crate::generated::core::primitive::i64 };
    (@type Float) => { $crate::generated::core::primitive::f64 };
    (@type Bool) => { $crate::generated::core::primitive::bool };
    (@type ByteSil) => { $crate::Cell };
    (@type State) => { [$crate::Cell; 16] };
    (@type [$part:tt; $length:literal]) => { [$crate::__unsafe_bindings!(@type $part); $length] };
    (@type ($($part:tt),* $(,)?)) => { ($($crate::__unsafe_bindings!(@type $part),)*) };
    (@place R0) => { $crate::generated::typed::Place::Register(0) };
    (@place R4) => { $crate::generated::typed::Place::Register(4) };
    (@place R8) => { $crate::generated::typed::Place::Register(8) };
    (@place RC) => { $crate::generated::typed::Place::Register(12) };
    (@place $address:literal) => { $crate::generated::typed::Place::Memory($address) };
    (version $version:literal; $($rest:tt)*) => {
        $crate::generated::core::compile_error!($crate::generated::core::concat!(
            "this program was compiled by vsp-build ", $version, ", but vsp-runtime is ", "0.1.0",
            "; use the same version of both in Cargo.toml"
        ));
    };
}

/// Chooses between code for the edition 2015 and for later ones, by `async`, which is a keyword only in these.
#[doc(hidden)]
#[macro_export]
macro_rules! __vsp_by_edition {
    ($name_2015:ty { $($code:tt)* } { $($_other:tt)* }) => { $($code)* };
    (async { $($_other:tt)* } { $($code:tt)* }) => { $($code)* };
}
