//! The corpus of media held against its table: what every file is, what is shown of it and why not, what it costs.
//!
//! `make.py` makes the files (into `corpus` in the build folder, or where `BELLHOP_CORPUS` says), `CORPUS.md` says what
//! Bellhop makes of each. They come from a server of this test over HTTP, under the names that the table gives them, and are
//! looked at as the window does: through the media folder and its loopback source. No window, no hub.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod mutations;
mod scene;
mod table;

use std::collections::BTreeSet;
use std::process::Command;

use bellhop_media::Kind;
use futures::StreamExt;
use image::GenericImageView;
use scene::Scene;
use serde_json::Value;
use table::Row;

/// The bound: what the whole corpus may take beyond an idle process.
const MOST_MEMORY: u64 = 128 * 1024 * 1024;
/// Set in the process that measures its own memory.
const MEASURED: &str = "BELLHOP_CORPUS_MEASURED";

#[test]
fn the_table_names_every_file_of_the_corpus_and_no_other() {
    let rows = table::rows();
    let named: BTreeSet<String> = rows.iter().map(|row| row.file.clone()).collect();
    let made =
        std::fs::read_dir(scene::corpus()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let made: BTreeSet<String> = made.filter(|name| !name.starts_with('.')).collect();
    assert_eq!(made.difference(&named).collect::<Vec<_>>(), Vec::<&String>::new(), "made, but not in the table");
    assert_eq!(named.difference(&made).collect::<Vec<_>>(), Vec::<&String>::new(), "in the table, but not made");
    assert!(rows.len() >= 60, "the corpus has only {} files", rows.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_file_is_what_the_table_says_and_the_window_gets_what_it_may_see() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for row in scene.rows() {
        let began = std::time::Instant::now();
        let found = scene.media.fetch(&row.id()).await.unwrap_or_else(|problem| panic!("{}: {problem}", row.file));
        let took = began.elapsed();
        let seen = Row::found(row, &found);
        assert!(took.as_secs() < 25, "{} took {took:?}", row.file);
        if seen.agrees_with(row) {
            served_as_it_may_be(&scene, row).await;
        } else {
            wrong.push(seen.to_string());
        }
    }
    assert!(wrong.is_empty(), "the table is wrong about these; this is what was found:\n{}", wrong.join("\n"));
}

/// What the loopback source gives of a file agrees with what the table says of it.
async fn served_as_it_may_be(scene: &Scene, row: &Row) {
    let name = &row.file;
    let whole = scene.get(row, "").await;
    let picture = matches!(row.kind.as_str(), "image" | "animation");
    let refused = picture && row.shows("too much");
    assert_eq!(whole.status(), if refused { 422 } else { 200 }, "{name}");
    if !refused {
        assert_eq!(whole.headers()["x-content-type-options"], "nosniff", "{name}");
        assert!(whole.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"), "{name}");
        let inline = matches!(row.kind.as_str(), "image" | "audio" | "video");
        let plain = ["application/pdf", "text/plain"].contains(&row.mime.as_str());
        let served =
            if (inline || plain) && row.kind != "program" { row.mime.as_str() } else { "application/octet-stream" };
        assert_eq!(whole.headers()["content-type"], served, "{name}");
    }
    let preview = scene.get(row, "?size=preview").await;
    assert_eq!(preview.status(), if row.shows("still") { 200 } else { 404 }, "{name}: its still");
    if row.shows("still") {
        let bytes = preview.bytes().await.unwrap();
        let still = image::load_from_memory(&bytes).unwrap_or_else(|problem| panic!("the still of {name}: {problem}"));
        let (width, height) = row.pixels.expect("a picture has a size");
        assert!(still.width().max(still.height()) <= 640, "{name}: a still of {:?}", still.dimensions());
        let shape = |(width, height): (u32, u32)| f64::from(width) / f64::from(height);
        let off = shape(still.dimensions()) / shape((width, height));
        assert!((0.97..1.03).contains(&off), "{name}: a still of {:?}", still.dimensions());
    }
    let animation = scene.get(row, "/animation").await;
    let animated = row.kind == "animation" && !["too much", "unsupported", "damaged"].iter().any(|why| row.shows(why));
    assert_eq!(animation.status().is_success(), animated, "{name}: its animation");
    let text = scene.get(row, "/text").await;
    assert_eq!(text.status().is_success(), row.shows("text") || row.shows("table"), "{name}: its text");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_is_upright_however_the_camera_was_held_and_its_still_does_not_tell_where() {
    let scene = Scene::new().await;
    let mut uprights = Vec::new();
    for orientation in 1..=8 {
        let row = scene.row(&format!("turned-{orientation}.jpg"));
        let facts = scene.media.fetch(&row.id()).await.unwrap().facts;
        assert_eq!(facts.pixels, Some((120, 80)), "orientation {orientation}");
        let still = scene.get(row, "?size=preview").await.bytes().await.unwrap();
        if orientation > 1 {
            assert!(
                !still.windows(4).any(|part| part == b"Exif"),
                "the place of orientation {orientation} is in its still"
            );
        }
        uprights.push(image::load_from_memory(&still).unwrap().to_rgb8());
    }
    for (place, upright) in uprights.iter().enumerate() {
        let off: u64 = upright.as_raw().iter().zip(uprights[0].as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = off / upright.as_raw().len() as u64;
        assert!(mean < 12, "orientation {} is off by {mean} of 255", place + 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_outlives_a_restart_and_is_found_out_anew_when_it_is_lost() {
    let mut scene = Scene::new().await;
    let row = scene.row("photo.jpg").clone();
    let before = scene.media.fetch(&row.id()).await.unwrap();
    assert!(before.facts.still && before.facts.thumbhash.is_some());
    scene.restart().await;
    assert_eq!(scene.media.cached(&row.id()).unwrap().facts, before.facts, "nothing was looked at again");
    std::fs::remove_dir_all(scene.folder().join("facts")).unwrap();
    scene.restart().await;
    let mut arrived = scene.media.news();
    arrived.mark_unchanged();
    assert_eq!(scene.media.cached(&row.id()).unwrap().facts.thumbhash, None, "not known yet");
    arrived.changed().await.expect("looking at it again is announced");
    assert_eq!(scene.media.cached(&row.id()).unwrap().facts, before.facts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attached_file_shows_itself_before_it_is_sent_and_after_a_restart() {
    let mut scene = Scene::new().await;
    let bytes = std::fs::read(scene::corpus().join("note.ogg")).unwrap();
    let kept = scene.media.keep_outgoing("notatka.ogg", &bytes).await.unwrap();
    let known = scene.media.outgoing_file(&kept.hash).unwrap();
    assert_eq!((known.kind, known.mime.as_str(), known.facts.peaks.len()), (Kind::Audio, "audio/ogg", 160));
    scene.restart().await;
    assert_eq!(scene.media.outgoing_file(&kept.hash).unwrap().facts, known.facts);
    let table = scene.media.keep_outgoing("ceny.csv", b"a;b\n1;2\n").await.unwrap();
    let said: Value = scene.read(&format!("outgoing/{}/text", table.hash)).await;
    assert_eq!(said["rows"], serde_json::json!([["a", "b"], ["1", "2"]]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poster_is_decoded_kept_and_announced_and_nothing_else_is_taken_for_one() {
    let mut scene = Scene::new().await;
    let row = scene.row("clip.mp4").clone();
    scene.media.fetch(&row.id()).await.unwrap();
    let photo = std::fs::read(scene::corpus().join("photo.jpg")).unwrap();
    assert_eq!(scene.put(&row, "/poster", b"<html>".to_vec()).await, Some(415));
    let large = scene.put(&row, "/poster", vec![0; 2_000_000]).await;
    assert!(matches!(large, None | Some(413)), "it is turned away, in mid-send or after it: {large:?}");
    assert_eq!(scene.put(&row, "/poster", std::fs::read(scene::corpus().join("65500.jpg")).unwrap()).await, Some(415));
    assert_eq!(scene.put(&scene.row("photo.png").clone(), "/poster", photo.clone()).await, Some(409), "no video");
    assert!(!scene.media.cached(&row.id()).unwrap().facts.still);
    let mut arrived = scene.media.news();
    arrived.mark_unchanged();
    assert_eq!(scene.put(&row, "/poster", photo.clone()).await, Some(204));
    arrived.changed().await.expect("the poster is announced");
    for _ in 0..2 {
        assert!(scene.media.cached(&row.id()).unwrap().facts.still);
        let still = scene.get(&row, "?size=preview").await.bytes().await.unwrap();
        assert_eq!(image::load_from_memory(&still).unwrap().dimensions(), (640, 480), "made small");
        scene.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_bytes_under_a_name_that_runs_are_a_program() {
    let scene = Scene::new().await;
    let [picture, page] = ["page-inside.gif", "page-inside.html"].map(|file| scene.row(file));
    assert_eq!(scene.media.fetch(&picture.id()).await.unwrap().kind, Kind::Image);
    assert_eq!(scene.media.fetch(&page.id()).await.unwrap().kind, Kind::Program);
    assert_eq!(scene.media.cached(&picture.id()).unwrap().kind, Kind::Image, "one does not change the other");
    assert_eq!(scene.get(page, "").await.headers()["content-type"], "application/octet-stream");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_name_leads_out_of_the_media_folder() {
    let scene = Scene::new().await;
    for row in scene.rows() {
        scene.media.fetch(&row.id()).await.unwrap();
        scene.media.copy_for_opening(&row.id(), Some(&row.name())).await.unwrap();
        scene.media.keep_outgoing(&row.name(), b"attached under this name").await.unwrap();
    }
    let outside = scene.everything_around().into_iter().filter(|path| !path.starts_with(scene.folder()));
    assert_eq!(outside.collect::<Vec<_>>(), Vec::<std::path::PathBuf>::new());
    let own = ["contents", "facts", "files", "opened", "outgoing", "parts", "recordings"];
    for path in scene.everything_around() {
        let inside = path.strip_prefix(scene.folder()).unwrap();
        let first = inside.iter().next().map(|first| first.to_str().unwrap().to_owned());
        assert!(first.is_none_or(|first| own.contains(&first.as_str())), "{}", path.display());
        let runs = std::fs::metadata(&path).unwrap();
        #[cfg(unix)]
        if runs.is_file() {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(runs.permissions().mode() & 0o111, 0, "{} can be run", path.display());
        }
    }
}

/// The process measures itself: nothing else may use memory in it meanwhile.
#[test]
fn the_whole_corpus_takes_no_more_than_128_mb_and_no_file_takes_the_process_down() {
    let measured = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "measured_in_a_process_of_its_own", "--nocapture"])
        .env(MEASURED, "1")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&measured.stdout), String::from_utf8_lossy(&measured.stderr));
    assert!(measured.status.success(), "{said}");
    assert!(said.contains("1 passed"), "nothing was measured: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn measured_in_a_process_of_its_own() {
    if std::env::var_os(MEASURED).is_none() {
        // On its own it has nothing to say; the test above runs it.
        return;
    }
    let scene = Scene::new().await;
    // An idle window has downloaded before: the client and its certificates are there.
    scene.media.fetch(&scene.row("small.png").id()).await.unwrap();
    let before = memory("VmRSS:");
    let all = scene.rows().iter().map(|row| {
        let media = scene.media.clone();
        async move { media.fetch(&row.id()).await.map(|_| ()) }
    });
    // As a page of attachments does.
    let outcomes: Vec<_> = futures::stream::iter(all).buffer_unordered(8).collect().await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let peak = memory("VmHWM:").saturating_sub(before);
    eprintln!("peak over idle: {} MB", peak / 1024 / 1024);
    assert!(peak <= MOST_MEMORY, "{} MB over idle", peak / 1024 / 1024);
}

/// Bytes, as Linux tells them.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[test]
fn whatever_is_changed_in_a_file_looking_at_it_ends_soon_and_never_in_our_own_code() {
    // More of them, when something was changed that decodes: BELLHOP_MUTATIONS=100000.
    let count = std::env::var("BELLHOP_MUTATIONS").map_or(2_000, |count| count.parse().expect("a number"));
    mutations::run(&scene::corpus(), count);
}
