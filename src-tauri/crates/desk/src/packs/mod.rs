//! Packs: folders of plain Markdown files, each a snippet, for a team that keeps them in git or on a shared disk.
//!
//! A file that changes takes its snippet along, and what was changed is told until the rep has seen it; a snippet that is
//! written here is written to its file. A file that cannot be read is told with its line, its snippet stays as it was, and
//! the others still load. A folder that is away (a disk that is not mounted) takes nothing along.
//!
//! A pack can be shared with the team: the hub keeps its files, sync fetches them, and they are looked at like those of a
//! folder. What comes from there is changed by sharing it again and nowhere else.
//!
//! Folders are looked at every two seconds rather than watched: what the system tells of changes does not come from network
//! disks, and a look at a few hundred names costs less than a frame.

pub(crate) mod check;
pub(crate) mod export;
pub(crate) mod file;
pub(crate) mod folder;
pub(crate) mod keeping;
pub(crate) mod looking;
pub(crate) mod news;
pub(crate) mod shared;
mod sharing;
pub(crate) mod table;
