//! A file that is replaced as a whole: never half written, and only while it still holds what was read.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use uuid::Uuid;

use crate::command_line::failure::Failure;
use crate::settings::file;

/// Replaces the text of a file that is there. A symbolic link stays one: what it points to is replaced. Owner and
/// permissions stay as they are.
///
/// # Errors
///
/// The file holds something else than `read`, which nobody may lose; or it cannot be written.
pub(super) fn replace(path: &Path, read: &str, text: &str) -> Result<(), Failure> {
    let cannot = |error: io::Error| file::cannot("write", path, &error);
    let target = fs::canonicalize(path).map_err(cannot)?;
    let old = OpenOptions::new().write(true).open(&target).map_err(cannot)?;
    // Of two that accept at once the second one waits, and sees what the first one wrote. A file system without locks
    // leaves the moment between comparing and renaming.
    let _ = old.lock();
    let metadata = old.metadata().map_err(cannot)?;
    let beside = target.with_file_name(format!(".vectors-{}.json", Uuid::new_v4()));
    let replaced = write_beside(&beside, text, &metadata).map_err(Failure::from).and_then(|()| {
        if fs::read(&target).map_err(cannot)? != read.as_bytes() {
            return Err(changed_meanwhile(path));
        }
        Ok(fs::rename(&beside, &target).map_err(cannot)?)
    });
    if replaced.is_err() {
        let _ = fs::remove_file(&beside);
    } else if let Some(folder) = target.parent().and_then(|folder| File::open(folder).ok()) {
        // The name too is on the disk then, where a folder can be synchronised.
        let _ = folder.sync_all();
    }
    replaced
}

/// That somebody else has written a file since it was read.
pub(super) fn changed_meanwhile(path: &Path) -> Failure {
    Failure::Failed(format!("`{}` changed meanwhile; run again", path.display()))
}

/// Writes a new file, for the same people as another one.
fn write_beside(path: &Path, text: &str, like: &Metadata) -> io::Result<()> {
    let cannot = |error: io::Error| file::cannot("write", path, &error);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(cannot)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        // Only an administrator can give a file away; anyone else keeps at least the group where they are in it.
        if fchown(&file, Some(like.uid()), Some(like.gid())).is_err() {
            let _ = fchown(&file, None, Some(like.gid()));
        }
    }
    file.set_permissions(like.permissions()).map_err(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(cannot)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use std::fs;

    use super::replace;

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_kept() {
        let folder = std::env::temp_dir().join(format!("twitch-triage-replaced-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("vectors.json");
        fs::write(&path, "written meanwhile").unwrap();
        let refused = replace(&path, "read", "new").err().map(|failure| failure.exit_code());
        assert_eq!((refused, fs::read_to_string(&path).unwrap().as_str()), (Some(1), "written meanwhile"));
        assert!(replace(&path, "written meanwhile", "new").is_ok());
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), fs::read_dir(&folder).unwrap().count()), ("new", 1));
        fs::remove_dir_all(&folder).unwrap();
    }
}
