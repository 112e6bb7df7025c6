//! Writes what fuzzing starts from: `corpus/<target>/*` and `dictionary` below the folder that is named.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder to write into, such as fuzz/targets")?;
    let folder = Path::new(&folder);
    for (target, inputs) in fuzz_properties::seeds::corpora() {
        let corpus = folder.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        for (number, input) in inputs.iter().enumerate() {
            std::fs::write(corpus.join(format!("seed-{number:03}")), input)?;
        }
    }
    std::fs::write(folder.join("dictionary"), fuzz_properties::seeds::dictionary())?;
    Ok(())
}
