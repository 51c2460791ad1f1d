//! How much memory the process has.

use std::fs;

/// The bytes of the process that are in memory, if the system tells: Linux does.
pub fn resident() -> Option<u64> {
    parse(&fs::read_to_string("/proc/self/smaps_rollup").ok()?)
}

/// Unlike others, this file of the kernel is exact.
fn parse(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    fn the_line_is_found() {
        let rollup = "55d0-7ffc ---p 0 00:00 0    [rollup]\nRss:                1016 kB\nPss:                 212 kB\n";
        assert_eq!(parse(rollup), Some(1016 * 1024));
        assert_eq!(parse("Rss:    many kB\n"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn memory_in_use_is_seen() {
        if let Some(before) = resident() {
            let block = black_box(vec![1_u8; 16 << 20]);
            let after = resident().expect("it was told before");
            assert!(after - before >= 15 << 20, "{before} to {after} for {} bytes", block.len());
        }
    }
}
