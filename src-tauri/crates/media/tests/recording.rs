//! Voice notes from a fed microphone: what a rep does while one is recorded, and what happens to the microphone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use bellhop_media::recording::{Block, ForWhom, Input, Recorder, Sound, Standing, Trouble};
use bellhop_media::{Located, Media, Resolver};
use futures::FutureExt;

/// Longer than anything here takes; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

async fn media(folder: &Path) -> Media {
    let resolver: Resolver =
        std::sync::Arc::new(|_| async { Ok(Located { url: String::new(), name: None, size: None }) }.boxed());
    Media::open(folder, &[], resolver).await.unwrap()
}

fn anna() -> ForWhom {
    ForWhom { thread: "1".into(), comment: false }
}

/// A microphone of 16 kHz with one channel, and what feeds it.
fn microphone() -> (SyncSender<Block>, Input) {
    let (feed, blocks) = sync_channel(1024);
    (feed, Input::Fed(Sound { rate: 16_000, channels: 1, blocks }))
}

/// Speaks for so many tenths of a second.
fn speak(feed: &SyncSender<Block>, tenths: usize) {
    for _ in 0..tenths {
        feed.send(Ok((0..1600).map(|at| 0.4 * (at as f32 * 0.2).sin()).collect())).unwrap();
    }
}

/// Waits until the recording stands as wished; each look gives the recorder's own thread its turn.
fn until(recorder: &Recorder, wish: &str, holds: impl Fn(&Standing) -> bool) -> Standing {
    let begun = Instant::now();
    loop {
        let standing = recorder.standing().expect("there is a recording");
        if holds(&standing) {
            return standing;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {wish}: {standing:?}");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn a_note_is_recorded_paused_and_becomes_a_file_to_send_without_the_pause() {
    let folder = tempfile::tempdir().unwrap();
    let media = media(folder.path()).await;
    let recorder = media.recorder();
    let (feed, input) = microphone();
    recorder.start(anna(), input).unwrap();
    let (_unheard, second) = microphone();
    assert_eq!(recorder.start(anna(), second), Err(Trouble::Recording), "one recording at a time");
    speak(&feed, 12);
    let standing = until(recorder, "a second", |standing| standing.seconds > 1.19);
    assert!(standing.running && standing.levels.len() >= 20 && standing.levels.iter().all(|level| *level > 100));

    recorder.pause().unwrap();
    // The microphone is let go: what it says now is heard by nobody.
    let _ = feed.send(Ok(vec![0.5; 1600]));
    let before = recorder.standing().unwrap();
    assert!(!before.running && before.trouble.is_none());
    let (feed, input) = microphone();
    recorder.resume(input).unwrap();
    speak(&feed, 8);
    until(recorder, "two seconds", |standing| standing.seconds > 1.99);
    let recorded = recorder.finish().unwrap();
    assert!((recorded.seconds - 2.0).abs() < 0.02, "{}", recorded.seconds);
    assert!(recorded.name.starts_with("voice-note-2") && recorded.name.ends_with(".ogg"));
    let kept = media.keep_recorded(&recorded).await.unwrap();
    assert_eq!((kept.mime.as_str(), kept.name.as_str()), ("audio/ogg", recorded.name.as_str()));
    let bytes = std::fs::read(media.outgoing(&kept.hash).unwrap()).unwrap();
    assert!(bellhop_media::sniff::is_voice_note(&bytes), "the bytes say that it is a voice note");
    assert!(recorder.standing().is_none());
    assert_eq!(recorder.finish(), Err(Trouble::NotRecording));
    assert_eq!(std::fs::read_dir(folder.path().join("recordings")).unwrap().count(), 0, "nothing is left behind");
}

#[tokio::test]
async fn a_microphone_that_goes_away_pauses_the_note_and_keeps_what_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let media = media(folder.path()).await;
    let recorder = media.recorder();
    let (feed, input) = microphone();
    recorder.start(anna(), input).unwrap();
    speak(&feed, 10);
    feed.send(Err(Trouble::Failed("unplugged".to_owned()))).unwrap();
    let standing = until(recorder, "the pause", |standing| !standing.running);
    assert_eq!(standing.trouble, Some(Trouble::Failed("unplugged".to_owned())));
    let (feed, input) = microphone();
    recorder.resume(input).unwrap();
    drop(feed);
    let standing = until(recorder, "the second pause", |standing| !standing.running);
    assert_eq!(standing.trouble, Some(Trouble::NoMicrophone), "a stream that ends is a microphone that went away");
    assert!((recorder.finish().unwrap().seconds - 1.0).abs() < 0.02);
}

#[tokio::test]
async fn a_discarded_note_can_be_taken_back_until_the_next_one_begins() {
    let folder = tempfile::tempdir().unwrap();
    let media = media(folder.path()).await;
    let recorder = media.recorder();
    let (feed, input) = microphone();
    recorder.start(anna(), input).unwrap();
    speak(&feed, 10);
    until(recorder, "a second", |standing| standing.seconds > 0.99);
    recorder.discard().unwrap();
    assert!(recorder.standing().is_none());
    let back = recorder.restore().unwrap();
    assert_eq!(back.whom, anna());
    assert!(media.keep_recorded(&back).await.unwrap().size > 500);
    assert_eq!(recorder.restore(), Err(Trouble::NotRecording), "once is enough");

    for _ in 0..2 {
        let (feed, input) = microphone();
        recorder.start(anna(), input).unwrap();
        speak(&feed, 10);
        recorder.discard().unwrap();
    }
    assert_eq!(std::fs::read_dir(folder.path().join("recordings")).unwrap().count(), 1, "only the last one waits");
    // The next start removes it: discarded is discarded.
    assert_eq!(self::media(folder.path()).await.recorder().left_behind().unwrap(), []);
    assert_eq!(std::fs::read_dir(folder.path().join("recordings")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_note_that_was_being_recorded_when_bellhop_was_killed_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let first = media(folder.path()).await;
    let (feed, input) = microphone();
    first.recorder().start(ForWhom { thread: "7".into(), comment: true }, input).unwrap();
    speak(&feed, 35);
    until(first.recorder(), "three seconds", |standing| standing.seconds > 3.49);

    // The first one still runs and never ends its file, as after kill -9.
    let second = media(folder.path()).await;
    let left = second.recorder().left_behind().unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].whom, ForWhom { thread: "7".into(), comment: true });
    assert!((2.9..=3.5).contains(&left[0].seconds), "{}", left[0].seconds);
    assert!(second.keep_recorded(&left[0]).await.unwrap().size > 1000);
    assert_eq!(second.recorder().left_behind().unwrap(), [], "it comes back once");
}
