//! Counting tests while their output passes by.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub fn add(&mut self, passed: usize, failed: usize) {
        self.passed += passed;
        self.failed += failed;
    }

    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Runs tests, shows what they print, and counts what they say of themselves.
    pub fn watch(&mut self, command: &mut Command) -> Result<()> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the tests")?;
        for line in child
            .stdout
            .take()
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines)
        {
            let line = line?;
            println!("{line}");
            self.count(&line);
        }
        if !child.wait()?.success() {
            bail!("a test failed; it is named above");
        }
        Ok(())
    }

    /// `test result: ok. 12 passed; 0 failed; …` of cargo; `ℹ pass 12` and `ℹ fail 0` of node.
    fn count(&mut self, line: &str) {
        let number = |word: &str| word.parse().unwrap_or(0);
        if let Some(result) = line.strip_prefix("test result: ") {
            let words: Vec<&str> = result.split([' ', ';']).filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                match pair {
                    [count, "passed"] => self.passed += number(count),
                    [count, "failed"] => self.failed += number(count),
                    _ => {}
                }
            }
        } else if let Some(count) = line.strip_prefix("ℹ pass ") {
            self.passed += number(count);
        } else if let Some(count) = line
            .strip_prefix("ℹ fail ")
            .or_else(|| line.strip_prefix("ℹ cancelled "))
        {
            self.failed += number(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn what_cargo_and_node_say_is_counted() {
        let mut tally = Tally::default();
        tally.count("running 3 tests");
        tally.count("test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s");
        tally.count("ℹ tests 5");
        tally.count("ℹ pass 4");
        tally.count("ℹ fail 1");
        assert_eq!(
            tally,
            Tally {
                passed: 16,
                failed: 3
            }
        );
    }
}
