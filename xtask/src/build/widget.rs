//! The widget: the loader, the frame's app and its style sheet, as the files that fans' browsers fetch.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::Mode;
use super::bindgen::{Runtime, bind};
use super::bundle::bundle;
use super::lazy;
use super::parts;
use super::pinned;
use super::stamp::{self, Inputs};
use super::stickers;
use crate::tools::{cargo, paths, say};

/// Hashed files never change and are kept for a year; the loader keeps its name, so that a page's tag never changes, and is
/// asked for again after five minutes. It is loaded by pages of other origins, which may want to check its integrity. For a
/// week the one that a browser has is used while it asks, so that a page that loads while the relay is down has its launcher.
/// Its second part is a hashed file; under a name that stays it is for a loader of a release whose files are gone. A module
/// that pages of other origins import has to say that they may.
/// The service worker's script is asked for each time: a browser with a bad one must be able to get rid of it.
const HEADERS: &str = "\
/*
  X-Content-Type-Options: nosniff

/a/*
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=31536000, immutable
  Cross-Origin-Resource-Policy: cross-origin

/host.js
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=300, stale-while-revalidate=604800
  Cross-Origin-Resource-Policy: cross-origin

/maru.d.ts
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=300
  Content-Type: text/plain; charset=utf-8

/st/*
  Cache-Control: public, max-age=31536000, immutable

/maru.js
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=300, stale-while-revalidate=604800
  Cross-Origin-Resource-Policy: cross-origin

/sw.js
  Cache-Control: no-cache
";

pub fn build(mode: Mode) -> Result<()> {
    let version = stickers::build()?;
    let module = say::step("widget: compile", || {
        cargo::wasm("widget", mode, Runtime::Browser, &[])
    })?;
    let stage = paths::out("stage/widget");
    bind(&module, "app", Runtime::Browser, mode, &stage)?;
    let (first, rest) = parts::build(&stage, mode)?;

    let inputs = Inputs::new()?
        .file(&stage.join("app.js"))?
        .file(&first)?
        .file(rest.as_ref().unwrap_or(&first))?
        .folder(&paths::root("widget/js"))?
        .folder(&paths::root("widget/css"))?
        .folder(&paths::root("look/src/faces"))?
        .folder(&paths::root("widget/embed"))?
        .text(&lazy::words())
        .text(&version)
        .text(&stickers::table()?);
    let outputs = [
        paths::out("assets/maru.js"),
        paths::out("assets/host.js"),
        paths::out("assets/maru.d.ts"),
        paths::out("assets/sw.js"),
        paths::out("assets/a"),
        paths::out("worker/assets.js"),
    ];
    stamp::unless_done("widget.bundle", inputs, &outputs, || {
        say::step("widget: bundle", || assemble(&version, &first, rest.as_deref()))
    })
}

fn assemble(stickers: &str, first: &Path, rest: Option<&Path>) -> Result<()> {
    let stage = paths::out("stage/widget");
    let browsers = "--target=chrome99,firefox115,safari16.4";
    // First: boot.js is told their names.
    let later = lazy::build(&stage, browsers)?;
    // boot.js finds the glue beside it, as "./glue.js".
    let scripts = paths::root("widget/js");
    for script in stamp::files(&scripts)? {
        let name = script.strip_prefix(&scripts)?;
        if name.parent() == Some(Path::new("")) {
            fs::copy(&script, stage.join(name))?;
        }
    }
    let (script, style, host, loader, keeper) = (
        stage.join("bundled.js"),
        stage.join("bundled.css"),
        stage.join("host.js"),
        stage.join("loader.js"),
        stage.join("keeper.js"),
    );
    fs::write(
        stage.join("glue.js"),
        parts::glue(&fs::read_to_string(stage.join("app.js"))?)?,
    )?;
    bundle(
        &stage.join("boot.js"),
        &script,
        &["--format=esm", "--minify", browsers],
    )?;
    bundle(
        &paths::root("widget/css/frame.css"),
        &style,
        &["--minify", "--loader:.svg=dataurl", browsers],
    )?;
    bundle(
        &paths::root("widget/embed/host.js"),
        &host,
        &["--format=esm", "--minify", browsers],
    )?;
    let host = fs::read(host)?;
    let host_js = format!("/a/host-{}.js", stamp::short_hash(&host));
    bundle(
        &paths::root("widget/embed/loader.js"),
        &loader,
        // It is a function that calls itself: another around it would be eight bytes for nothing.
        &[
            "--format=esm",
            "--minify",
            browsers,
            &format!("--define:HOST_JS={host_js:?}"),
        ],
    )?;
    bundle(
        &paths::root("widget/js/sw.js"),
        &keeper,
        &["--format=iife", "--minify", browsers],
    )?;

    let (script, wasm) = (fs::read(script)?, fs::read(first)?);
    let app_js = format!("/a/app-{}.js", stamp::short_hash(&script));
    let app_wasm = format!("/a/app-{}.wasm", stamp::short_hash(&wasm));
    let rest = rest.map(fs::read).transpose()?.unwrap_or_default();
    let app_rest = match rest.as_slice() {
        [] => String::new(),
        rest => format!("/a/rest-{}.wasm", stamp::short_hash(rest)),
    };
    let loader = fs::read(loader)?;
    let loaders = pinned::files(loader.clone())?;
    let folder = paths::out("assets/a");
    for old in stamp::files(&folder)? {
        let file = old.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("/a/{file}");
        if ![&app_js, &app_wasm, &app_rest, &host_js].contains(&&name)
            && !later.contains_key(&file)
            && !loaders.contains_key(&file)
        {
            fs::remove_file(old)?;
        }
    }
    for (file, content) in later.iter().chain(&loaders) {
        stamp::write(&folder.join(file), content)?;
    }
    let assets = |path: &str| paths::out("assets").join(path.trim_start_matches('/'));
    stamp::write(&assets(&app_js), &script)?;
    stamp::write(&assets(&app_wasm), &wasm)?;
    if !rest.is_empty() {
        stamp::write(&assets(&app_rest), &rest)?;
    }
    stamp::write(&assets(&host_js), &host)?;
    stamp::write(&assets("host.js"), &host)?;
    stamp::write(
        &assets("maru.d.ts"),
        &fs::read(paths::root("widget/embed/maru.d.ts"))?,
    )?;
    stamp::write(&assets("maru.js"), &loader)?;
    stamp::write(&assets("sw.js"), &fs::read(keeper)?)?;
    stamp::write(&assets("_headers"), HEADERS.as_bytes())?;

    let css = serde_json::to_string(fs::read_to_string(style)?.trim_end())?;
    let names = format!(
        "export const APP_JS = {app_js:?};\nexport const APP_WASM = {app_wasm:?};\nexport const APP_REST = {app_rest:?};\nexport const CSS = {css};\n\
         export const STICKERS = {stickers:?};\n"
    );
    stamp::write(&paths::out("worker/assets.js"), names.as_bytes())
}
