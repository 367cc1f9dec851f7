//! The relay: `target/maru/worker/index.js` and `index_bg.wasm`, the Worker that wrangler.toml names.

use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Mode;
use super::bindgen::{Runtime, bind};
use super::bundle::bundle;
use super::stamp::{self, Inputs};
use crate::tools::{cargo, paths, say};

/// Builds it. The widget is built before, since the relay's documents name the widget's files.
pub fn build(mode: Mode) -> Result<()> {
    into("target/maru", "relay", mode, &[])
}

/// The same with doors through which the tests make it fall: `target/maru-faults/worker`. Nobody deploys it.
pub fn faults(mode: Mode) -> Result<()> {
    into("target/maru-faults", "faults", mode, &["faults"])
}

fn into(folder: &str, name: &str, mode: Mode, features: &[&str]) -> Result<()> {
    let module = say::step(&format!("{name}: compile"), || {
        cargo::wasm("relay", mode, Runtime::Worker, features)
    })?;
    let out = paths::root(folder);
    let stage = out.join("stage/relay");
    bind(&module, "index", Runtime::Worker, mode, &stage)?;

    let assets = paths::out("worker/assets.js");
    let shim = paths::root("relay/js/shim.js");
    let (script, wasm) = (out.join("worker/index.js"), out.join("worker/index_bg.wasm"));
    let inputs = Inputs::new()?
        .file(&stage.join("index.js"))?
        .file(&stage.join("index_bg.wasm"))?
        .file(&shim)?
        .file(&assets)?
        .file(&paths::root("wrangler.toml"))?;
    stamp::unless_done(
        &format!("{name}.bundle"),
        inputs,
        &[script.clone(), wasm.clone()],
        || {
            say::step(&format!("{name}: bundle"), || {
                let glue = fs::read_to_string(stage.join("index.js"))?;
                // The glue asks for the module by a syntax that workerd does not know yet; a plain import there means the same.
                stamp::write(
                    &stage.join("glue.js"),
                    glue.replace("import source ", "import ").as_bytes(),
                )?;
                fs::copy(&assets, stage.join("assets.js"))?;
                let shim = fs::read_to_string(&shim)?.replace("'./index.js'", "'./glue.js'");
                let mut entry = shim;
                for class in bound_classes()? {
                    if !glue.contains(&format!("export class {class} ")) {
                        bail!("wrangler.toml binds {class}, which the relay does not export");
                    }
                    entry += &format!("export const {class} = lasting(app.{class});\n");
                }
                stamp::write(&stage.join("shim.js"), entry.as_bytes())?;
                let built = stage.join("bundled.js");
                // Names stay: a stack trace in the log should be readable.
                bundle(
                    &stage.join("shim.js"),
                    &built,
                    &[
                        "--format=esm",
                        "--external:./index_bg.wasm",
                        "--external:cloudflare:*",
                        "--minify-syntax",
                        "--minify-whitespace",
                    ],
                )?;
                stamp::write(&script, &fs::read(built)?)?;
                stamp::write(&wasm, &fs::read(stage.join("index_bg.wasm"))?)
            })
        },
    )
}

/// The objects' classes, as the deployment names them.
fn bound_classes() -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Deployment {
        durable_objects: Objects,
    }
    #[derive(Deserialize)]
    struct Objects {
        bindings: Vec<Binding>,
    }
    #[derive(Deserialize)]
    struct Binding {
        class_name: String,
    }
    let text = fs::read_to_string(paths::root("wrangler.toml")).context("wrangler.toml is missing")?;
    let deployment: Deployment = toml::from_str(&text)?;
    Ok(deployment
        .durable_objects
        .bindings
        .into_iter()
        .map(|binding| binding.class_name)
        .collect())
}
