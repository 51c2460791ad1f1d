# What the targets need, installed where it is absent. Sourced by .ci/run and .ci/targets; for Apple's targets, `work` is where to
# put it.

# Settings for release builds: what others have written is optimised little, for time, but for libm, which helpers call.
little_optimised=(
    --config 'profile.release.package."*".opt-level=1'
    --config profile.release.package.libm.opt-level=3
)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The Debian packages that a row needs and that are not there, one a line.
missing_packages() {
    has() { command -v "$1" >/dev/null; }
    case $1 in
        x86_64-unknown-linux-gnu*)
            has cc || echo gcc libc6-dev
            has qemu-x86_64-static || echo qemu-user-static
            ;;
        aarch64-unknown-linux-gnu)
            has aarch64-linux-gnu-gcc || echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross
            has qemu-aarch64-static || echo qemu-user-static
            # The loader and the C library that programs run with: of two versions, as by the emulator's -L, threads hang.
            [ -e /lib/ld-linux-aarch64.so.1 ] || echo libc6:arm64
            ;;
        riscv64gc-unknown-linux-gnu)
            has riscv64-linux-gnu-gcc || echo gcc-riscv64-linux-gnu libc6-dev-riscv64-cross
            has qemu-riscv64-static || echo qemu-user-static
            ;;
        s390x-unknown-linux-gnu)
            has s390x-linux-gnu-gcc || echo gcc-s390x-linux-gnu libc6-dev-s390x-cross
            has qemu-s390x-static || echo qemu-user-static
            ;;
        x86_64-pc-windows-gnu)
            has x86_64-w64-mingw32-gcc || echo gcc-mingw-w64-x86-64
            has wine || echo wine wine64
            ;;
        wasm32-unknown-unknown)
            has wasm-ld || echo lld
            has node || echo nodejs
            ;;
        thumbv7em-none-eabihf)
            has ld.lld || echo lld
            has qemu-system-arm || echo qemu-system-arm
            ;;
        *-apple-darwin)
            has python3 || echo python3
            python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
            ;;
    esac
}

# The packages with Debian's compiler that are not there.
missing_compiler() {
    [ -x /usr/bin/rustc ] && [ -x /usr/bin/rustdoc ] || echo rustc-web
    [ -e /usr/lib/rustlib/src/rust/library/Cargo.lock ] || echo rust-web-src
}

# One compiler for all targets: rustup's, to which std for each is added, and the source of core, which a test wants. Where that fails (no rustup, no network to it), Debian's,
# with the source of std, which each target then builds: `compiler` has the environment that says so.
choose_compiler() {
    local targets
    targets=$(printf '%s\n' "${@%@*}" | sort -u)
    compiler=()
    # shellcheck disable=SC2086 # Each word is a target.
    if command -v rustup >/dev/null && rustup target add $targets && rustup component add rust-src; then return; fi
    echo "rustup cannot add targets here: Debian's compiler builds std for them, which takes longer" >&2
    install_packages "$(missing_compiler)"
    compiler=(RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 VSP_BUILD_STD=1)
}

# Installs packages, one a line.
install_packages() {
    local packages=$1
    if [ -n "$packages" ]; then
        case $packages in *:arm64*) as_root dpkg --add-architecture arm64 ;; esac
        as_root apt-get update
        # shellcheck disable=SC2086 # Each word is a package.
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
    fi
}

# Installs what some rows need.
install_tools() {
    install_packages "$(for row in "$@"; do missing_packages "$row"; done)"
    choose_compiler "$@"
    case " $* " in *-apple-darwin*) python_tools ;; esac
}

# Tells Cargo how programs for Linux on other processors are linked.
use_linux_linkers() {
    # By its path, as tests give it: Cargo builds everything anew where a setting is another text.
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=$(command -v aarch64-linux-gnu-gcc || true)
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER
    export CARGO_TARGET_RISCV64GC_UNKNOWN_LINUX_GNU_LINKER=riscv64-linux-gnu-gcc
    export CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER=s390x-linux-gnu-gcc
}

# A linker for Mach-O that needs no SDK, and an emulator.
python_tools() {
    python3 -m venv "$work/python"
    python="$work/python/bin/python"
    "$python" -m pip install --quiet --disable-pip-version-check ziglang==0.15.2 unicorn==2.1.4
    local processor
    for processor in aarch64 x86_64; do
        # The crate libc asks for libiconv, which is not there, and of which nothing is used.
        cat >"$work/zig-$processor" <<LINKER
#!/bin/bash
arguments=()
for argument in "\$@"; do
    [ "\$argument" = -liconv ] || arguments+=("\$argument")
done
exec "$python" -m ziglang cc -target $processor-macos "\${arguments[@]}"
LINKER
        chmod +x "$work/zig-$processor"
    done
}
