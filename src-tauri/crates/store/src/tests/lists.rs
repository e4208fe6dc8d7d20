use bellhop_model::OwnerId;

use super::*;
use crate::{Facets, Listed, Overlaid, View};

async fn ids(store: &Store, view: View, overlay: Vec<Overlaid>, offset: u32, limit: u32) -> (u32, Vec<String>) {
    let page = store.read(move |r| r.lists().page(&view, &overlay, offset, limit)).await.unwrap();
    (page.total, page.rows.into_iter().map(|row| row.facts.thread.id.0).collect())
}

async fn place(store: &Store, view: View, overlay: Vec<Overlaid>, thread: &str) -> Option<u32> {
    let thread = ThreadId::from(thread);
    store.read(move |r| r.lists().place(&view, &overlay, &thread)).await.unwrap()
}

#[tokio::test]
async fn a_list_is_ordered_by_the_newest_message_and_a_new_message_moves_its_conversation_to_the_top() {
    let room = room();
    put(
        &room.store,
        &[thread("1"), thread("2"), thread("3")],
        &[
            incoming("1", "a", minute(1), "one"),
            incoming("2", "b", minute(2), "two"),
            incoming("3", "c", minute(3), "three"),
        ],
    )
    .await;
    assert_eq!(ids(&room.store, View::Open, vec![], 0, 10).await, (3, vec!["3".into(), "2".into(), "1".into()]));
    put(&room.store, &[], &[incoming("1", "d", minute(4), "again")]).await;
    assert_eq!(ids(&room.store, View::Open, vec![], 0, 2).await, (3, vec!["1".into(), "3".into()]));
    assert_eq!(place(&room.store, View::Open, vec![], "2").await, Some(2));
}

#[tokio::test]
async fn views_hold_what_their_names_say_and_their_totals_agree_with_their_rows() {
    let room = room();
    let mine = Thread { ticket: Some("t1".into()), ..thread("mine") };
    let closed = Thread { status: ThreadStatus::Closed, closed_at: Some(minute(9)), ..thread("closed") };
    let spam = Thread { spam: true, ..thread("spam") };
    let mail = Thread { channel: "1002".into(), ..thread("mail") };
    put(
        &room.store,
        &[mine, closed, spam, mail, thread("answered")],
        &[
            incoming("mine", "m1", minute(1), "hello"),
            incoming("answered", "a1", minute(2), "hello"),
            outgoing("answered", "a2", minute(3), "hi"),
            incoming("closed", "c1", minute(4), "bye"),
        ],
    )
    .await;
    room.store
        .write(Origin::Pull, |w| w.tickets().upsert(&[ticket("t1", &[("hubspot_owner_id", "7"), ("subject", "Lamp")])]))
        .await
        .unwrap();
    for (view, expected) in [
        (View::Open, vec!["answered", "mine", "mail"]),
        (View::Owned(OwnerId::from("7")), vec!["mine"]),
        (View::Unassigned, vec!["answered", "mail"]),
        (View::NeedsReply, vec!["mine"]),
        (View::Unread, vec!["mine"]),
        (View::Closed, vec!["closed"]),
        (View::Channel("1002".into()), vec!["mail"]),
    ] {
        let (total, rows) = ids(&room.store, view.clone(), vec![], 0, 10).await;
        assert_eq!(rows, expected, "{view:?}");
        assert_eq!(total as usize, rows.len(), "the total of {view:?}");
    }
}

#[tokio::test]
async fn an_overlaid_conversation_is_shown_once_where_it_belongs_now_and_pages_stay_exact() {
    let room = room();
    let threads: Vec<Thread> = (0..10).map(|n| thread(&n.to_string())).collect();
    let messages: Vec<Message> =
        (0..10).map(|n| incoming(&n.to_string(), &format!("m{n}"), minute(n), "hello")).collect();
    put(&room.store, &threads, &messages).await;
    let cached = Facets { listed: Listed::Open, channel: "20001".into(), owner: None, needs_reply: true, unread: true };
    // Conversation 2 was just answered: it goes to the top. Conversation 5 was just closed.
    let overlay = vec![
        Overlaid {
            thread: "2".into(),
            cached: cached.clone(),
            shown: Facets { needs_reply: false, ..cached.clone() },
            sort_at: minute(60),
        },
        Overlaid {
            thread: "5".into(),
            cached: cached.clone(),
            shown: Facets { listed: Listed::Closed, ..cached },
            sort_at: minute(5),
        },
    ];
    let (total, first) = ids(&room.store, View::Open, overlay.clone(), 0, 4).await;
    assert_eq!((total, first), (9, vec!["2".into(), "9".into(), "8".into(), "7".into()]));
    let (_, second) = ids(&room.store, View::Open, overlay.clone(), 4, 10).await;
    assert_eq!(second, ["6", "4", "3", "1", "0"]);
    assert_eq!(ids(&room.store, View::Closed, overlay.clone(), 0, 5).await, (1, vec!["5".into()]));
    assert_eq!(ids(&room.store, View::NeedsReply, overlay.clone(), 0, 2).await, (8, vec!["9".into(), "8".into()]));
    assert_eq!(place(&room.store, View::Open, overlay.clone(), "2").await, Some(0));
    assert_eq!(place(&room.store, View::Open, overlay.clone(), "4").await, Some(5));
    assert_eq!(place(&room.store, View::Open, overlay, "5").await, None);
}

#[tokio::test]
async fn no_list_of_twenty_thousand_conversations_sorts_or_scans() {
    let room = room();
    let threads: Vec<Thread> =
        (0..20_000).map(|n| Thread { latest_at: Some(minute(n)), ..thread(&n.to_string()) }).collect();
    put(&room.store, &threads, &[]).await;
    for view in [
        View::Open,
        View::Owned("7".into()),
        View::Unassigned,
        View::NeedsReply,
        View::Unread,
        View::Closed,
        View::Channel("20001".into()),
    ] {
        let of = view.clone();
        let plan = room.store.read(move |r| r.lists().plan(&of)).await.unwrap();
        assert!(plan.contains("threads_") && !plan.contains("TEMP B-TREE"), "{view:?} sorts:\n{plan}");
        assert!(plan.contains("COVERING INDEX"), "{view:?} reads the rows that it skips:\n{plan}");
    }
    let (total, last) = ids(&room.store, View::Open, vec![], 19_999, 5).await;
    assert_eq!((total, last), (20_000, vec!["0".to_owned()]));
}

#[tokio::test]
async fn unread_counts_from_the_read_mark_and_without_one_from_the_last_answer() {
    let room = room();
    put(
        &room.store,
        &[thread("1")],
        &[
            incoming("1", "a", minute(1), "an old question"),
            outgoing("1", "b", minute(2), "an old answer"),
            incoming("1", "c", minute(3), "news"),
            incoming("1", "d", minute(4), "more news"),
        ],
    )
    .await;
    assert_eq!(facts(&room.store, "1").await.unread, 2, "history that was answered counts as unread");
    let first = room.store.read(|r| r.messages().first_unread(&"1".into())).await.unwrap();
    assert_eq!(first, Some("c".into()));

    room.store.mark_read("1".into(), Some("d".into())).await.unwrap();
    assert_eq!(facts(&room.store, "1").await.unread, 0);
    room.store.mark_read("1".into(), Some("a".into())).await.unwrap();
    assert_eq!(facts(&room.store, "1").await.unread, 0, "scrolling up made messages unread");
    put(&room.store, &[], &[incoming("1", "e", minute(5), "even more")]).await;
    assert_eq!(facts(&room.store, "1").await.unread, 1);
    put(&room.store, &[], &[outgoing("1", "f", minute(6), "a colleague answers")]).await;
    assert_eq!(facts(&room.store, "1").await.unread, 1, "what a colleague answered was still not read here");
    room.store.mark_read("1".into(), Some("f".into())).await.unwrap();
    assert_eq!(facts(&room.store, "1").await.unread, 0);
    room.store.mark_read("1".into(), None).await.unwrap();
    assert_eq!(facts(&room.store, "1").await.unread, 1, "marking as unread marked nothing");
}

#[tokio::test]
async fn read_marks_outlive_the_cache() {
    let room = room();
    put(&room.store, &[thread("1")], &[incoming("1", "a", minute(1), "hello")]).await;
    room.store.mark_read("1".into(), Some("a".into())).await.unwrap();
    room.store.close().await.unwrap();
    let Room { store, dir } = room;
    drop(store);
    for file in ["cache.db", "cache.db-wal", "cache.db-shm"] {
        std::fs::remove_file(dir.path().join(file)).ok();
    }
    let (store, _) = Store::open(dir.path()).unwrap();
    put(&store, &[thread("1")], &[incoming("1", "a", minute(1), "hello")]).await;
    assert_eq!(facts(&store, "1").await.unread, 0, "a new cache forgot what was read");
}
