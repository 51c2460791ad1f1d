//! Programs that are part of the crate: made by a build script or a macro.

use crate::executor::Executor;
use crate::limits::Limits;
use crate::native_code::NativeCode;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
use crate::threaded::{Translation, Translations};
#[cfg(feature = "alloc")]
use alloc::boxed::Box;
#[cfg(feature = "alloc")]
use once_cell::race::OnceBox;
#[cfg(feature = "alloc")]
use vsp_isa::container::Container;
use vsp_isa::container::Image;
use vsp_isa::flow::Marks;

/// A program that was made when the crate was built; [`__unsafe_bindings!`](crate::__unsafe_bindings) makes these.
#[doc(hidden)]
pub struct StaticProgram {
    pub(crate) name: &'static str,
    pub(crate) image: Image<'static>,
    pub(crate) marks: Marks<'static>,
    pub(crate) native: Option<&'static NativeCode>,
    pub(crate) limits: Limits,
    pub(crate) executor: Executor,
    #[cfg(feature = "alloc")]
    file: &'static [u8],
    #[cfg(feature = "alloc")]
    container: OnceBox<Container>,
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    translations: Translations,
}

impl StaticProgram {
    /// The parts of a static program: a SILC file that was checked when it was written, the bytes of its [`Marks`], its
    /// machine code, and what executes its instructions one by one.
    ///
    /// # Panics
    /// If the file's header or sizes are wrong, or the marks have another size than the code needs: an error of the compiler,
    /// where it makes a static.
    pub const fn new(
        name: &'static str,
        file: &'static [u8],
        marks: &'static [u8],
        native: Option<&'static NativeCode>,
        limits: Limits,
        executor: Executor,
    ) -> StaticProgram {
        let Some(image) = Image::of_file(file) else { panic!("the program's file is damaged") };
        assert!(
            marks.len() == Marks::size(image.code.len()),
            "the program's marks are not those of its file"
        );
        StaticProgram {
            name,
            image,
            marks: Marks::new(marks),
            native,
            limits,
            executor,
            #[cfg(feature = "alloc")]
            file,
            #[cfg(feature = "alloc")]
            container: OnceBox::new(),
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            translations: Translations::new(),
        }
    }

    /// The program as a value; the first call reads the file.
    #[cfg(feature = "alloc")]
    pub(crate) fn container(&self) -> &Container {
        self.container.get_or_init(|| {
            Box::new(Container::read(self.file).expect("the file was checked when it was written"))
        })
    }

    /// The program as operations; the first call translates it. `None` where it would take too much memory.
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    pub(crate) fn translation(&self, metered: bool) -> Option<&Translation> {
        self.translations.get(&self.image, metered, |_| {})
    }
}
