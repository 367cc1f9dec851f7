//! The stickers: `stickers/PACK/ID.svg` as `/st/PACK/ID.png`, which stands still, and `/st/PACK/ID.apng`, which moves.
//!
//! Invariant: both files are there for every sticker of look's table, so that an address follows from the name alone. They are
//! kept for a year; whoever asks puts the version behind a question mark, and a page of an earlier build, or one that a service
//! worker has kept, still finds every sticker that it names.

mod film;
mod ink;
mod motion;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use look::stickers::PACKS;
use roxmltree::Document;

use super::stamp::{self, Inputs, Step};
use crate::tools::{paths, say};

use film::Reel;
use motion::{Drawing, PARTS};

/// A sticker that a source was drawn for.
struct Job {
    name: String,
    source: PathBuf,
    parts: PathBuf,
    still: PathBuf,
    moving: PathBuf,
    step: Step,
}

/// Draws what changed, takes away what has no source any more, and says what all of it together is: a word that differs when
/// one of them does.
pub fn build() -> Result<String> {
    let jobs = jobs()?;
    let todo: Vec<&Job> = jobs.iter().filter(|job| !job.is_done()).collect();
    if !todo.is_empty() {
        let what = format!("stickers: draw {}", todo.len());
        say::step(&what, || in_parallel(&todo, draw))?;
    }
    let outputs: BTreeSet<&PathBuf> = jobs.iter().flat_map(|job| [&job.still, &job.moving]).collect();
    let mut all = Inputs::bare();
    for file in stamp::files(&paths::out("assets/st"))? {
        if outputs.contains(&file) {
            all = all.text(&paths::shown(&file)).file(&file)?;
        } else {
            fs::remove_file(file)?;
        }
    }
    Ok(all.done().chars().take(8).collect())
}

/// The packs as the panel has them: of each `[id, [ja, ko, en], cover, [[id, [ja, ko, en]], …]]`.
pub fn table() -> Result<String> {
    let words = |words: look::stickers::Words| [words.ja, words.ko, words.en];
    let packs = PACKS.map(|pack| {
        let stickers = pack
            .stickers
            .iter()
            .map(|sticker| (sticker.id, words(sticker.words)));
        (
            pack.id,
            words(pack.title),
            pack.cover,
            stickers.collect::<Vec<_>>(),
        )
    });
    Ok(serde_json::to_string(&packs)?)
}

fn jobs() -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for pack in PACKS {
        let folder = paths::root("stickers").join(pack.id);
        let out = paths::out("assets/st").join(pack.id);
        for sticker in pack.stickers {
            let source = folder.join(format!("{}.svg", sticker.id));
            let parts = folder.join(PARTS);
            let inputs = drawing()?.file(&source)?.file(&parts)?;
            let name = format!("{}/{}", pack.id, sticker.id);
            jobs.push(Job {
                step: Step::new(&format!("stickers/{name}"), inputs),
                still: out.join(format!("{}.png", sticker.id)),
                moving: out.join(format!("{}.apng", sticker.id)),
                name,
                source,
                parts,
            });
        }
    }
    Ok(jobs)
}

/// What every sticker is drawn with.
fn drawing() -> Result<Inputs> {
    let inputs = Inputs::bare().folder(&paths::root("xtask/src/build/stickers"))?;
    let lock: toml::Table = toml::from_str(&fs::read_to_string(paths::root("Cargo.lock"))?)?;
    let packages = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .context("Cargo.lock names packages")?;
    let tools = packages.iter().filter(|package| {
        let name = package.get("name").and_then(toml::Value::as_str);
        name.is_some_and(|name| ["png", "quantizr", "resvg", "tiny-skia", "usvg"].contains(&name))
    });
    Ok(tools.fold(inputs, |inputs, tool| {
        inputs.text(
            tool.get("version")
                .and_then(toml::Value::as_str)
                .unwrap_or_default(),
        )
    }))
}

impl Job {
    fn is_done(&self) -> bool {
        self.step.is_done(&[self.still.clone(), self.moving.clone()])
    }
}

fn draw(job: &Job) -> Result<()> {
    let (text, parts) = (fs::read_to_string(&job.source)?, fs::read_to_string(&job.parts)?);
    let parts = Document::parse(&parts)?;
    let drawing = Drawing::read(&text, &parts)?;
    let moments = drawing
        .pace
        .map_or_else(|| vec![0], |pace| pace.moments().collect());
    let frames = moments
        .into_iter()
        .map(|ms| ink::draw(&drawing.at(ms)?))
        .collect::<Result<Vec<_>>>()?;
    let reel = Reel::of(&frames)?;
    let still = reel.still()?;
    // Of one that does not move, both addresses show the same.
    let moving = drawing
        .pace
        .map_or_else(|| Ok(still.clone()), |pace| reel.moving(pace))?;
    stamp::write(&job.still, &still)?;
    stamp::write(&job.moving, &moving)?;
    job.step.done()
}

/// Every core takes the next one that nobody has.
fn in_parallel(jobs: &[&Job], work: impl Fn(&Job) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let fault = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(job).with_context(|| job.name.clone()) {
                        *fault.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
                        return;
                    }
                }
            });
        }
    });
    match fault.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error),
        Err(_) => Err(anyhow!("a thread that draws has panicked")),
    }
}
