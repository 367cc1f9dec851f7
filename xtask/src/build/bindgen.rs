//! From the compiler's module to a small module and its JavaScript: wasm-bindgen as a library, then wasm-opt.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::build::Mode;
use crate::build::stamp::{self, Inputs};
use crate::build::wasm::Module;
use crate::build::{names, silence};
use crate::tools::{npm, paths, say, sh};

/// What the compiler and wasm-bindgen emit. Named one by one, so that a newer wasm-opt uses nothing that the runtimes lack.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What weighs least as it travels, which is not what weighs least on the disk: a computation that stands twice is what
/// brotli finds by itself, and a function with one caller is let be if it is long. 1.2 KB less than `-Oz`.
/// The names go later, when they are written down.
const FOR_BROTLI: [&str; 5] = [
    "-Os",
    "--skip-pass=local-cse",
    "--one-caller-inline-max-function-size",
    "60",
    "--debuginfo",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// workerd: the module is imported, and the instance can be replaced after a trap.
    Worker,
    /// A browser: the module is fetched from an address that the page names.
    Browser,
}

impl Runtime {
    /// Cargo's: fast where an owner pays for the processor, small where a fan waits for the bytes.
    pub fn profile(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Browser => "release",
        }
    }
}

/// Writes `{name}.js` and `{name}_bg.wasm` into the folder.
pub fn bind(module: &Path, name: &str, runtime: Runtime, mode: Mode, folder: &Path) -> Result<()> {
    let outputs = [
        folder.join(format!("{name}.js")),
        folder.join(format!("{name}_bg.wasm")),
    ];
    let [_, wasm] = &outputs;
    stamp::unless_done(
        &format!("{}.bindgen", paths::shown(folder).replace('/', ".")),
        Inputs::new()?.text(mode.name()).file(module)?,
        &outputs,
        || {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            say::step(&format!("{name}: wasm-bindgen"), || {
                let mut bindgen = Bindgen::new();
                match runtime {
                    Runtime::Worker => bindgen
                        .module(true)?
                        .reset_state_function(true)
                        .force_enable_abort_handler(true),
                    Runtime::Browser => bindgen.web(true)?.omit_default_module_path(true),
                };
                if mode == Mode::Release && runtime == Runtime::Browser {
                    let linked = fs::read(module)?;
                    let pieces = silence::unread::pieces(&linked)?;
                    let pieces = pieces
                        .iter()
                        .map(|piece| format!("{} {}\n", piece.start, piece.end));
                    fs::create_dir_all(folder)?;
                    fs::write(folder.join(format!("{name}.pieces")), pieces.collect::<String>())?;
                    bindgen.input_bytes(name, silence::panics(&linked)?);
                } else {
                    bindgen.input_path(module);
                }
                bindgen.out_name(name).typescript(false).generate(folder)
            })?;
            if mode == Mode::Quick {
                return Ok(());
            }
            say::step(&format!("{name}: wasm-opt"), || {
                let small = wasm.with_extension("small");
                let mut opt = npm::tool("binaryen/bin/wasm-opt");
                // Absent on purpose: --low-memory-unused. Rust's stack is at the bottom of the memory, and an app that was
                // told otherwise ends with "memory access out of bounds".
                opt.args(FEATURES).arg("--strip-producers");
                match runtime {
                    Runtime::Browser => opt.arg("--converge").args(FOR_BROTLI),
                    Runtime::Worker => opt.args(["-O3", "--strip-debug"]),
                };
                sh::run(opt.arg(wasm).arg("-o").arg(&small))?;
                fs::rename(&small, wasm).context("wasm-opt wrote nothing")
            })?;
            if runtime == Runtime::Browser {
                let [glue, wasm] = &outputs;
                let module = fs::read(wasm)?;
                let module = Module::read(&module)?;
                let functions: Vec<String> = module
                    .names()?
                    .iter()
                    .map(|(number, name)| format!("{number} {name}\n"))
                    .collect();
                fs::write(folder.join(format!("{name}.functions")), functions.concat())?;
                let (module, script) = names::shorten(&module, &fs::read_to_string(glue)?)?;
                fs::write(wasm, module)?;
                fs::write(glue, script)?;
            }
            Ok(())
        },
    )
}
