//! Pictures, sounds and documents, made in code.
//!
//! Demonstration data must show every medium, and nothing of it may come from elsewhere: no licence to check, no
//! bytes in the repository. Everything is the same at every run.

mod animation;
mod canvas;
mod documents;
mod film;
mod pictures;
mod png;
mod sound;

pub(super) use animation::hopping_parcel;
pub(super) use documents::{csv, pdf};
pub(super) use film::film;
pub(super) use pictures::Picture;
pub(super) use sound::{Voice, melody, voice};
