//! A folder of its own for each test, and the command run in it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A temporary folder with the files of a test.
pub struct Folder(TempDir);

/// What a run of the command came to.
#[derive(Debug)]
pub struct Answer {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Folder {
        Folder(TempDir::new().expect("a temporary folder"))
    }

    /// A folder with one file.
    pub fn with(name: &str, content: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.put(name, content);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("the file can be written");
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder is there");
        let name_of = |entry: fs::DirEntry| entry.file_name().into_string().expect("names are UTF-8");
        let mut names: Vec<String> = entries.map(|entry| name_of(entry.expect("an entry"))).collect();
        names.sort();
        names
    }

    /// The command, to be run in this folder.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = vsp_test_platform::command(env!("CARGO_BIN_EXE_vsp"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace());
        command
    }

    /// Runs the command with arguments that spaces separate, and no input.
    pub fn vsp(&self, arguments: &str) -> Answer {
        self.vsp_with(arguments, b"")
    }

    /// The same with standard input.
    pub fn vsp_with(&self, arguments: &str, stdin: &[u8]) -> Answer {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command is there");
        // A command that does not read its input may be gone by now.
        let _ = child.stdin.take().expect("stdin is a pipe").write_all(stdin);
        let output = child.wait_with_output().expect("the command ends");
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        Answer { status: output.status.code().expect("it exits by itself"), stdout: output.stdout, stderr }
    }
}

impl Answer {
    /// Standard output, of a command that did what it should and had nothing to say.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""));
        self.text()
    }

    /// Standard output as text.
    #[track_caller]
    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("it is text")
    }

    /// The message of a command that could not do its work, and wrote nothing.
    #[track_caller]
    pub fn error(self) -> String {
        assert_eq!((self.status, self.text().as_str()), (1, ""), "{}", self.stderr);
        self.stderr
    }
}
