//! Pipes, links and full devices.

use crate::folder::Folder;
use std::io::Read;
use std::process::Stdio;

#[test]
fn dash_is_standard_output() {
    let folder = Folder::with("p.sil", "main: HLT");
    folder.vsp("asm p.sil -o p.silc").done();
    // The same content by way of pipes has another name in its debug information, but the same code.
    let answer = folder.vsp_with("asm - -o -", b"main: HLT");
    assert_eq!((answer.status, answer.stderr.as_str()), (0, ""));
    assert_eq!(answer.stdout[..33], folder.get("p.silc")[..33]);
    assert_eq!(folder.vsp("dis p.silc -o -").done(), folder.vsp("dis p.silc").done());
    assert_eq!(folder.names(), ["p.sil", "p.silc"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    // Far more than a pipe holds.
    let folder = Folder::with("p.sil", format!("main:\n{}HLT\n", "NOP\n".repeat(50_000)));
    let mut command = folder.command("dis p.sil");
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command is there");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("stderr is a pipe").read_to_string(&mut stderr).expect("messages are UTF-8");
    assert_eq!((child.wait().expect("it ends").code(), stderr.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error() {
    let folder = Folder::with("p.sil", "main: HLT");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = folder.command("info p.sil").stdout(full).output().expect("the command is there");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
    let error = folder.vsp("asm p.sil -o /dev/full").error();
    assert!(error.contains("/dev/full"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with("p.sil", "main: HLT");
    folder.put("real.silc", "");
    fs::set_permissions(folder.path("real.silc"), fs::Permissions::from_mode(0o600)).expect("it is ours");
    symlink("real.silc", folder.path("link.silc")).expect("links can be made");
    folder.vsp("asm p.sil -o link.silc").done();
    assert!(fs::symlink_metadata(folder.path("link.silc")).expect("it is there").is_symlink());
    assert_eq!(&folder.get("real.silc")[..4], b"SILC");
    let mode = fs::metadata(folder.path("real.silc")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
