//! What loads later: each script of `widget/js/lazy`, with its words and its style, as files that never change.
//!
//! Invariant: a script is one file and what it shares with others; the app's script knows all their names from `lazy/files.js`,
//! and imports none of them. What several share stands in a folder below, or is imported by name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use look::later::later;
use protocol::Lang;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::bundle::{bundle, split};
use super::stamp::{self, write};
use crate::tools::paths;

const SOURCES: &str = "widget/js/lazy";

/// Every script's name, and its files: its own first.
pub type Files = BTreeMap<String, Vec<String>>;

/// Where the build notes them, for whoever weighs.
pub fn noted() -> PathBuf {
    paths::out("stage/widget/lazy.json")
}

/// The words as text: who bundles them depends on them.
pub fn words() -> String {
    tables().into_iter().map(|(name, text)| name + &text).collect()
}

/// Builds them below the stage; returns their files' contents by name.
pub fn build(stage: &Path, browsers: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let (folder, out) = (stage.join("lazy"), stage.join("lazy-out"));
    for old in [&folder, &out] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
    }
    let sources = paths::root(SOURCES);
    let mut entries = Vec::new();
    for source in stamp::files(&sources)? {
        let target = folder.join(source.strip_prefix(&sources)?);
        match source.extension().and_then(|ext| ext.to_str()) {
            // Small before it becomes a text in a script.
            Some("css") => bundle(&source, &target, &["--minify", browsers])?,
            _ => write(&target, &fs::read(&source)?)?,
        }
        if source.parent() == Some(&sources) && source.extension().is_some_and(|ext| ext == "js") {
            entries.push(target);
        }
    }
    for (name, text) in tables() {
        write(&folder.join(format!("words/{name}.js")), text.as_bytes())?;
    }
    // Which stickers there are, for their panel.
    write(&folder.join("packs.json"), super::stickers::table()?.as_bytes())?;
    let metafile = stage.join("lazy-meta.json");
    split(
        &entries,
        &out,
        &metafile,
        &["--minify", "--loader:.css=text", browsers],
    )?;

    let files = files(&fs::read_to_string(metafile)?)?;
    let table: Map<String, Value> = files
        .iter()
        .map(|(name, files)| (name.clone(), files.join(" ").into()))
        .collect();
    let table = format!("export default {};\n", Value::Object(table));
    write(&folder.join("files.js"), table.as_bytes())?;
    write(&noted(), serde_json::to_string(&files)?.as_bytes())?;
    let mut contents = BTreeMap::new();
    for path in stamp::files(&out)? {
        let name = file_name(&path.to_string_lossy())?;
        contents.insert(name, fs::read(path)?);
    }
    Ok(contents)
}

/// As `words/NAME.js`, in all three languages: a change of language needs no network.
fn tables() -> Vec<(String, String)> {
    let names = later(Lang::Ja).tables().into_iter().map(|(name, _)| name);
    let table = |name: &str, lang: Lang| {
        let tables = later(lang).tables();
        let words = tables.into_iter().find(|(is, _)| *is == name);
        let words = words.into_iter().flat_map(|(_, words)| words);
        words
            .map(|(word, text)| (word.to_owned(), text.into()))
            .collect::<Map<_, Value>>()
    };
    names
        .map(|name| {
            let words: Map<_, _> = Lang::ALL
                .into_iter()
                .map(|lang| (lang.tag().to_owned(), Value::Object(table(name, lang))))
                .collect();
            (
                name.to_owned(),
                format!("export default {};\n", Value::Object(words)),
            )
        })
        .collect()
}

#[derive(Deserialize)]
struct Meta {
    outputs: BTreeMap<String, Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    entry_point: Option<String>,
    imports: Vec<Import>,
}

#[derive(Deserialize)]
struct Import {
    path: String,
    kind: String,
}

impl Import {
    /// What is imported when it is needed is not needed before.
    fn is_now(&self) -> bool {
        self.kind != "dynamic-import"
    }
}

/// What esbuild says that it wrote.
fn files(meta: &str) -> Result<Files> {
    let meta: Meta = serde_json::from_str(meta)?;
    let mut files = Files::new();
    for (path, output) in &meta.outputs {
        // What one of them imports when it is needed has an entry of its own, in a folder below.
        let entry = output.entry_point.as_deref().map(Path::new);
        let Some(entry) = entry.filter(|entry| entry.parent().is_some_and(|folder| folder.ends_with("lazy")))
        else {
            continue;
        };
        let mut all = vec![path.as_str()];
        let mut next = 0;
        while let Some(of) = all.get(next).and_then(|path| meta.outputs.get(*path)) {
            for import in of.imports.iter().filter(|import| import.is_now()) {
                if !all.contains(&import.path.as_str()) {
                    all.push(&import.path);
                }
            }
            next += 1;
        }
        let names = all.into_iter().map(file_name).collect::<Result<_>>()?;
        let stem = entry.file_stem().context("an entry has a name")?;
        files.insert(stem.to_string_lossy().into_owned(), names);
    }
    Ok(files)
}

fn file_name(path: &str) -> Result<String> {
    let name = Path::new(path).file_name().context("an output has a name")?;
    Ok(name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_its_own_file_and_all_that_it_needs_of_others() {
        let meta = r#"{"outputs": {
            "out/menu-AAAAAAAA.js": {"entryPoint": "lazy/menu.js", "imports": [{"path": "out/chunk-BBBBBBBB.js", "kind": "import-statement"}]},
            "out/chunk-BBBBBBBB.js": {"imports": [{"path": "out/chunk-CCCCCCCC.js", "kind": "import-statement"}]},
            "out/chunk-CCCCCCCC.js": {"imports": []},
            "out/sound-DDDDDDDD.js": {"entryPoint": "lazy/sound.js", "imports": []}
        }}"#;
        let files = files(meta).unwrap();
        assert_eq!(
            files["menu"],
            ["menu-AAAAAAAA.js", "chunk-BBBBBBBB.js", "chunk-CCCCCCCC.js"]
        );
        assert_eq!(files["sound"], ["sound-DDDDDDDD.js"]);
    }

    #[test]
    fn every_table_has_its_words_in_three_languages() {
        for (name, text) in tables() {
            let json = text.trim_start_matches("export default ").trim_end_matches(";\n");
            let words: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(json).unwrap();
            assert_eq!(words.len(), Lang::ALL.len(), "{name}");
            let first = words["ja"].keys().collect::<Vec<_>>();
            assert!(!first.is_empty(), "{name}");
            assert!(
                words.values().all(|words| words.keys().eq(first.iter().copied())),
                "{name}"
            );
        }
    }

    #[test]
    fn g8_the_menu_has_every_reaction_and_every_ground_by_its_word_on_the_wire() {
        let menu = fs::read_to_string(paths::root("widget/js/lazy/menu.js")).unwrap();
        let reactions: Vec<String> = protocol::Reaction::ALL
            .into_iter()
            .map(|reaction| format!("{}: \"{}\"", reaction.word(), look::said::glyph(reaction)))
            .collect();
        assert!(menu.contains(&reactions.join(", ")), "{reactions:?}");
        let grounds: Vec<String> = protocol::Grounds::ALL
            .into_iter()
            .map(|grounds| format!("\"{}\"", grounds.word()))
            .collect();
        assert!(menu.contains(&grounds.join(", ")), "{grounds:?}");
    }
}
