//! The rows of the table of operations, made of what is alike in several of them.

/// Makes rows of what several rows have in common.
macro_rules! flatten {
    ($callback:ident
        combine { $($t0:ident $c0:literal $o0:ident: $m0:ident $a0:ident $b0:ident $n0:ident $na0:ident;)* }
        change { $($t1:ident $c1:literal $o1:ident: $m1:ident $a1:ident;)* }
        number { $($t2:ident $c2:literal: $n2:ident $l2:ident $s2:ident $sa2:ident;)* }
        compare { $($t3:ident $c3:literal $o3:ident: $m3:ident $a3:ident $b3:ident $n3:ident $na3:ident;)* }
        branch { $($t4:ident $c4:literal $o4:ident $w4:ident: $m4:ident $a4:ident $b4:ident $n4:ident $na4:ident;)* }
        indexed { $($t5:ident $c5:literal: $l5:ident $lb5:ident $s5:ident $sa5:ident $sb5:ident
            $lc5:ident $lcb5:ident $sc5:ident $scb5:ident;)* }
        load_branch { $($t6:ident $c6:literal $w6:ident: $m6:ident $b6:ident;)* }
        load_word_branch { $($t24:ident $c24:literal $o24:ident $w24:ident: $m24:ident $b24:ident $x24:ident $xb24:ident;)* }
        load_word_test { $($t25:ident $c25:literal $w25:ident: $m25:ident $x25:ident;)* }
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
        into { $($t22:ident $c22:literal $o22:ident: $m22:ident $b22:ident;)* }
        into_floats { $($t23:ident $c23:literal $o23:ident: $m23:ident $b23:ident;)* }
        step { $($t18:ident $c18:literal $w18:ident: $s18:ident $sa18:ident $l18:ident $la18:ident $n18:ident $na18:ident;)* }
        combine_cells { $($o11:ident $r11:literal: $m11:ident;)* }
        change_cell { $($o12:ident $r12:literal: $m12:ident;)* }
        stack { $($t19:ident $c19:literal: $u19:ident $ua19:ident $o19:ident $uu19:ident $oo19:ident;)* }
        choose { $($t20:ident $c20:literal $o20:ident: $m20:ident $a20:ident $n20:ident $na20:ident;)* }
        choose_word { $($t21:ident $c21:literal: $n21:ident $na21:ident $s21:ident $sa21:ident $g21:ident $ga21:ident;)* }
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
                    $m22 [Into $c22] = integers::combine_into::<$t22, words::$o22, Image>;
                    $b22 [Into $c22 @B] = integers::combine_into::<$t22, words::$o22, Acc>;
                )*
                $(
                    $m23 [IntoFloat $c23] = floats::combine_into::<$t23, words::$o23, Image>;
                    $b23 [IntoFloat $c23 @B] = floats::combine_into::<$t23, words::$o23, Acc>;
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
                    $n3 [CompareNumber $c3] = integers::compare_number::<$t3, integers::$o3, Image>;
                    $na3 [CompareNumber $c3 @A] = integers::compare_number::<$t3, integers::$o3, Acc>;
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
                $(
                    $u19 [PushWord $c19] = stack::push_word::<$t19, Image>;
                    $ua19 [PushWord $c19 @A] = stack::push_word::<$t19, Acc>;
                    $o19 [PopWord $c19] = stack::pop_word::<$t19>;
                    $uu19 [PushWords $c19] = stack::push_words::<$t19>;
                    $oo19 [PopWords $c19] = stack::pop_words::<$t19>;
                )*
                $($m11 [CombineCells 1] = cells::combine::<cells::$o11, $r11>;)*
                $($m12 [ChangeCell 1] = cells::change::<cells::$o12, $r12>;)*
                Sum [CombineCanonical 1] = cells::sum::<0>;
                Difference [CombineCanonical 1] = cells::sum::<8>;
                XorPacked [CombineCanonical 1] = cells::combine_packed::<cells::XorPacked>;
                AndPacked [CombineCanonical 1] = cells::combine_packed::<cells::AndPacked>;
                OrPacked [CombineCanonical 1] = cells::combine_packed::<cells::OrPacked>;
                NotPacked [ChangeCanonical 1] = cells::not_packed;
                Copy [Copy 1] = cells::copy;
                Cell [NumberCell 1] = cells::number;
                Swap [Swap 1] = cells::swap;
                Load [Load 1] = memory::load;
                Store [Store 1] = memory::store;
                Push [Push 1] = stack::push;
                Pop [Pop 1] = stack::pop;
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
                    $m24 [LoadedBranch $c24 $w24] = integers::branch_loaded::<M, $t24, integers::$o24, Image, memory::Address, branch::$w24>;
                    $b24 [LoadedBranch $c24 $w24 @B] = integers::branch_loaded::<M, $t24, integers::$o24, Acc, memory::Address, branch::$w24>;
                    $x24 [LoadedAtBranch $c24 $w24] = integers::branch_loaded::<M, $t24, integers::$o24, Image, memory::Indexed, branch::$w24>;
                    $xb24 [LoadedAtBranch $c24 $w24 @B] = integers::branch_loaded::<M, $t24, integers::$o24, Acc, memory::Indexed, branch::$w24>;
                )*
                $(
                    $m25 [LoadedTest $c25 $w25] = integers::test_loaded::<M, $t25, memory::Address, branch::$w25>;
                    $x25 [LoadedAtTest $c25 $w25] = integers::test_loaded::<M, $t25, memory::Indexed, branch::$w25>;
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
                $(
                    $m20 [Choose $c20] = choice::combine::<M, $t20, words::$o20, Image>;
                    $a20 [Choose $c20 @A] = choice::combine::<M, $t20, words::$o20, Acc>;
                    $n20 [ChooseNumber $c20] = choice::combine_number::<M, $t20, words::$o20, Image>;
                    $na20 [ChooseNumber $c20 @A] = choice::combine_number::<M, $t20, words::$o20, Acc>;
                )*
                $(
                    $n21 [ChooseChange $c21] = choice::number::<M, $t21, Image>;
                    $na21 [ChooseChange $c21 @A] = choice::number::<M, $t21, Acc>;
                    $s21 [Choose $c21] = choice::sum_to::<M, $t21, Image>;
                    $sa21 [Choose $c21 @A] = choice::sum_to::<M, $t21, Acc>;
                    $g21 [ChooseChange $c21] = choice::change::<M, $t21, words::Neg, Image>;
                    $ga21 [ChooseChange $c21 @A] = choice::change::<M, $t21, words::Neg, Acc>;
                )*
                Jump [Jump 1] = control::jump::<M>;
                Pay [Pay 1] = control::pay::<M>;
                Call [Call 1] = control::call::<M>;
            }
        }
    };
}
