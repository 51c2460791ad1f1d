//! The macros that bring programs made by a build script into a crate.

/// Includes a program that `vsp_build::compile` has made in this crate's build script, as a module.
///
/// The module has `PROGRAM`, the [`Program`](crate::Program); a function for each function that the program exports, which
/// begins a run there (see [`Vm::call`](crate::Vm::call)); and a constant for each label of its data, the address in memory.
/// Its name is that of the program's file, as an identifier.
///
/// ```ignore
/// vsp_runtime::include_program!(pub mod filter); // build.rs: vsp_build::compile("src/filter.sil")
///
/// let mut vm = vsp_runtime::Vm::new(&filter::PROGRAM);
/// filter::main(&mut vm);
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
            include!(concat!(
                env!("OUT_DIR", "this crate has no build script: a build.rs must compile the program with vsp-build"),
                "/vsp/",
                stringify!($name),
                ".rs"
            ));
        }
    };
    ($(#[$attribute:meta])* $visibility:vis mod $name:ident in $folder:expr) => {
        $(#[$attribute])*
        $visibility mod $name {
            use $crate as vsp_runtime;
            include!(concat!($folder, "/", stringify!($name), ".rs"));
        }
    };
}

/// What the files hold that vsp-build writes: nothing but one call of this, so that the two crates' versions are compared
/// before anything else is looked at.
#[doc(hidden)]
#[macro_export]
macro_rules! bindings {
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits { memory: $memory:expr, calls: $calls:literal, stack: $stack:literal }
        native {
            library $library:literal;
            symbol $symbol:ident;
            metering $metering:literal;
            interrupts $interrupts:literal;
            parts [$($part:literal),* $(,)?];
            entries [$(($address:literal, $mode:literal, $of_part:literal, $entry:literal)),* $(,)?];
        }
        functions { $($functions:tt)* }
        data { $($data:tt)* }
    ) => {
        #[link(name = $library, kind = "static")]
        unsafe extern "C" {
            fn $symbol();
        }

        // SAFETY: the library holds what vsp-build made of the same file, and the tables are what it wrote with it.
        static NATIVE: $crate::generated::NativeCode = unsafe {
            $crate::generated::NativeCode::new(
                $symbol,
                1,
                &[$($part),*],
                &[$($crate::generated::EntryPoint {
                    address: $address, mode: $mode, part: $of_part, entry: $entry,
                }),*],
                $crate::generated::Checks { fuel: $metering, interrupts: $interrupts },
            )
        };

        $crate::bindings! { @program $name, $file, $marks, ::core::option::Option::Some(&NATIVE), $memory, $calls, $stack }
        $crate::bindings! { @functions $($functions)* }
        $crate::bindings! { @data $($data)* }
    };
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits { memory: $memory:expr, calls: $calls:literal, stack: $stack:literal }
        inline {
            $(cfg($($condition:tt)*) {
                code $code:literal;
                alignment $alignment:literal;
                parts [$($part:literal),* $(,)?];
                entries [$(($address:literal, $mode:literal, $of_part:literal, $entry:literal)),* $(,)?];
            })*
        }
        functions { $($functions:tt)* }
        data { $($data:tt)* }
    ) => {
        $(
            #[cfg($($condition)*)]
            #[allow(clippy::inline_asm_x86_intel_syntax)]
            #[unsafe(naked)]
            unsafe extern "C" fn native_code() {
                ::core::arch::naked_asm!($code)
            }

            // SAFETY: the code is what vsp-macros made of the same file for targets like this, and the tables belong to it.
            #[cfg($($condition)*)]
            static NATIVE: ::core::option::Option<$crate::generated::NativeCode> = ::core::option::Option::Some(unsafe {
                $crate::generated::NativeCode::new(
                    native_code,
                    $alignment,
                    &[$($part),*],
                    &[$($crate::generated::EntryPoint {
                        address: $address, mode: $mode, part: $of_part, entry: $entry,
                    }),*],
                    $crate::generated::Checks { fuel: false, interrupts: false },
                )
            });
        )*

        #[cfg(not(any($($($condition)*),*)))]
        static NATIVE: ::core::option::Option<$crate::generated::NativeCode> = ::core::option::Option::None;

        $crate::bindings! { @program $name, $file, $marks, NATIVE.as_ref(), $memory, $calls, $stack }
        $crate::bindings! { @functions $($functions)* }
        $crate::bindings! { @data $($data)* }
    };
    (
        version "0.1.0";
        name $name:literal;
        file $file:expr;
        marks $marks:literal;
        limits { memory: $memory:expr, calls: $calls:literal, stack: $stack:literal }
        interpreted;
        functions { $($functions:tt)* }
        data { $($data:tt)* }
    ) => {
        $crate::bindings! { @program $name, $file, $marks, ::core::option::Option::None, $memory, $calls, $stack }
        $crate::bindings! { @functions $($functions)* }
        $crate::bindings! { @data $($data)* }
    };
    (@program $name:literal, $file:expr, $marks:literal, $native:expr, $memory:expr, $calls:literal, $stack:literal) => {
        static STATIC_PROGRAM: $crate::generated::StaticProgram =
            $crate::generated::StaticProgram::new(
                $name,
                $file,
                $marks,
                $native,
                $crate::Limits { memory: $memory, calls: $calls, stack: $stack },
            );

        /// The program.
        pub static PROGRAM: $crate::Program = $crate::Program::from_static(&STATIC_PROGRAM);
    };
    (@functions $($(#[$attribute:meta])* fn $function:ident = $exported:literal;)*) => {
        $(
            $(#[$attribute])*
            #[track_caller]
            pub fn $function<H: $crate::Host>(vm: &mut $crate::Vm<H>) -> $crate::Outcome {
                $crate::generated::call(vm, &PROGRAM, $exported)
            }
        )*
    };
    (@data $($(#[$attribute:meta])* const $label:ident = $address:literal;)*) => {
        $(
            $(#[$attribute])*
            pub const $label: u32 = $address;
        )*
    };
    (version $version:literal; $($rest:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "this program was compiled by vsp-build ", $version, ", but vsp-runtime is ", "0.1.0",
            "; use the same version of both in Cargo.toml"
        ));
    };
}
