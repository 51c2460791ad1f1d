//! The table of all operations.

/// Calls a macro with the table of all operations.
///
/// A row is `Name [Class cells] = body;`: what the operation does to words of so many cells, and the function that does it.
/// The rows under `plain` are the same with and without metering; those under `metered` are made for each, with `M` for which.
/// Where operands may come from what is handed on, the rows for that follow the one that reads all from the registers: first
/// with `A` for the operand a, then with `B` for b.
macro_rules! for_each_operation {
    ($callback:ident) => {
        flatten! {
            $callback
            combine {
                i16 1 Add: Add16 Add16A Add16B AddNumber16 AddNumber16A;
                i32 2 Add: Add32 Add32A Add32B AddNumber32 AddNumber32A;
                i64 4 Add: Add64 Add64A Add64B AddNumber64 AddNumber64A;
                i16 1 Sub: Sub16 Sub16A Sub16B SubNumber16 SubNumber16A;
                i32 2 Sub: Sub32 Sub32A Sub32B SubNumber32 SubNumber32A;
                i64 4 Sub: Sub64 Sub64A Sub64B SubNumber64 SubNumber64A;
                i16 1 Mul: Mul16 Mul16A Mul16B MulNumber16 MulNumber16A;
                i32 2 Mul: Mul32 Mul32A Mul32B MulNumber32 MulNumber32A;
                i64 4 Mul: Mul64 Mul64A Mul64B MulNumber64 MulNumber64A;
                i16 1 And: And16 And16A And16B AndNumber16 AndNumber16A;
                i32 2 And: And32 And32A And32B AndNumber32 AndNumber32A;
                i64 4 And: And64 And64A And64B AndNumber64 AndNumber64A;
                i16 1 Or: Or16 Or16A Or16B OrNumber16 OrNumber16A;
                i32 2 Or: Or32 Or32A Or32B OrNumber32 OrNumber32A;
                i64 4 Or: Or64 Or64A Or64B OrNumber64 OrNumber64A;
                i16 1 Xor: Xor16 Xor16A Xor16B XorNumber16 XorNumber16A;
                i32 2 Xor: Xor32 Xor32A Xor32B XorNumber32 XorNumber32A;
                i64 4 Xor: Xor64 Xor64A Xor64B XorNumber64 XorNumber64A;
                i16 1 Shl: Shl16 Shl16A Shl16B ShlNumber16 ShlNumber16A;
                i32 2 Shl: Shl32 Shl32A Shl32B ShlNumber32 ShlNumber32A;
                i64 4 Shl: Shl64 Shl64A Shl64B ShlNumber64 ShlNumber64A;
                i16 1 Shr: Shr16 Shr16A Shr16B ShrNumber16 ShrNumber16A;
                i32 2 Shr: Shr32 Shr32A Shr32B ShrNumber32 ShrNumber32A;
                i64 4 Shr: Shr64 Shr64A Shr64B ShrNumber64 ShrNumber64A;
                i16 1 Div: Div16 Div16A Div16B DivNumber16 DivNumber16A;
                i32 2 Div: Div32 Div32A Div32B DivNumber32 DivNumber32A;
                i64 4 Div: Div64 Div64A Div64B DivNumber64 DivNumber64A;
                i16 1 Mod: Mod16 Mod16A Mod16B ModNumber16 ModNumber16A;
                i32 2 Mod: Mod32 Mod32A Mod32B ModNumber32 ModNumber32A;
                i64 4 Mod: Mod64 Mod64A Mod64B ModNumber64 ModNumber64A;
            }
            change {
                i16 1 Not: Not16 Not16A;
                i32 2 Not: Not32 Not32A;
                i64 4 Not: Not64 Not64A;
                i16 1 Neg: Neg16 Neg16A;
                i32 2 Neg: Neg32 Neg32A;
                i64 4 Neg: Neg64 Neg64A;
                i16 1 Abs: Abs16 Abs16A;
                i32 2 Abs: Abs32 Abs32A;
                i64 4 Abs: Abs64 Abs64A;
            }
            number {
                i16 1: Number16 LoadWord16 StoreWord16 StoreWord16A;
                i32 2: Number32 LoadWord32 StoreWord32 StoreWord32A;
                i64 4: Number64 LoadWord64 StoreWord64 StoreWord64A;
            }
            compare {
                i16 1 Equal: Compare16 Compare16A Compare16B;
                i32 2 Equal: Compare32 Compare32A Compare32B;
                i64 4 Equal: Compare64 Compare64A Compare64B;
                i16 1 NoCommonBit: Test16 Test16A Test16B;
                i32 2 NoCommonBit: Test32 Test32A Test32B;
                i64 4 NoCommonBit: Test64 Test64A Test64B;
            }
            branch {
                i16 1 Equal Fall: IfEqual16 IfEqual16A IfEqual16B IfNumberEqual16 IfNumberEqual16A;
                i32 2 Equal Fall: IfEqual32 IfEqual32A IfEqual32B IfNumberEqual32 IfNumberEqual32A;
                i64 4 Equal Fall: IfEqual64 IfEqual64A IfEqual64B IfNumberEqual64 IfNumberEqual64A;
                i16 1 Equal Jump: EitherIfEqual16 EitherIfEqual16A EitherIfEqual16B EitherIfNumberEqual16 EitherIfNumberEqual16A;
                i32 2 Equal Jump: EitherIfEqual32 EitherIfEqual32A EitherIfEqual32B EitherIfNumberEqual32 EitherIfNumberEqual32A;
                i64 4 Equal Jump: EitherIfEqual64 EitherIfEqual64A EitherIfEqual64B EitherIfNumberEqual64 EitherIfNumberEqual64A;
                i16 1 Less Fall: IfLess16 IfLess16A IfLess16B IfNumberLess16 IfNumberLess16A;
                i32 2 Less Fall: IfLess32 IfLess32A IfLess32B IfNumberLess32 IfNumberLess32A;
                i64 4 Less Fall: IfLess64 IfLess64A IfLess64B IfNumberLess64 IfNumberLess64A;
                i16 1 Less Jump: EitherIfLess16 EitherIfLess16A EitherIfLess16B EitherIfNumberLess16 EitherIfNumberLess16A;
                i32 2 Less Jump: EitherIfLess32 EitherIfLess32A EitherIfLess32B EitherIfNumberLess32 EitherIfNumberLess32A;
                i64 4 Less Jump: EitherIfLess64 EitherIfLess64A EitherIfLess64B EitherIfNumberLess64 EitherIfNumberLess64A;
                i16 1 NoCommonBit Fall: IfNoCommonBit16 IfNoCommonBit16A IfNoCommonBit16B IfNumberNoCommonBit16 IfNumberNoCommonBit16A;
                i32 2 NoCommonBit Fall: IfNoCommonBit32 IfNoCommonBit32A IfNoCommonBit32B IfNumberNoCommonBit32 IfNumberNoCommonBit32A;
                i64 4 NoCommonBit Fall: IfNoCommonBit64 IfNoCommonBit64A IfNoCommonBit64B IfNumberNoCommonBit64 IfNumberNoCommonBit64A;
                i16 1 NoCommonBit Jump: EitherIfNoCommonBit16 EitherIfNoCommonBit16A EitherIfNoCommonBit16B EitherIfNumberNoCommonBit16 EitherIfNumberNoCommonBit16A;
                i32 2 NoCommonBit Jump: EitherIfNoCommonBit32 EitherIfNoCommonBit32A EitherIfNoCommonBit32B EitherIfNumberNoCommonBit32 EitherIfNumberNoCommonBit32A;
                i64 4 NoCommonBit Jump: EitherIfNoCommonBit64 EitherIfNoCommonBit64A EitherIfNoCommonBit64B EitherIfNumberNoCommonBit64 EitherIfNumberNoCommonBit64A;
            }
            indexed {
                i16 1: LoadWordAt16 LoadWordAt16B StoreWordAt16 StoreWordAt16A StoreWordAt16B LoadAt16 LoadAt16B StoreAt16 StoreAt16B;
                i32 2: LoadWordAt32 LoadWordAt32B StoreWordAt32 StoreWordAt32A StoreWordAt32B LoadAt32 LoadAt32B StoreAt32 StoreAt32B;
                i64 4: LoadWordAt64 LoadWordAt64B StoreWordAt64 StoreWordAt64A StoreWordAt64B LoadAt64 LoadAt64B StoreAt64 StoreAt64B;
            }
            load_branch {
                i16 1 Fall: IfOneLoadAt16 IfOneLoadAt16B;
                i32 2 Fall: IfOneLoadAt32 IfOneLoadAt32B;
                i64 4 Fall: IfOneLoadAt64 IfOneLoadAt64B;
                i16 1 Jump: EitherIfOneLoadAt16 EitherIfOneLoadAt16B;
                i32 2 Jump: EitherIfOneLoadAt32 EitherIfOneLoadAt32B;
                i64 4 Jump: EitherIfOneLoadAt64 EitherIfOneLoadAt64B;
            }
            combine_floats {
                f32 2 AddFloats: AddFloats32 AddFloats32A AddFloats32B AddLoaded32 AddLoaded32A;
                f64 4 AddFloats: AddFloats64 AddFloats64A AddFloats64B AddLoaded64 AddLoaded64A;
                f32 2 SubFloats: SubFloats32 SubFloats32A SubFloats32B SubLoaded32 SubLoaded32A;
                f64 4 SubFloats: SubFloats64 SubFloats64A SubFloats64B SubLoaded64 SubLoaded64A;
                f32 2 MulFloats: MulFloats32 MulFloats32A MulFloats32B MulLoaded32 MulLoaded32A;
                f64 4 MulFloats: MulFloats64 MulFloats64A MulFloats64B MulLoaded64 MulLoaded64A;
                f32 2 DivFloats: DivFloats32 DivFloats32A DivFloats32B DivLoaded32 DivLoaded32A;
                f64 4 DivFloats: DivFloats64 DivFloats64A DivFloats64B DivLoaded64 DivLoaded64A;
            }
            change_float {
                f32 2 Sqrt: Sqrt32 Sqrt32A;
                f64 4 Sqrt: Sqrt64 Sqrt64A;
                f32 2 NegFloat: NegFloat32 NegFloat32A;
                f64 4 NegFloat: NegFloat64 NegFloat64A;
                f32 2 AbsFloat: AbsFloat32 AbsFloat32A;
                f64 4 AbsFloat: AbsFloat64 AbsFloat64A;
                f32 2 Floor: Floor32 Floor32A;
                f64 4 Floor: Floor64 Floor64A;
                f32 2 Ceil: Ceil32 Ceil32A;
                f64 4 Ceil: Ceil64 Ceil64A;
            }
            convert {
                f32 2: CompareFloats32 CompareFloats32A CompareFloats32B OfInteger32 OfInteger32A ToInteger32 ToInteger32A;
                f64 4: CompareFloats64 CompareFloats64A CompareFloats64B OfInteger64 OfInteger64A ToInteger64 ToInteger64A;
            }
            branch_floats {
                f32 2 Fall ZERO: IfNear32 IfNear32A IfNear32B;
                f64 4 Fall ZERO: IfNear64 IfNear64A IfNear64B;
                f32 2 Fall NEGATIVE: IfLessFloats32 IfLessFloats32A IfLessFloats32B;
                f64 4 Fall NEGATIVE: IfLessFloats64 IfLessFloats64A IfLessFloats64B;
                f32 2 Jump ZERO: EitherIfNear32 EitherIfNear32A EitherIfNear32B;
                f64 4 Jump ZERO: EitherIfNear64 EitherIfNear64A EitherIfNear64B;
                f32 2 Jump NEGATIVE: EitherIfLessFloats32 EitherIfLessFloats32A EitherIfLessFloats32B;
                f64 4 Jump NEGATIVE: EitherIfLessFloats64 EitherIfLessFloats64A EitherIfLessFloats64B;
            }
            loaded {
                i16 1 Add: AddWith16 AddWith16A AddWithAt16 AddWithAt16A AddTo16 AddTo16B AddToAt16 AddToAt16B;
                i32 2 Add: AddWith32 AddWith32A AddWithAt32 AddWithAt32A AddTo32 AddTo32B AddToAt32 AddToAt32B;
                i64 4 Add: AddWith64 AddWith64A AddWithAt64 AddWithAt64A AddTo64 AddTo64B AddToAt64 AddToAt64B;
                i16 1 Sub: SubWith16 SubWith16A SubWithAt16 SubWithAt16A SubTo16 SubTo16B SubToAt16 SubToAt16B;
                i32 2 Sub: SubWith32 SubWith32A SubWithAt32 SubWithAt32A SubTo32 SubTo32B SubToAt32 SubToAt32B;
                i64 4 Sub: SubWith64 SubWith64A SubWithAt64 SubWithAt64A SubTo64 SubTo64B SubToAt64 SubToAt64B;
                i16 1 Mul: MulWith16 MulWith16A MulWithAt16 MulWithAt16A MulTo16 MulTo16B MulToAt16 MulToAt16B;
                i32 2 Mul: MulWith32 MulWith32A MulWithAt32 MulWithAt32A MulTo32 MulTo32B MulToAt32 MulToAt32B;
                i64 4 Mul: MulWith64 MulWith64A MulWithAt64 MulWithAt64A MulTo64 MulTo64B MulToAt64 MulToAt64B;
            }
            loaded_floats {
                f32 2 AddFloats: AddWithFloatAt32 AddWithFloatAt32A AddToFloat32 AddToFloat32B AddToFloatAt32 AddToFloatAt32B;
                f64 4 AddFloats: AddWithFloatAt64 AddWithFloatAt64A AddToFloat64 AddToFloat64B AddToFloatAt64 AddToFloatAt64B;
                f32 2 SubFloats: SubWithFloatAt32 SubWithFloatAt32A SubToFloat32 SubToFloat32B SubToFloatAt32 SubToFloatAt32B;
                f64 4 SubFloats: SubWithFloatAt64 SubWithFloatAt64A SubToFloat64 SubToFloat64B SubToFloatAt64 SubToFloatAt64B;
                f32 2 MulFloats: MulWithFloatAt32 MulWithFloatAt32A MulToFloat32 MulToFloat32B MulToFloatAt32 MulToFloatAt32B;
                f64 4 MulFloats: MulWithFloatAt64 MulWithFloatAt64A MulToFloat64 MulToFloat64B MulToFloatAt64 MulToFloatAt64B;
                f32 2 DivFloats: DivWithFloatAt32 DivWithFloatAt32A DivToFloat32 DivToFloat32B DivToFloatAt32 DivToFloatAt32B;
                f64 4 DivFloats: DivWithFloatAt64 DivWithFloatAt64A DivToFloat64 DivToFloat64B DivToFloatAt64 DivToFloatAt64B;
            }
            horner {
                f32 2: Horner32 Horner32A CopyWord32 CopyWord32B;
                f64 4: Horner64 Horner64A CopyWord64 CopyWord64B;
            }
            sum_to {
                i16 1: SumTo16 SumTo16B;
                i32 2: SumTo32 SumTo32B;
                i64 4: SumTo64 SumTo64B;
            }
            step {
                i16 1 Fall: IfSumLess16 IfSumLess16A IfLast16 IfLast16A IfLastNumber16 IfLastNumber16A;
                i32 2 Fall: IfSumLess32 IfSumLess32A IfLast32 IfLast32A IfLastNumber32 IfLastNumber32A;
                i64 4 Fall: IfSumLess64 IfSumLess64A IfLast64 IfLast64A IfLastNumber64 IfLastNumber64A;
                i16 1 Jump: EitherIfSumLess16 EitherIfSumLess16A EitherIfLast16 EitherIfLast16A EitherIfLastNumber16 EitherIfLastNumber16A;
                i32 2 Jump: EitherIfSumLess32 EitherIfSumLess32A EitherIfLast32 EitherIfLast32A EitherIfLastNumber32 EitherIfLastNumber32A;
                i64 4 Jump: EitherIfSumLess64 EitherIfSumLess64A EitherIfLast64 EitherIfLast64A EitherIfLastNumber64 EitherIfLastNumber64A;
            }
            combine_cells {
                Product true: Product;
                Quotient true: Quotient;
                Sum true: Sum;
                Difference true: Difference;
                XorPacked false: XorPacked;
                AndPacked false: AndPacked;
                OrPacked false: OrPacked;
            }
            change_cell {
                Power true: Power;
                Root true: Root;
                Reciprocal true: Reciprocal;
                Conjugate false: Conjugate;
                Magnitude false: Magnitude;
                Phase false: Phase;
                Scale true: Scale;
                Rotate false: Rotate;
                NotPacked false: NotPacked;
                Hadamard true: Hadamard;
                PauliX true: PauliX;
                PauliY true: PauliY;
                PauliZ true: PauliZ;
                Normalize true: Normalize;
            }
            control {
                Fall: IfZero IfNegative IfCollapsed IfOverflow IfOne IfSmall IfCount;
                Jump: EitherIfZero EitherIfNegative EitherIfCollapsed EitherIfOverflow EitherIfOne EitherIfSmall EitherIfCount;
            }
        }
    };
}

/// Makes rows of what several rows have in common.
macro_rules! flatten {
    ($callback:ident
        combine { $($t0:ident $c0:literal $o0:ident: $m0:ident $a0:ident $b0:ident $n0:ident $na0:ident;)* }
        change { $($t1:ident $c1:literal $o1:ident: $m1:ident $a1:ident;)* }
        number { $($t2:ident $c2:literal: $n2:ident $l2:ident $s2:ident $sa2:ident;)* }
        compare { $($t3:ident $c3:literal $o3:ident: $m3:ident $a3:ident $b3:ident;)* }
        branch { $($t4:ident $c4:literal $o4:ident $w4:ident: $m4:ident $a4:ident $b4:ident $n4:ident $na4:ident;)* }
        indexed { $($t5:ident $c5:literal: $l5:ident $lb5:ident $s5:ident $sa5:ident $sb5:ident
            $lc5:ident $lcb5:ident $sc5:ident $scb5:ident;)* }
        load_branch { $($t6:ident $c6:literal $w6:ident: $m6:ident $b6:ident;)* }
        combine_floats { $($t7:ident $c7:literal $o7:ident: $m7:ident $a7:ident $b7:ident $l7:ident $la7:ident;)* }
        change_float { $($t8:ident $c8:literal $o8:ident: $m8:ident $a8:ident;)* }
        convert { $($t9:ident $c9:literal: $m9:ident $a9:ident $b9:ident $f9:ident $fa9:ident $i9:ident $ia9:ident;)* }
        branch_floats { $($t10:ident $c10:literal $w10:ident $f10:ident: $m10:ident $a10:ident $b10:ident;)* }
        loaded { $($t14:ident $c14:literal $o14:ident: $b14:ident $ba14:ident $bx14:ident $bxa14:ident
            $a14:ident $ab14:ident $ax14:ident $axb14:ident;)* }
        loaded_floats { $($t15:ident $c15:literal $o15:ident: $bx15:ident $bxa15:ident
            $a15:ident $ab15:ident $ax15:ident $axb15:ident;)* }
        horner { $($t16:ident $c16:literal: $h16:ident $ha16:ident $m16:ident $b16:ident;)* }
        sum_to { $($t17:ident $c17:literal: $m17:ident $b17:ident;)* }
        step { $($t18:ident $c18:literal $w18:ident: $s18:ident $sa18:ident $l18:ident $la18:ident $n18:ident $na18:ident;)* }
        combine_cells { $($o11:ident $r11:literal: $m11:ident;)* }
        change_cell { $($o12:ident $r12:literal: $m12:ident;)* }
        control { $($w13:ident: $z13:ident $n13:ident $c13:ident $o13:ident $one13:ident $small13:ident $count13:ident;)* }
    ) => {
        $callback! {
            plain {
                $(
                    $m0 [Combine $c0] = integers::combine::<$t0, words::$o0, Image, Image>;
                    $a0 [Combine $c0 @A] = integers::combine::<$t0, words::$o0, Acc, Image>;
                    $b0 [Combine $c0 @B] = integers::combine::<$t0, words::$o0, Image, Acc>;
                    $n0 [CombineNumber $c0] = integers::combine_number::<$t0, words::$o0, Image>;
                    $na0 [CombineNumber $c0 @A] = integers::combine_number::<$t0, words::$o0, Acc>;
                )*
                $(
                    $m1 [Change $c1] = integers::change::<$t1, words::$o1, Image>;
                    $a1 [Change $c1 @A] = integers::change::<$t1, words::$o1, Acc>;
                )*
                $(
                    $n2 [Number $c2] = integers::number::<$t2>;
                    $l2 [LoadWord $c2] = memory::load_word::<$t2>;
                    $s2 [StoreWord $c2] = memory::store_word::<$t2, Image>;
                    $sa2 [StoreWord $c2 @A] = memory::store_word::<$t2, Acc>;
                )*
                $(
                    $m3 [Compare $c3] = integers::compare::<$t3, integers::$o3, Image, Image>;
                    $a3 [Compare $c3 @A] = integers::compare::<$t3, integers::$o3, Acc, Image>;
                    $b3 [Compare $c3 @B] = integers::compare::<$t3, integers::$o3, Image, Acc>;
                )*
                $(
                    $m7 [CombineFloats $c7] = floats::combine::<$t7, words::$o7, Image, Image>;
                    $a7 [CombineFloats $c7 @A] = floats::combine::<$t7, words::$o7, Acc, Image>;
                    $b7 [CombineFloats $c7 @B] = floats::combine::<$t7, words::$o7, Image, Acc>;
                    $l7 [CombineLoaded $c7] = floats::with_loaded::<Unmetered, $t7, words::$o7, Image, memory::Address>;
                    $la7 [CombineLoaded $c7 @A] = floats::with_loaded::<Unmetered, $t7, words::$o7, Acc, memory::Address>;
                )*
                $(
                    $m8 [ChangeFloat $c8] = floats::change::<$t8, words::$o8, Image>;
                    $a8 [ChangeFloat $c8 @A] = floats::change::<$t8, words::$o8, Acc>;
                )*
                $(
                    $m9 [CompareFloats $c9] = floats::compare::<$t9, Image, Image>;
                    $a9 [CompareFloats $c9 @A] = floats::compare::<$t9, Acc, Image>;
                    $b9 [CompareFloats $c9 @B] = floats::compare::<$t9, Image, Acc>;
                    $f9 [OfInteger $c9] = floats::of_integer::<$t9, Image>;
                    $fa9 [OfInteger $c9 @A] = floats::of_integer::<$t9, Acc>;
                    $i9 [ToInteger $c9] = floats::to_integer::<$t9, Image>;
                    $ia9 [ToInteger $c9 @A] = floats::to_integer::<$t9, Acc>;
                )*
                $(
                    $b14 [WithLoaded $c14] = integers::with_loaded::<Unmetered, $t14, words::$o14, Image, memory::Address>;
                    $ba14 [WithLoaded $c14 @A] = integers::with_loaded::<Unmetered, $t14, words::$o14, Acc, memory::Address>;
                    $a14 [LoadedWith $c14] = integers::loaded_with::<Unmetered, $t14, words::$o14, Image, memory::Address>;
                    $ab14 [LoadedWith $c14 @B] = integers::loaded_with::<Unmetered, $t14, words::$o14, Acc, memory::Address>;
                )*
                $(
                    $a15 [LoadedWithFloat $c15] = floats::loaded_with::<Unmetered, $t15, words::$o15, Image, memory::Address>;
                    $ab15 [LoadedWithFloat $c15 @B] = floats::loaded_with::<Unmetered, $t15, words::$o15, Acc, memory::Address>;
                )*
                $(
                    $h16 [Horner $c16] = floats::horner::<$t16, Image>;
                    $ha16 [Horner $c16 @A] = floats::horner::<$t16, Acc>;
                    $m16 [CopyWord $c16] = floats::copy::<$t16, Image>;
                    $b16 [CopyWord $c16 @B] = floats::copy::<$t16, Acc>;
                )*
                $(
                    $m17 [SumTo $c17] = integers::sum_to::<$t17, Image>;
                    $b17 [SumTo $c17 @B] = integers::sum_to::<$t17, Acc>;
                )*
                $($m11 [CombineCells 1] = cells::combine::<cells::$o11, $r11>;)*
                $($m12 [ChangeCell 1] = cells::change::<cells::$o12, $r12>;)*
                Copy [Copy 1] = cells::copy;
                Cell [NumberCell 1] = cells::number;
                Swap [Swap 1] = cells::swap;
                Load [Load 1] = memory::load;
                Store [Store 1] = memory::store;
                Push [Push 1] = memory::push;
                Pop [Pop 1] = memory::pop;
                Return [Return 1] = control::ret;
                SetMode [SetMode 1] = control::set_mode;
                Redo [Redo 1] = control::redo;
                Execute [Execute 1] = control::execute;
                Halt [Leave 1] = control::execute;
                Leave [Leave 1] = control::leave;
            }
            metered {
                $(
                    $m4 [Branch $c4 $w4] = integers::branch::<M, $t4, integers::$o4, Image, Image, branch::$w4>;
                    $a4 [Branch $c4 $w4 @A] = integers::branch::<M, $t4, integers::$o4, Acc, Image, branch::$w4>;
                    $b4 [Branch $c4 $w4 @B] = integers::branch::<M, $t4, integers::$o4, Image, Acc, branch::$w4>;
                    $n4 [BranchNumber $c4 $w4] = integers::branch_number::<M, $t4, integers::$o4, Image, branch::$w4>;
                    $na4 [BranchNumber $c4 $w4 @A] = integers::branch_number::<M, $t4, integers::$o4, Acc, branch::$w4>;
                )*
                $(
                    $l5 [LoadWordAt $c5] = memory::load_word_at::<M, $t5, Image>;
                    $lb5 [LoadWordAt $c5 @B] = memory::load_word_at::<M, $t5, Acc>;
                    $s5 [StoreWordAt $c5] = memory::store_word_at::<M, $t5, Image, Image>;
                    $sa5 [StoreWordAt $c5 @A] = memory::store_word_at::<M, $t5, Acc, Image>;
                    $sb5 [StoreWordAt $c5 @B] = memory::store_word_at::<M, $t5, Image, Acc>;
                    $lc5 [LoadAt $c5] = memory::load_at::<M, $t5, Image>;
                    $lcb5 [LoadAt $c5 @B] = memory::load_at::<M, $t5, Acc>;
                    $sc5 [StoreAt $c5] = memory::store_at::<M, $t5, Image>;
                    $scb5 [StoreAt $c5 @B] = memory::store_at::<M, $t5, Acc>;
                )*
                $(
                    $m6 [LoadAtBranch $c6 $w6] = memory::load_at_and_branch::<M, $t6, Image, branch::$w6>;
                    $b6 [LoadAtBranch $c6 $w6 @B] = memory::load_at_and_branch::<M, $t6, Acc, branch::$w6>;
                )*
                $(
                    $m10 [BranchFloats $c10 $w10] = floats::branch::<M, $t10, Image, Image, branch::$w10, { Flags::$f10.bits() }>;
                    $a10 [BranchFloats $c10 $w10 @A] = floats::branch::<M, $t10, Acc, Image, branch::$w10, { Flags::$f10.bits() }>;
                    $b10 [BranchFloats $c10 $w10 @B] = floats::branch::<M, $t10, Image, Acc, branch::$w10, { Flags::$f10.bits() }>;
                )*
                $(
                    $z13 [FlagBranch 1 $w13] = control::branch_on_flag::<M, branch::$w13, { Flags::ZERO.bits() }>;
                    $n13 [FlagBranch 1 $w13] = control::branch_on_flag::<M, branch::$w13, { Flags::NEGATIVE.bits() }>;
                    $c13 [FlagBranch 1 $w13] = control::branch_on_flag::<M, branch::$w13, { Flags::COLLAPSE.bits() }>;
                    $o13 [FlagBranch 1 $w13] = control::branch_on_flag::<M, branch::$w13, { Flags::OVERFLOW.bits() }>;
                    $one13 [CellBranch 1 $w13] = control::branch_on_one::<M, branch::$w13>;
                    $small13 [CellBranch 1 $w13] = control::branch_on_small::<M, branch::$w13>;
                    $count13 [CountDown 1 $w13] = control::count_down::<M, branch::$w13>;
                )*
                $(
                    $bx14 [WithLoadedAt $c14] = integers::with_loaded::<M, $t14, words::$o14, Image, memory::Indexed>;
                    $bxa14 [WithLoadedAt $c14 @A] = integers::with_loaded::<M, $t14, words::$o14, Acc, memory::Indexed>;
                    $ax14 [LoadedWithAt $c14] = integers::loaded_with::<M, $t14, words::$o14, Image, memory::Indexed>;
                    $axb14 [LoadedWithAt $c14 @B] = integers::loaded_with::<M, $t14, words::$o14, Acc, memory::Indexed>;
                )*
                $(
                    $bx15 [WithLoadedFloatAt $c15] = floats::with_loaded::<M, $t15, words::$o15, Image, memory::Indexed>;
                    $bxa15 [WithLoadedFloatAt $c15 @A] = floats::with_loaded::<M, $t15, words::$o15, Acc, memory::Indexed>;
                    $ax15 [LoadedWithFloatAt $c15] = floats::loaded_with::<M, $t15, words::$o15, Image, memory::Indexed>;
                    $axb15 [LoadedWithFloatAt $c15 @B] = floats::loaded_with::<M, $t15, words::$o15, Acc, memory::Indexed>;
                )*
                $(
                    $s18 [StepBranch $c18 $w18] = integers::step_branch::<M, $t18, words::Add, integers::Less, Image, integers::WordC, branch::$w18, false>;
                    $sa18 [StepBranch $c18 $w18 @A] = integers::step_branch::<M, $t18, words::Add, integers::Less, Acc, integers::WordC, branch::$w18, false>;
                    $l18 [StepBranch $c18 $w18] = integers::step_branch::<M, $t18, words::Sub, integers::NoCommonBit, Image, integers::Itself, branch::$w18, false>;
                    $la18 [StepBranch $c18 $w18 @A] = integers::step_branch::<M, $t18, words::Sub, integers::NoCommonBit, Acc, integers::Itself, branch::$w18, false>;
                    $n18 [StepNumberBranch $c18 $w18] = integers::step_branch::<M, $t18, words::Sub, integers::NoCommonBit, Image, integers::Itself, branch::$w18, true>;
                    $na18 [StepNumberBranch $c18 $w18 @A] = integers::step_branch::<M, $t18, words::Sub, integers::NoCommonBit, Acc, integers::Itself, branch::$w18, true>;
                )*
                Jump [Jump 1] = control::jump::<M>;
                Pay [Pay 1] = control::pay::<M>;
                Call [Call 1] = control::call::<M>;
            }
        }
    };
}
