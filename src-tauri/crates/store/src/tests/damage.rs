use std::path::Path;

use super::*;
use crate::{Draft, DraftMode, Error, OpenError, OpenNotice, OutboxStep, Which};

fn draft(text: &str) -> Draft {
    Draft { text: text.to_owned(), ..Draft::blank("1".into(), DraftMode::Reply, noon()) }
}

async fn closed(room: Room) -> tempfile::TempDir {
    room.store.close().await.unwrap();
    room.dir
}

async fn read_draft(store: &Store) -> Option<String> {
    store.read(|r| r.drafts().get(&"1".into(), DraftMode::Reply)).await.unwrap().map(|draft| draft.text)
}

/// Writes rubbish over the middle of a file.
fn scribble(path: &Path, from: usize, to: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let end = to.min(bytes.len());
    bytes[from.min(end)..end].fill(0xA5);
    std::fs::write(path, bytes).unwrap();
}

fn raise_version(path: &Path) {
    rusqlite::Connection::open(path).unwrap().pragma_update(None, "user_version", 9_000).unwrap();
}

#[tokio::test]
async fn a_cache_with_a_damaged_header_is_set_aside_and_begun_anew_while_drafts_stay() {
    let room = room();
    put(&room.store, &[thread("1")], &[incoming("1", "a", minute(1), "hello")]).await;
    room.store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("half a sentence"))).await.unwrap();
    let dir = closed(room).await;
    scribble(&dir.path().join("cache.db"), 0, 100);
    let (store, notices) = Store::open(dir.path()).unwrap();
    let [OpenNotice::CacheDamaged(aside)] = &notices[..] else { panic!("no word about the damage: {notices:?}") };
    assert!(aside.exists(), "the damaged file was thrown away");
    assert_eq!(store.read(|r| r.lists().total(&crate::View::Open, &[])).await.unwrap(), 0);
    assert_eq!(read_draft(&store).await.as_deref(), Some("half a sentence"));
    put(&store, &[thread("1")], &[]).await;
}

#[tokio::test]
async fn a_cache_that_is_not_a_database_or_cut_short_is_begun_anew() {
    for content in [
        &b"this is not a database at all, but it is long enough to have a header of one hundred bytes or so"[..],
        &[0; 5000],
    ] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("cache.db"), content).unwrap();
        let (store, notices) = Store::open(dir.path()).unwrap();
        assert!(matches!(&notices[..], [OpenNotice::CacheDamaged(_)]), "{notices:?}");
        put(&store, &[thread("1")], &[]).await;
    }
}

#[tokio::test]
async fn damage_that_is_met_in_the_middle_of_the_day_sets_the_cache_aside_and_work_goes_on() {
    let room = room();
    let messages: Vec<Message> =
        (0..3_000).map(|n| incoming("1", &format!("m{n}"), minute(n), &"long text ".repeat(30))).collect();
    put(&room.store, &[thread("1")], &messages).await;
    room.store.mark_read("1".into(), Some("m2999".into())).await.unwrap();
    let dir = closed(room).await;
    let path = dir.path().join("cache.db");
    let size = usize::try_from(std::fs::metadata(&path).unwrap().len()).unwrap();
    // The first and last pages stay whole: opening looks at those.
    scribble(&path, size / 4, size / 2);
    let (store, notices) = Store::open(dir.path()).unwrap();
    assert_eq!(notices, [], "opening met the damage already: the test proves nothing");
    let mut changes = store.changes();
    let outcome = store.read(|r| r.messages().page(&"1".into(), None, 3_000)).await;
    assert!(outcome.is_err(), "the damage was not met: the test proves nothing");
    let told = store.take_notices();
    assert!(matches!(&told[..], [OpenNotice::CacheDamaged(_)]), "{told:?}");
    assert!(!changes.next().await.is_empty(), "nobody was told that everything is stale");
    put(&store, &[thread("1")], &[incoming("1", "m2999", minute(2_999), "again")]).await;
    assert_eq!(facts(&store, "1").await.unread, 0, "the new cache does not know what was read");
}

#[tokio::test]
async fn a_newer_cache_is_set_aside_and_a_newer_desk_is_read_but_not_written() {
    let room = room();
    put(&room.store, &[thread("1")], &[]).await;
    room.store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("kept"))).await.unwrap();
    let dir = closed(room).await;
    raise_version(&dir.path().join("cache.db"));
    raise_version(&dir.path().join("desk.db"));
    let before = std::fs::read(dir.path().join("desk.db")).unwrap();
    let (store, notices) = Store::open(dir.path()).unwrap();
    assert!(matches!(&notices[..], [OpenNotice::DeskNewer(9_000), OpenNotice::CacheNewer(_)]), "{notices:?}");
    assert!(store.is_read_only());
    assert_eq!(read_draft(&store).await.as_deref(), Some("kept"));
    let refused = store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("lost?"))).await;
    assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
    put(&store, &[thread("2")], &[]).await;
    assert_eq!(std::fs::read(dir.path().join("desk.db")).unwrap(), before, "a newer desk was written to");
}

#[tokio::test]
async fn a_damaged_desk_is_replaced_by_its_newest_backup_and_what_it_may_have_sent_since_is_put_before_the_rep() {
    let room = room();
    room.store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("in the backup"))).await.unwrap();
    room.store.desk_write(Origin::Desk, |w| w.outbox().add(&super::desk::reply("i1", "hello"))).await.unwrap();
    room.store.back_up_desk(Utc::now() + TimeDelta::seconds(60)).await.unwrap();
    let dir = closed(room).await;
    scribble(&dir.path().join("desk.db"), 4_096, usize::MAX);
    let (store, notices) = Store::open(dir.path()).unwrap();
    let [OpenNotice::DeskDamaged { aside, restored: Some(_) }] = &notices[..] else { panic!("{notices:?}") };
    assert!(aside.exists());
    assert_eq!(read_draft(&store).await.as_deref(), Some("in the backup"));
    let open = store.read(|r| r.outbox().open()).await.unwrap();
    assert!(
        matches!(&open[0].step, OutboxStep::Stuck { reason: bellhop_model::StuckReason::Undecided, .. }),
        "a message that may have gone out since the backup would be sent again: {:?}",
        open[0].step
    );
    store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("goes on"))).await.unwrap();
}

#[tokio::test]
async fn a_damaged_desk_without_a_backup_begins_anew_and_says_so() {
    let dir = closed(room()).await;
    std::fs::remove_dir_all(dir.path().join("backups")).unwrap();
    scribble(&dir.path().join("desk.db"), 0, usize::MAX);
    let (store, notices) = Store::open(dir.path()).unwrap();
    assert!(matches!(&notices[..], [OpenNotice::DeskDamaged { restored: None, .. }]), "{notices:?}");
    store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("new"))).await.unwrap();
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_refused_with_a_sentence_that_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("taken");
    std::fs::write(&taken, b"a file where a folder should be").unwrap();
    let Err(problem @ OpenError::Folder { .. }) = Store::open(&taken.join("desk")) else { panic!("it was opened") };
    let sentence = problem.to_string();
    assert!(sentence.contains("taken") && sentence.contains("BELLHOP_HOME"), "{sentence}");
}

#[tokio::test]
async fn random_damage_never_stops_the_store_from_opening() {
    let room = room();
    let messages: Vec<Message> = (0..200).map(|n| incoming("1", &format!("m{n}"), minute(n), "some words")).collect();
    put(&room.store, &[thread("1")], &messages).await;
    room.store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("kept"))).await.unwrap();
    let dir = closed(room).await;
    for (file, seed) in ["cache.db", "desk.db"].into_iter().flat_map(|file| (0..40_usize).map(move |seed| (file, seed)))
    {
        let copy = tempfile::tempdir().unwrap();
        for name in ["cache.db", "desk.db"] {
            std::fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
        }
        let path = copy.path().join(file);
        let mut bytes = std::fs::read(&path).unwrap();
        // A fixed walk over the file instead of chance, so that a failure can be repeated.
        let place = seed.wrapping_mul(7_919) % bytes.len();
        if seed % 4 == 0 {
            bytes.truncate(place);
        } else {
            bytes[place] ^= 1 << (seed % 8);
        }
        std::fs::write(&path, bytes).unwrap();
        let (store, _) = Store::open(copy.path()).unwrap_or_else(|problem| panic!("{file}, seed {seed}: {problem}"));
        // Whatever is met while reading, the next attempt works on a sound file.
        let _ = store.read(|r| r.messages().page(&"1".into(), None, 500)).await;
        let outcome = store.read(|r| r.lists().page(&crate::View::Open, &[], 0, 50)).await;
        assert!(
            matches!(outcome, Ok(_) | Err(Error::Damaged(Which::Cache) | Error::Row(_) | Error::Sqlite(_))),
            "{file}, seed {seed}"
        );
    }
}
