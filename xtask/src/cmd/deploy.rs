//! `deploy`: the relay to Cloudflare, with its owner's key, and the tag to paste.

use std::path::Path;
use std::{fs, io::Read};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{build, setup};
use crate::build::Mode;
use crate::tools::http::{self, Call};
use crate::tools::{npm, paths, say, sh};

#[derive(Args)]
pub struct Options {
    /// Build, and let wrangler check everything, but upload nothing. Needs no account.
    #[arg(long)]
    dry_run: bool,
    /// After the deployment, create or change this site (needs --origin) and print its tag.
    #[arg(long, requires = "origin")]
    site: Option<String>,
    /// A page that may embed the site's rooms, such as https://example.com. May be given several times.
    #[arg(long, requires = "site")]
    origin: Vec<String>,
    /// The owner's key, where the deployment already has one; else it is read from MARU_OWNER_KEY.
    #[arg(long)]
    owner_key: Option<String>,
}

pub fn run(options: &Options) -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    build::all(Mode::Release)?;
    if options.dry_run {
        rehearse()
    } else {
        deploy(options)
    }
}

/// Wrangler's own dry run. What it says of the size is what would be uploaded.
pub fn rehearse() -> Result<()> {
    let mut dry = wrangler();
    dry.args(["deploy", "--dry-run", "--outdir"])
        .arg(paths::out("dry-run"));
    let said = say::step("wrangler deploy --dry-run", || sh::read(&mut dry))?;
    eprint!("{said}");
    let upload = said
        .lines()
        .find(|line| line.starts_with("Total Upload"))
        .context("wrangler states no size")?;
    let size = upload.split("gzip:").nth(1).unwrap_or(upload).trim();
    say::note(&format!(
        "the relay would be uploaded with {size} compressed (Cloudflare allows 3 MB on the free plan)"
    ));
    Ok(())
}

fn deploy(options: &Options) -> Result<()> {
    if !sh::succeeds(wrangler().args(["whoami", "--json"])) {
        bail!(
            "wrangler is not logged in: run `npx wrangler login` (or set CLOUDFLARE_API_TOKEN), then this again"
        );
    }
    let mut key = options
        .owner_key
        .clone()
        .or_else(|| std::env::var("MARU_OWNER_KEY").ok());
    found_bucket()?;
    let first = !has_owner_key()?;
    let mut upload = wrangler();
    upload.arg("deploy");
    let secrets = paths::out("secrets.json");
    if first {
        let made = key.clone().map_or_else(random_key, Ok)?;
        write_private(&secrets, &json!({ "OWNER_KEY": made }).to_string())?;
        upload.arg("--secrets-file").arg(&secrets);
        key = Some(made);
    }
    let said = say::step("wrangler deploy", || sh::read(&mut upload));
    if first {
        fs::remove_file(&secrets)?;
    }
    let said = said?;
    eprint!("{said}");
    if let (true, Some(key)) = (first, &key) {
        println!(
            "\nThe owner's key of this relay. It is told once and cannot be read again, so keep it:\n\n    {key}\n"
        );
    }
    let relay = said
        .split_whitespace()
        .find(|word| word.starts_with("https://") && word.contains(".workers.dev"))
        .map_or_else(
            || "https://YOUR-RELAY".to_owned(),
            |url| url.trim_end_matches('/').to_owned(),
        );
    match (&options.site, &key) {
        (Some(site), Some(key)) => found_site(&relay, site, &options.origin, key),
        (Some(_), None) => bail!("to create a site, give the owner's key: --owner-key, or MARU_OWNER_KEY"),
        (None, _) => {
            tell_how(&relay);
            Ok(())
        }
    }
}

/// The bucket of pictures, made where it is not there. What a deployment refers to must exist before it.
fn found_bucket() -> Result<()> {
    #[derive(Deserialize)]
    struct Deployment {
        r2_buckets: Vec<Bucket>,
    }
    #[derive(Deserialize)]
    struct Bucket {
        bucket_name: String,
    }
    let text = fs::read_to_string(paths::root("wrangler.toml"))?;
    let deployment: Deployment = toml::from_str(&text)?;
    for Bucket { bucket_name: name } in deployment.r2_buckets {
        if sh::succeeds(wrangler().args(["r2", "bucket", "info", &name])) {
            continue;
        }
        say::step(&format!("wrangler r2 bucket create {name}"), || {
            sh::run(wrangler().args(["r2", "bucket", "create", &name]))
        })
        .context(
            "pictures lie in R2, which an account has to switch on once, in the dashboard under R2 (the first 10 GB cost \
             nothing); then this again",
        )?;
        say::note(&format!("the bucket {name} was made for pictures"));
    }
    Ok(())
}

/// Whether the deployment has the secret already. A Worker that is not there yet has none; anything else that goes wrong ends the
/// deployment, since a second owner's key would void every ticket and every key that the first one made.
fn has_owner_key() -> Result<bool> {
    #[derive(Deserialize)]
    struct Secret {
        name: String,
    }
    let done = wrangler().args(["secret", "list", "--format", "json"]).output()?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        if said.contains("If this is a new Worker") {
            return Ok(false);
        }
        bail!("wrangler cannot list the secrets: {said}");
    }
    let secrets: Vec<Secret> = serde_json::from_slice(&done.stdout)?;
    Ok(secrets.iter().any(|secret| secret.name == "OWNER_KEY"))
}

fn found_site(relay: &str, site: &str, origins: &[String], key: &str) -> Result<()> {
    let url = format!("{relay}/api/v1/sites/{site}");
    let answer: Value = serde_json::from_str(&http::ask_one(Call::put(
        url,
        key,
        json!({ "origins": origins }),
    ))?)?;
    if let Some(site_key) = answer.get("key").and_then(Value::as_str) {
        println!("The key of the site {site}. It is told once, so keep it:\n\n    {site_key}\n");
    }
    println!(
        "Paste this into a page of {}:\n\n    {}\n",
        origins.join(", "),
        tag(relay, site)
    );
    Ok(())
}

fn tell_how(relay: &str) {
    println!(
        "Create a site with the owner's key (or let `cargo xtask deploy --site NAME --origin https://…` do it):

    curl -X PUT {relay}/api/v1/sites/my-site \\
      -H \"authorization: Bearer $OWNER_KEY\" -H 'content-type: application/json' \\
      -d '{{\"origins\":[\"https://example.com\"]}}'

Then paste this into a page of that origin:

    {}
",
        tag(relay, "my-site")
    );
}

fn tag(relay: &str, site: &str) -> String {
    format!("<script async src=\"{relay}/maru.js\" data-site=\"{site}\" data-room=\"lounge\"></script>")
}

fn wrangler() -> std::process::Command {
    npm::tool("wrangler/bin/wrangler.js")
}

/// 256 random bits.
fn random_key() -> Result<String> {
    let mut bytes = [0_u8; 32];
    fs::File::open("/dev/urandom")
        .context("no source of chance on this system")?
        .read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// For the moment of the upload, readable by nobody else.
fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
