use vsp_runtime::vsp;

vsp! {
    mod escapes {
        HLT
        .data
        .string "a\x41b"
        .string "one quote \'"
        .string "one" "two"
        .string 'c', r"raw", b"bytes"
        .string word
    }

    mod two_lines {
        HLT
        .data
        .string "begins
                 and ends"
    }

    mod unterminated = "HLT\n.data\ntext: .string \"never ends\n";
}

fn main() {}
