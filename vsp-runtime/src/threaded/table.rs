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
                i16 1 Equal: Compare16 Compare16A Compare16B CompareNumber16 CompareNumber16A;
                i32 2 Equal: Compare32 Compare32A Compare32B CompareNumber32 CompareNumber32A;
                i64 4 Equal: Compare64 Compare64A Compare64B CompareNumber64 CompareNumber64A;
                i16 1 NoCommonBit: Test16 Test16A Test16B TestNumber16 TestNumber16A;
                i32 2 NoCommonBit: Test32 Test32A Test32B TestNumber32 TestNumber32A;
                i64 4 NoCommonBit: Test64 Test64A Test64B TestNumber64 TestNumber64A;
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
            load_word_branch {
                i16 1 Equal Fall: IfEqualLoaded16 IfEqualLoaded16B IfEqualLoadedAt16 IfEqualLoadedAt16B;
                i32 2 Equal Fall: IfEqualLoaded32 IfEqualLoaded32B IfEqualLoadedAt32 IfEqualLoadedAt32B;
                i64 4 Equal Fall: IfEqualLoaded64 IfEqualLoaded64B IfEqualLoadedAt64 IfEqualLoadedAt64B;
                i16 1 Equal Jump: EitherIfEqualLoaded16 EitherIfEqualLoaded16B EitherIfEqualLoadedAt16 EitherIfEqualLoadedAt16B;
                i32 2 Equal Jump: EitherIfEqualLoaded32 EitherIfEqualLoaded32B EitherIfEqualLoadedAt32 EitherIfEqualLoadedAt32B;
                i64 4 Equal Jump: EitherIfEqualLoaded64 EitherIfEqualLoaded64B EitherIfEqualLoadedAt64 EitherIfEqualLoadedAt64B;
                i16 1 Less Fall: IfLessLoaded16 IfLessLoaded16B IfLessLoadedAt16 IfLessLoadedAt16B;
                i32 2 Less Fall: IfLessLoaded32 IfLessLoaded32B IfLessLoadedAt32 IfLessLoadedAt32B;
                i64 4 Less Fall: IfLessLoaded64 IfLessLoaded64B IfLessLoadedAt64 IfLessLoadedAt64B;
                i16 1 Less Jump: EitherIfLessLoaded16 EitherIfLessLoaded16B EitherIfLessLoadedAt16 EitherIfLessLoadedAt16B;
                i32 2 Less Jump: EitherIfLessLoaded32 EitherIfLessLoaded32B EitherIfLessLoadedAt32 EitherIfLessLoadedAt32B;
                i64 4 Less Jump: EitherIfLessLoaded64 EitherIfLessLoaded64B EitherIfLessLoadedAt64 EitherIfLessLoadedAt64B;
            }
            load_word_test {
                i16 1 Fall: IfZeroLoaded16 IfZeroLoadedAt16;
                i32 2 Fall: IfZeroLoaded32 IfZeroLoadedAt32;
                i64 4 Fall: IfZeroLoaded64 IfZeroLoadedAt64;
                i16 1 Jump: EitherIfZeroLoaded16 EitherIfZeroLoadedAt16;
                i32 2 Jump: EitherIfZeroLoaded32 EitherIfZeroLoadedAt32;
                i64 4 Jump: EitherIfZeroLoaded64 EitherIfZeroLoadedAt64;
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
            into {
                i16 1 Add: AddInto16 AddInto16B;
                i32 2 Add: AddInto32 AddInto32B;
                i64 4 Add: AddInto64 AddInto64B;
                i16 1 Sub: SubInto16 SubInto16B;
                i32 2 Sub: SubInto32 SubInto32B;
                i64 4 Sub: SubInto64 SubInto64B;
                i16 1 Mul: MulInto16 MulInto16B;
                i32 2 Mul: MulInto32 MulInto32B;
                i64 4 Mul: MulInto64 MulInto64B;
                i16 1 And: AndInto16 AndInto16B;
                i32 2 And: AndInto32 AndInto32B;
                i64 4 And: AndInto64 AndInto64B;
                i16 1 Or: OrInto16 OrInto16B;
                i32 2 Or: OrInto32 OrInto32B;
                i64 4 Or: OrInto64 OrInto64B;
                i16 1 Xor: XorInto16 XorInto16B;
                i32 2 Xor: XorInto32 XorInto32B;
                i64 4 Xor: XorInto64 XorInto64B;
                i16 1 Shl: ShlInto16 ShlInto16B;
                i32 2 Shl: ShlInto32 ShlInto32B;
                i64 4 Shl: ShlInto64 ShlInto64B;
                i16 1 Shr: ShrInto16 ShrInto16B;
                i32 2 Shr: ShrInto32 ShrInto32B;
                i64 4 Shr: ShrInto64 ShrInto64B;
                i16 1 Div: DivInto16 DivInto16B;
                i32 2 Div: DivInto32 DivInto32B;
                i64 4 Div: DivInto64 DivInto64B;
                i16 1 Mod: ModInto16 ModInto16B;
                i32 2 Mod: ModInto32 ModInto32B;
                i64 4 Mod: ModInto64 ModInto64B;
            }
            into_floats {
                f32 2 AddFloats: AddFloatsInto32 AddFloatsInto32B;
                f64 4 AddFloats: AddFloatsInto64 AddFloatsInto64B;
                f32 2 SubFloats: SubFloatsInto32 SubFloatsInto32B;
                f64 4 SubFloats: SubFloatsInto64 SubFloatsInto64B;
                f32 2 MulFloats: MulFloatsInto32 MulFloatsInto32B;
                f64 4 MulFloats: MulFloatsInto64 MulFloatsInto64B;
                f32 2 DivFloats: DivFloatsInto32 DivFloatsInto32B;
                f64 4 DivFloats: DivFloatsInto64 DivFloatsInto64B;
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
                Hadamard true: Hadamard;
                PauliX true: PauliX;
                PauliY true: PauliY;
                PauliZ true: PauliZ;
                Normalize true: Normalize;
            }
            stack {
                i16 1: PushWord16 PushWord16A PopWord16 PushWords16 PopWords16;
                i32 2: PushWord32 PushWord32A PopWord32 PushWords32 PopWords32;
                i64 4: PushWord64 PushWord64A PopWord64 PushWords64 PopWords64;
            }
            choose {
                i16 1 Add: ChooseAdd16 ChooseAdd16A ChooseAddNumber16 ChooseAddNumber16A;
                i32 2 Add: ChooseAdd32 ChooseAdd32A ChooseAddNumber32 ChooseAddNumber32A;
                i64 4 Add: ChooseAdd64 ChooseAdd64A ChooseAddNumber64 ChooseAddNumber64A;
                i16 1 Sub: ChooseSub16 ChooseSub16A ChooseSubNumber16 ChooseSubNumber16A;
                i32 2 Sub: ChooseSub32 ChooseSub32A ChooseSubNumber32 ChooseSubNumber32A;
                i64 4 Sub: ChooseSub64 ChooseSub64A ChooseSubNumber64 ChooseSubNumber64A;
                i16 1 And: ChooseAnd16 ChooseAnd16A ChooseAndNumber16 ChooseAndNumber16A;
                i32 2 And: ChooseAnd32 ChooseAnd32A ChooseAndNumber32 ChooseAndNumber32A;
                i64 4 And: ChooseAnd64 ChooseAnd64A ChooseAndNumber64 ChooseAndNumber64A;
                i16 1 Or: ChooseOr16 ChooseOr16A ChooseOrNumber16 ChooseOrNumber16A;
                i32 2 Or: ChooseOr32 ChooseOr32A ChooseOrNumber32 ChooseOrNumber32A;
                i64 4 Or: ChooseOr64 ChooseOr64A ChooseOrNumber64 ChooseOrNumber64A;
                i16 1 Xor: ChooseXor16 ChooseXor16A ChooseXorNumber16 ChooseXorNumber16A;
                i32 2 Xor: ChooseXor32 ChooseXor32A ChooseXorNumber32 ChooseXorNumber32A;
                i64 4 Xor: ChooseXor64 ChooseXor64A ChooseXorNumber64 ChooseXorNumber64A;
                i16 1 Shl: ChooseShl16 ChooseShl16A ChooseShlNumber16 ChooseShlNumber16A;
                i32 2 Shl: ChooseShl32 ChooseShl32A ChooseShlNumber32 ChooseShlNumber32A;
                i64 4 Shl: ChooseShl64 ChooseShl64A ChooseShlNumber64 ChooseShlNumber64A;
                i16 1 Shr: ChooseShr16 ChooseShr16A ChooseShrNumber16 ChooseShrNumber16A;
                i32 2 Shr: ChooseShr32 ChooseShr32A ChooseShrNumber32 ChooseShrNumber32A;
                i64 4 Shr: ChooseShr64 ChooseShr64A ChooseShrNumber64 ChooseShrNumber64A;
            }
            choose_word {
                i16 1: ChooseNumber16 ChooseNumber16A ChooseSum16 ChooseSum16A ChooseNeg16 ChooseNeg16A;
                i32 2: ChooseNumber32 ChooseNumber32A ChooseSum32 ChooseSum32A ChooseNeg32 ChooseNeg32A;
                i64 4: ChooseNumber64 ChooseNumber64A ChooseSum64 ChooseSum64A ChooseNeg64 ChooseNeg64A;
            }
            control {
                Fall: IfZero IfNegative IfCollapsed IfOverflow IfOne IfSmall IfCount;
                Jump: EitherIfZero EitherIfNegative EitherIfCollapsed EitherIfOverflow EitherIfOne EitherIfSmall EitherIfCount;
            }
        }
    };
}
